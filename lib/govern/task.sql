-- Tasks and their steps.

-- A task as a record; ?3 is now, ?4 the steps where they are shown, ?5 how
-- many steps a type has.
-- :task_record
SELECT json_object('kind', 'task', 'id', t.id, 'request', t.request,
  'scope', t.scope, 'workload', t.workload, 'type', t.type, 'state', t.state,
  'position', t.position, 'of', t.of,
  'step', (SELECT count(*) FROM task_step AS d WHERE d.task = t.id),
  'steps', json(coalesce(?4, json_extract(?5, '$.' || t.type))),
  'platform', s.platform, 'model', s.model,
  'account', coalesce(s.account, t.account), 'region', s.region,
  'workspace', nullif(s.workspace, ''), 'action_scope', s.action_scope,
  'role', s.role_name,
  'role_arn', 'arn:aws:iam::' || s.account || ':role/' ||
    iif(r.runtime = 'IDENTITY_CENTER', NULL, s.role_name),
  'after', t.after_task, 'approved_by', t.approved_by,
  'rationale', coalesce((SELECT e.rationale FROM audit AS e
    WHERE e.object = t.id AND e.verb IN ('open', 'block')
    ORDER BY e.seq LIMIT 1), r.rationale),
  'priority', t.priority,
  'opened_at', utc(t.opened_at), 'due_at', utc(t.due_at),
  'completed_at', utc(t.completed_at),
  'overdue', json(iif(t.due_at < ?3 AND
    t.state IN ('BLOCKED', 'OPEN', 'IN_PROGRESS'), 'true', 'false')))
FROM task AS t LEFT JOIN request AS r ON r.id = t.request
LEFT JOIN scope AS s ON s.id = t.scope
WHERE t.n BETWEEN coalesce(CAST(substr(?1, 4) AS INTEGER), 0)
    AND coalesce(CAST(substr(?1, 4) AS INTEGER), 9223372036854775807)
  AND (?1 IS NULL OR t.id = ?1) AND (?2 IS NULL OR t.state = ?2)
ORDER BY t.n;
-- :task_facts
SELECT t.request, t.scope, t.workload, t.type, t.state, s.platform, s.model,
  coalesce(s.account, t.account), s.region, s.role_name, r.runtime,
  r.availability, s.workspace, s.workspace_id, s.action_scope, s.replaces,
  w.map_id, w.map_method, a.environment, t.after_task, s.function_arn,
  s.permission_set_arn, s.application_profile, r.use_case
FROM task AS t LEFT JOIN request AS r ON r.id = t.request
LEFT JOIN workload AS w ON w.name = t.workload
LEFT JOIN scope AS s ON s.id = t.scope
LEFT JOIN account AS a ON a.id = coalesce(s.account, t.account)
WHERE t.id = ?1;
-- The elements E1 to E4 of a workload.
-- :workload_path
SELECT e1.name, e2.name, e3.name, e4.name
FROM workload AS w JOIN node AS e4 ON e4.id = w.product
JOIN node AS e3 ON e3.id = e4.parent JOIN node AS e2 ON e2.id = e3.parent
JOIN node AS e1 ON e1.id = e2.parent
WHERE w.name = ?1;
-- :payer_account
SELECT group_concat(id, ' ') FROM (SELECT id FROM account
  WHERE payer = 1 AND active = 1 ORDER BY id);
-- Live scopes that still use a role; of the Claude Platform, a workspace.
-- :role_uses
SELECT count(*) FROM scope WHERE request = ?1 AND account = ?2
  AND role_name = ?3 AND state NOT IN ('REVOKED', 'PENDING_APPROVAL')
  AND action_scope = 'INFERENCE';
-- :steps_done
SELECT n, utc(done_at), artefacts, done_by, proof FROM task_step
WHERE task = ?1 ORDER BY n;
-- :steps_count
SELECT count(*) FROM task_step WHERE task = ?1;
-- :step_insert
INSERT INTO task_step (task, n, done_at, done_by, artefacts, proof)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);
-- :request_implementer
UPDATE request SET implementer = ?2, implementer_uid = ?3
WHERE id = ?1 AND implementer IS NULL;
-- :request_state
SELECT state FROM request WHERE id = ?1;
-- :task_completed
UPDATE task SET completed_at = ?2 WHERE id = ?1;
-- :tasks_after
SELECT id FROM task WHERE after_task = ?1 AND state = 'BLOCKED' ORDER BY n;
-- What of a request is still to do, and what of it was done.
-- :request_left
SELECT (SELECT count(*) FROM scope WHERE request = ?1
    AND state NOT IN ('IMPLEMENTED', 'REVOKED', 'PENDING_APPROVAL'))
  + (SELECT count(*) FROM task WHERE request = ?1 AND type <> 'REVOKE'
    AND state NOT IN ('IMPLEMENTED', 'CANCELLED')),
  (SELECT count(*) FROM scope WHERE request = ?1 AND state = 'IMPLEMENTED')
  + (SELECT count(*) FROM task WHERE request = ?1
    AND type = 'INFRASTRUCTURE' AND state = 'IMPLEMENTED');
-- :request_is_stuck
SELECT count(*) FROM request_stuck WHERE id = ?1;
-- :task_request
SELECT request FROM task WHERE id = ?1;
-- What steps hand back belongs to the scope.
-- :scope_set_workspace_id
UPDATE scope SET workspace_id = ?2 WHERE id = ?1;
-- :scope_set_data_events
UPDATE scope SET data_events = upper(?2) WHERE id = ?1;
-- :scope_set_function
UPDATE scope SET function_arn = ?2 WHERE id = ?1;
-- :scope_set_application_profile
UPDATE scope SET application_profile = ?2 WHERE id = ?1;
-- :scope_set_permission_set
UPDATE scope SET permission_set_arn = ?2 WHERE id = ?1;
-- :workspace_id_taken
SELECT id || ' of ' || workload FROM scope
WHERE workspace_id = ?1 AND workspace || account <> ?2 AND state <> 'REVOKED'
ORDER BY n LIMIT 1;
-- Who approved a task, and who proposed its scope: person and user id.
-- :duty_task_approver
SELECT actor, uid FROM audit WHERE object = ?1 AND verb IN ('open', 'block')
  AND role = 'finops-lead';
-- :duty_proposer
SELECT proposed_by, proposed_uid FROM scope
WHERE id = ?1 AND proposed_by IS NOT NULL;
-- What stands against reopening a task: what comes first and is not done; the
-- scope that is gone.
-- :task_reopens
SELECT a.id, a.state, s.id FROM task AS t
LEFT JOIN task AS a ON a.id = t.after_task AND a.state <> 'IMPLEMENTED'
LEFT JOIN scope AS s ON s.id = t.scope AND s.state = 'REVOKED'
  AND t.type <> 'REVOKE'
WHERE t.id = ?1;
