-- What was implemented for a workload, or for one scope of it; the agentic
-- tier has the handoff of what it stands on.
-- :handoff_scopes
SELECT s.id, s.platform, s.model, s.account, s.region, s.role_name, r.runtime,
  (SELECT json_extract(d.artefacts, '$.role_arn')
   FROM task_step AS d JOIN task AS t ON t.id = d.task
   JOIN scope AS o ON o.id = t.scope
   WHERE o.request = s.request AND o.account = s.account
     AND o.role_name = s.role_name
     AND json_extract(d.artefacts, '$.role_arn') IS NOT NULL
   ORDER BY d.done_at DESC, t.n DESC LIMIT 1)
FROM scope AS s JOIN request AS r ON r.id = s.request
WHERE s.workload = ?1 AND (?2 IS NULL OR s.id = ?2)
  AND s.action_scope = 'INFERENCE'
  AND s.state = 'IMPLEMENTED' AND r.state IN ('READY_TO_CLAIM', 'LIVE')
ORDER BY s.n;
-- :handoff_live
SELECT count(*) FROM request
WHERE workload = ?1 AND state IN ('READY_TO_CLAIM', 'LIVE');
-- :handoff_record
SELECT json_object('kind', 'handoff', 'id', s.id, 'workload', ?2,
  'platform', s.platform, 'role_arn', ?3, 'model', ?4, 'model_id', ?5,
  'invoke_id', ?6, 'endpoint', ?7, 'region', ?8, 'account', ?9,
  'workspace', nullif(s.workspace, ''), 'workspace_id', s.workspace_id,
  'function_arn', s.function_arn,
  'permission_set_arn', s.permission_set_arn)
FROM scope AS s WHERE s.id = ?1;
