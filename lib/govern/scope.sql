-- Granting, and what it makes: scopes, tasks, anchors.

-- :grant_facts
SELECT workload, requested_usd, requested_tokens, value_type, availability,
  estimate_from, estimate_to, growth_ppm, use_case, runtime, state,
  confirmed_usd
FROM request WHERE id = ?1;
-- :request_grant
UPDATE request SET approver = ?2, approver_uid = ?3, decided_at = ?4,
  rationale = ?5, priority = ?6, confirmed_usd = ?7, confirmed_tokens = ?8,
  price_book = ?9, case_acknowledged = ?10, task_due = ?11
WHERE id = ?1;
-- :request_confirm
UPDATE request SET confirmed_usd = ?2, confirmed_tokens = ?3, price_book = ?4
WHERE id = ?1;
-- :request_due
UPDATE request SET task_due = ?2
WHERE id = ?1 AND state IN ('APPROVED', 'CE_IN_PROGRESS');
-- Requests of a workload that have been granted and are not over.
-- :requests_granted
SELECT id FROM request WHERE workload = ?1
  AND state IN ('APPROVED', 'CE_IN_PROGRESS', 'READY_TO_CLAIM', 'LIVE')
ORDER BY n;
-- Of which platform's catalog a model is: an AgentCore runtime calls those of
-- Bedrock.
-- :catalog_of
SELECT platform, status FROM model
WHERE model = ?2 AND (platform = ?1
  OR (?1 = 'AGENTCORE' AND platform = 'BEDROCK'))
ORDER BY platform <> ?1 LIMIT 1;
-- :workload_map
SELECT map_id, map_method FROM workload WHERE name = ?1;
-- :workload_set_map
UPDATE workload SET map_id = ?2, map_method = ?3 WHERE name = ?1;

-- A live scope that this one would double: Bedrock and Marketplace are two
-- bills for the same access.
-- :scope_twin
SELECT id FROM scope WHERE workload = ?1 AND model = ?3 AND account = ?4
  AND region = ?5 AND action_scope = ?6 AND state <> 'REVOKED'
  AND iif(platform = 'MARKETPLACE', 'BEDROCK', platform) =
    iif(?2 = 'MARKETPLACE', 'BEDROCK', ?2);
-- Who has a workspace of that name in an account, but the scope ?3.
-- :workspace_taken
SELECT id || ' of ' || workload FROM scope
WHERE account = ?1 AND workspace = ?2 AND state <> 'REVOKED'
  AND id IS NOT ?3
ORDER BY n LIMIT 1;
-- :scope_insert
INSERT INTO scope (n, id, request, workload, platform, model, account, region,
  workspace, action_scope, role_name, state, vendor, model_id, route,
  profile_id, destinations, invoked_model_id, restricted, replaces,
  proposed_by, proposed_uid, decided_by, decided_uid)
SELECT n, 'sc-' || n, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
  ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22
FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM scope)
RETURNING id;
-- The scope ?2 goes on in the workspace of ?1.
-- :scope_inherit
UPDATE scope SET workspace_id = o.workspace_id, data_events = o.data_events,
  function_arn = o.function_arn, permission_set_arn = o.permission_set_arn
FROM (SELECT workspace_id, data_events, function_arn, permission_set_arn
  FROM scope WHERE id = ?1) AS o
WHERE scope.id = ?2;
-- :scope_decide
UPDATE scope SET decided_by = ?2, decided_uid = ?3, vendor = ?4,
  model_id = ?5, route = ?6, profile_id = ?7, destinations = ?8,
  restricted = ?9
WHERE id = ?1;
-- :scope_decline
UPDATE scope SET decided_by = ?2, decided_uid = ?3 WHERE id = ?1;
-- :scope_route
SELECT route, model_id, vendor, profile_id, application_profile, destinations
FROM scope WHERE id = ?1;
-- :scope_facts
SELECT id, request, workload, platform, model, account, region, workspace,
  action_scope, role_name, state, replaces, invoked_model_id
FROM scope WHERE id = ?1;
-- Live scopes of a request or of one of its accounts, in a state, for an
-- action scope.
-- :scopes_of
SELECT id FROM scope WHERE request = ?1 AND (?2 IS NULL OR account = ?2)
  AND (?3 IS NULL OR state = ?3) AND (?4 IS NULL OR action_scope = ?4)
  AND state <> 'REVOKED'
ORDER BY n;
-- Scopes of a workload that wait for the lead.
-- :scopes_proposed
SELECT id FROM scope WHERE workload = ?1 AND state = 'PENDING_APPROVAL'
  AND action_scope = ?2
ORDER BY n;
-- :proposals_waiting
SELECT count(*) FROM scope WHERE state = 'PENDING_APPROVAL';
-- The agentic tier that stands on a scope, and its state.
-- :scope_tier
SELECT a.id, a.state FROM scope AS s JOIN scope AS a
  ON a.request = s.request AND a.platform = s.platform
  AND a.model = s.model AND a.account = s.account AND a.region = s.region
  AND a.action_scope = 'INFERENCE_AGENTIC' AND a.state <> 'REVOKED'
WHERE s.id = ?1 AND s.action_scope = 'INFERENCE'
ORDER BY a.n;
-- What is to replace a scope.
-- :scope_replacement
SELECT id FROM scope WHERE replaces = ?1 AND state <> 'REVOKED' LIMIT 1;
-- Tasks of a scope that are not over.
-- :scope_tasks
SELECT id FROM task WHERE scope = ?1
  AND state NOT IN ('IMPLEMENTED', 'CANCELLED')
ORDER BY n;
-- Whether anything was done for it: a tier that went over to another model
-- was put there by the task of that model's scope.
-- :scope_touched
SELECT count(*) FROM task AS t JOIN task_step AS d ON d.task = t.id
WHERE t.scope = ?1 OR t.scope IN (
  SELECT b.id FROM scope AS a JOIN scope AS b ON b.request = a.request
    AND b.platform = a.platform AND b.model = a.model
    AND b.account = a.account AND b.region = a.region
    AND b.action_scope = 'INFERENCE' AND b.replaces IS NOT NULL
  WHERE a.id = ?1 AND a.action_scope = 'INFERENCE_AGENTIC'
    AND a.replaces IS NOT NULL);

-- :task_insert
INSERT INTO task (n, id, request, scope, workload, type, state, position, of,
  priority, approved_by, opened_at, due_at, after_task, account)
SELECT n, 'ts-' || n, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13
FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM task)
RETURNING id;
-- :anchor_exists
SELECT id FROM anchor WHERE workload = ?1 AND anchor_kind = ?2 AND value = ?3
  AND account = ?4;
-- :anchor_insert
INSERT INTO anchor (n, id, workload, request, anchor_kind, value, account,
  created_at)
SELECT n, 'an-' || n, ?1, ?2, ?3, ?4, ?5, ?6
FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM anchor)
RETURNING id;
-- :estimate_insert
INSERT INTO estimate (n, workload, request, usd, from_day, to_day, growth_ppm,
  set_by, set_at, rationale)
SELECT (SELECT coalesce(max(n), 0) + 1 FROM estimate), ?1, ?2, ?3, ?4, ?5, ?6,
  ?7, ?8, ?9;

-- Scopes as records: of a workload, in a state, one, or all.
-- :scope_record
SELECT json_object('kind', 'scope', 'id', s.id, 'request', s.request,
  'workload', s.workload, 'platform', s.platform, 'model', s.model,
  'account', s.account, 'region', s.region,
  'workspace', nullif(s.workspace, ''), 'action_scope', s.action_scope,
  'role', s.role_name, 'state', s.state, 'model_id', s.model_id,
  'route', s.route, 'profile_id', s.profile_id,
  'destinations', s.destinations, 'replaces', s.replaces,
  'workspace_id', s.workspace_id, 'data_events', s.data_events,
  'function_arn', s.function_arn,
  'application_profile', s.application_profile,
  'permission_set_arn', s.permission_set_arn,
  'restricted', json(iif(s.restricted, 'true', 'false')),
  'proposed_by', s.proposed_by, 'decided_by', s.decided_by)
FROM scope AS s
WHERE (?1 IS NULL OR s.workload = ?1) AND (?2 IS NULL OR s.state = ?2)
  AND (?3 IS NULL OR s.id = ?3) AND (?4 IS NULL OR s.request = ?4)
ORDER BY s.n;

-- What one role of a request may do in one account: everything that was
-- decided for it, but a model that another is to replace.  The agentic tier
-- is one of what is left, and lets nobody call a model by itself.
-- :role_scopes
SELECT s.route, s.model_id, s.vendor, s.profile_id, s.application_profile,
  s.destinations, s.platform, s.region, s.action_scope, s.invoked_model_id
FROM scope AS s
WHERE s.request = ?1 AND s.account = ?2
  AND s.platform <> 'CLAUDE_PLATFORM'
  AND s.state NOT IN ('REVOKED', 'PENDING_APPROVAL')
  AND NOT EXISTS (SELECT 1 FROM scope AS x WHERE x.replaces = s.id
    AND x.state NOT IN ('REVOKED', 'PENDING_APPROVAL'))
  AND (s.action_scope = 'INFERENCE' OR EXISTS (SELECT 1 FROM scope AS b
    WHERE b.request = s.request AND b.platform = s.platform
      AND b.model = s.model AND b.account = s.account
      AND b.region = s.region AND b.action_scope = 'INFERENCE'
      AND b.state NOT IN ('REVOKED', 'PENDING_APPROVAL')
      AND NOT EXISTS (SELECT 1 FROM scope AS y WHERE y.replaces = b.id
        AND y.state NOT IN ('REVOKED', 'PENDING_APPROVAL'))))
ORDER BY s.action_scope, s.n;
-- :role_runtime
SELECT runtime, principal, availability FROM request WHERE id = ?1;
