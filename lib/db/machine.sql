-- One pair a machine: the state of a thing, and the compare-and-set.
-- :state_onboarding
SELECT state FROM request WHERE id = ?1;
-- :move_onboarding
UPDATE request SET state = ?3 WHERE id = ?1 AND state = ?2;
-- :state_scope
SELECT state FROM scope WHERE id = ?1;
-- :move_scope
UPDATE scope SET state = ?3 WHERE id = ?1 AND state = ?2;
-- :state_task
SELECT state FROM task WHERE id = ?1;
-- :move_task
UPDATE task SET state = ?3 WHERE id = ?1 AND state = ?2;
-- :state_model
SELECT status FROM model WHERE platform || ':' || model = ?1;
-- :move_model
UPDATE model SET status = ?3
WHERE platform || ':' || model = ?1 AND status = ?2;
-- :state_control
SELECT control FROM workload WHERE 'wl-' || name = ?1;
-- :move_control
UPDATE workload SET control = ?3 WHERE 'wl-' || name = ?1 AND control = ?2;
-- :state_prerequisite
SELECT state FROM prereq WHERE name || ':' || account = ?1;
-- :move_prerequisite
UPDATE prereq SET state = ?3
WHERE name || ':' || account = ?1 AND state = ?2;
-- :state_card
SELECT state FROM card WHERE id = ?1;
-- :move_card
UPDATE card SET state = ?3 WHERE id = ?1 AND state = ?2;
-- :state_model_access
SELECT state FROM model_access WHERE id = ?1;
-- :move_model_access
UPDATE model_access SET state = ?3 WHERE id = ?1 AND state = ?2;
-- :state_gap
SELECT state FROM gap WHERE id = ?1;
-- :move_gap
UPDATE gap SET state = ?3 WHERE id = ?1 AND state = ?2;
-- :state_investigation
SELECT state FROM investigation WHERE id = ?1;
-- :move_investigation
UPDATE investigation SET state = ?3 WHERE id = ?1 AND state = ?2;
-- One that was not yet whole when it was cut off is none.
-- :state_load
SELECT state FROM load WHERE id = ?1 AND state <> 'LOADING';
-- :move_load
UPDATE load SET state = ?3 WHERE id = ?1 AND state = ?2;
-- Who brought a thing into its present state.
-- :machine_winner
SELECT actor, utc(at) FROM audit WHERE object = ?1 AND after = ?2
ORDER BY seq DESC LIMIT 1;
