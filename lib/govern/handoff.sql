-- What was implemented for a workload, or for one scope of it.
-- :handoff_scopes
SELECT s.id, s.platform, s.model, s.account, s.region, s.role_name,
  nullif(s.workspace, ''), r.availability, r.runtime,
  (SELECT json_group_object(x.key, x.value) FROM task AS t
   JOIN task_step AS d ON d.task = t.id, json_each(d.artefacts) AS x
   WHERE t.scope = s.id)
FROM scope AS s JOIN request AS r ON r.id = s.request
WHERE s.workload = ?1 AND (?2 IS NULL OR s.id = ?2)
  AND s.state = 'IMPLEMENTED' AND r.state IN ('READY_TO_CLAIM', 'LIVE')
ORDER BY s.n;
-- ?11 is what the steps of its tasks reported.
-- :handoff_record
SELECT json_object('kind', 'handoff', 'id', ?1, 'workload', ?2,
  'platform', ?3, 'role_arn', ?4, 'model', ?5, 'model_id', ?6,
  'invoke_id', ?7, 'endpoint', ?8, 'region', ?9, 'account', ?10,
  'workspace', ?12, 'workspace_id', json_extract(?11, '$.workspace_id'),
  'function_arn', json_extract(?11, '$.function_arn'),
  'permission_set_arn', json_extract(?11, '$.permission_set_arn'));
