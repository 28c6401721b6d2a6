-- :product_of_request
SELECT w.product FROM request AS r JOIN workload AS w ON w.name = r.workload
WHERE r.id = ?1;
-- :request_reject
UPDATE request SET approver = ?2, approver_uid = ?3, decided_at = ?4,
  rationale = ?5
WHERE id = ?1;
-- Whether ?2 owns the product ?1, or stands in for who does, at ?3.
-- :owner_may
SELECT p.name, coalesce(p.owner, 'nobody'),
  p.owner = ?2 OR (o.delegate_to = ?2 AND coalesce(o.delegate_until > ?3, 1))
FROM node AS p LEFT JOIN person AS o ON o.id = p.owner WHERE p.id = ?1;
-- Who had a part in a request: person and user id.
-- :duty_requester
SELECT requester, requester_uid FROM request WHERE id = ?1;
-- :duty_approver
SELECT approver, approver_uid FROM request
WHERE id = ?1 AND approver IS NOT NULL;
-- :duty_implementer
SELECT actor, uid FROM audit WHERE role = 'cloud-engineer'
  AND object IN (SELECT id FROM task WHERE request = ?1);

-- :model_resolve
SELECT model FROM (
  SELECT model, 1 AS k FROM model WHERE model = lower(?1)
  UNION ALL SELECT model, 2 FROM model_alias WHERE alias = lower(?1)
  UNION ALL SELECT model, 3 FROM model WHERE lower(model_id) = lower(?1)
  UNION ALL SELECT model, 4 FROM model_profile
    WHERE lower(profile_id) = lower(?1))
ORDER BY k LIMIT 1;
-- :model_status
SELECT status FROM model WHERE platform = ?1 AND model = ?2;
-- What is known of the region decides; where nothing was ever listed there,
-- what is known in general.
-- :model_route
SELECT m.model_id, coalesce(
    (SELECT r.in_region FROM model_region AS r
      WHERE r.model = m.model AND r.region = ?3),
    iif(EXISTS (SELECT 1 FROM model_region AS r WHERE r.region = ?3), 0, NULL),
    m.in_region), m.vendor
FROM model AS m WHERE m.platform = ?1 AND m.model = ?2;
-- :profile_route
SELECT profile_id, geography, destinations FROM model_profile
WHERE model = ?1 AND source_region = ?2
ORDER BY geography = 'GLOBAL', profile_id LIMIT 1;
-- :profile_regions
SELECT group_concat(r, ', ') FROM (
  SELECT source_region AS r FROM model_profile WHERE model = ?1
  UNION SELECT region FROM model_region WHERE model = ?1 AND in_region = 1
  ORDER BY 1);
-- Prerequisites of a platform in an account that are not met.
-- :prereq_unmet
SELECT name, account, state FROM prerequisite
WHERE platform IN ('ALL', ?1) AND account IN ('', ?2)
  AND state NOT IN ('PASSED', 'WAIVED')
ORDER BY account, name LIMIT 1;
-- :account_active
SELECT count(*) FROM account WHERE id = ?1 AND active = 1;
-- :scope_twin
SELECT id FROM scope WHERE workload = ?1 AND platform = ?2 AND model = ?3
  AND account = ?4 AND region = ?5 AND workspace = '' AND state <> 'REVOKED';
-- :grant_facts
SELECT workload, requested_usd, requested_tokens, value_type, availability,
  estimate_from, estimate_to, growth_ppm
FROM request WHERE id = ?1;
-- :request_grant
UPDATE request SET approver = ?2, approver_uid = ?3, decided_at = ?4,
  rationale = ?5, priority = ?6, confirmed_usd = ?7, confirmed_tokens = ?8,
  price_book = ?9, case_acknowledged = ?10, task_due = ?11
WHERE id = ?1;
-- :scope_insert
INSERT INTO scope (n, id, request, workload, platform, model, account, region,
  workspace, action_scope, role_name, state)
SELECT n, 'sc-' || n, ?1, ?2, ?3, ?4, ?5, ?6, '', 'INFERENCE', ?7, ?8
FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM scope)
RETURNING id;
-- :task_insert
INSERT INTO task (n, id, request, scope, workload, type, state, position, of,
  priority, approved_by, opened_at, due_at)
SELECT n, 'ts-' || n, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM task)
RETURNING id;
-- :anchor_insert
INSERT INTO anchor (n, id, workload, request, anchor_kind, value, account,
  created_at)
SELECT n, 'an-' || n, ?1, ?2, 'ROLE', ?3, ?4, ?5
FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM anchor)
RETURNING id;
-- :estimate_insert
INSERT INTO estimate (n, workload, request, usd, from_day, to_day, growth_ppm,
  set_by, set_at, rationale)
SELECT (SELECT coalesce(max(n), 0) + 1 FROM estimate), ?1, ?2, ?3, ?4, ?5, ?6,
  ?7, ?8, ?9;

-- Scopes as records: of a workload and in a state, or all.
-- :scope_record
SELECT json_object('kind', 'scope', 'id', s.id, 'request', s.request,
  'workload', s.workload, 'platform', s.platform, 'model', s.model,
  'account', s.account, 'region', s.region,
  'workspace', nullif(s.workspace, ''), 'action_scope', s.action_scope,
  'role', s.role_name, 'state', s.state)
FROM scope AS s
WHERE (?1 IS NULL OR s.workload = ?1) AND (?2 IS NULL OR s.state = ?2)
ORDER BY s.n;
-- Scopes whose models one role of a request may use, in one account.
-- :role_scopes
SELECT platform, model, region, action_scope FROM scope
WHERE request = ?1 AND account = ?2 AND state <> 'REVOKED' ORDER BY n;
-- :role_runtime
SELECT runtime, principal, availability FROM request WHERE id = ?1;

-- A task as a record; ?3 is now, ?4 the steps where they are shown.
-- :task_record
SELECT json_object('kind', 'task', 'id', t.id, 'request', t.request,
  'scope', t.scope, 'workload', t.workload, 'type', t.type, 'state', t.state,
  'position', t.position, 'of', t.of,
  'step', (SELECT count(*) FROM task_step AS d WHERE d.task = t.id),
  'steps', json(coalesce(?4, '4')),
  'model', s.model, 'account', s.account, 'region', s.region,
  'role', s.role_name,
  'role_arn', 'arn:aws:iam::' || s.account || ':role/' || s.role_name,
  'approved_by', t.approved_by,
  'rationale', r.rationale, 'priority', t.priority,
  'opened_at', utc(t.opened_at), 'due_at', utc(t.due_at),
  'completed_at', utc(t.completed_at),
  'overdue', json(iif(t.due_at < ?3 AND
    t.state IN ('BLOCKED', 'OPEN', 'IN_PROGRESS'), 'true', 'false')))
FROM task AS t JOIN request AS r ON r.id = t.request
LEFT JOIN scope AS s ON s.id = t.scope
WHERE (?1 IS NULL OR t.id = ?1) AND (?2 IS NULL OR t.state = ?2)
ORDER BY t.n;
-- :task_facts
SELECT t.request, t.scope, t.workload, t.type, t.state, s.platform, s.model,
  s.account, s.region, s.role_name, r.runtime, r.availability
FROM task AS t JOIN request AS r ON r.id = t.request
LEFT JOIN scope AS s ON s.id = t.scope
WHERE t.id = ?1;
-- :steps_done
SELECT n, utc(done_at), artefacts, done_by FROM task_step WHERE task = ?1
ORDER BY n;
-- :steps_count
SELECT count(*) FROM task_step WHERE task = ?1;
-- :step_insert
INSERT INTO task_step (task, n, done_at, done_by, artefacts)
VALUES (?1, ?2, ?3, ?4, ?5);
-- :request_implementer
UPDATE request SET implementer = ?2, implementer_uid = ?3
WHERE id = ?1 AND implementer IS NULL;
-- :request_state
SELECT state FROM request WHERE id = ?1;
-- :task_completed
UPDATE task SET completed_at = ?2 WHERE id = ?1;
-- :scopes_left
SELECT count(*) FROM scope WHERE request = ?1
  AND state NOT IN ('IMPLEMENTED', 'REVOKED');

