-- :stop_workload
SELECT product, control FROM workload WHERE name = ?1;
-- The event that brought the workload where it is: a stop or a resume.
-- :stop_event
SELECT max(seq) FROM audit
WHERE object = 'wl-' || ?1 AND verb IN ('suspend', 'resume');
-- What in the bill speaks for a workload and may exist in AWS: no role of
-- scopes for which nothing was begun.
-- :stop_anchors
SELECT a.anchor_kind, a.value, a.account,
  coalesce((SELECT payer FROM account WHERE id = a.account), 0), min(a.n)
FROM anchor AS a LEFT JOIN request AS r ON r.id = a.request
WHERE a.workload = ?1 AND (r.id IS NULL OR r.state IN ('CE_IN_PROGRESS',
  'READY_TO_CLAIM', 'LIVE', 'RETIRED'))
  AND (a.anchor_kind NOT IN ('ROLE', 'PERMISSION_SET') OR NOT EXISTS (
    SELECT 1 FROM scope AS s WHERE s.request = a.request
      AND s.account = a.account AND a.value IN (s.role_name,
        'arn:aws:iam::' || s.account || ':role/' || s.role_name))
    OR EXISTS (SELECT 1 FROM scope AS s JOIN task AS t ON t.scope = s.id
      JOIN task_step AS d ON d.task = t.id
      WHERE s.request = a.request AND s.account = a.account
        AND a.value IN (s.role_name,
          'arn:aws:iam::' || s.account || ':role/' || s.role_name)))
GROUP BY a.anchor_kind, a.value, a.account
ORDER BY a.account, min(a.n);
-- Other workloads with the same principal; ?2: only those in this state.
-- :stop_shared
SELECT DISTINCT a.value, o.workload
FROM anchor AS a JOIN anchor AS o ON o.anchor_kind = a.anchor_kind
  AND o.value = a.value AND o.account = a.account AND o.workload <> a.workload
JOIN workload AS w ON w.name = o.workload
WHERE a.workload = ?1 AND (?2 IS NULL OR w.control = ?2)
ORDER BY a.value, o.workload;
-- :stop_open
SELECT id FROM request WHERE workload = ?1
  AND state IN ('APPROVED', 'CE_IN_PROGRESS') ORDER BY n;
-- :stop_payers
SELECT id FROM account WHERE payer = 1 AND active = 1 ORDER BY id;
-- :stop_attached
SELECT count(*) FROM stop_action
WHERE action = 'attach-scp' AND target = ?1 AND gave = ?2 AND result = 'DONE';
-- API keys that the latest stop found working.
-- :stop_keys
SELECT gave FROM stop_action
WHERE workload = ?1 AND target = ?2 AND action = 'find-api-keys'
  AND result = 'DONE'
ORDER BY event DESC LIMIT 1;
-- :stop_results
SELECT action, target, result, detail, gave FROM stop_action
WHERE workload = ?1 AND event = ?2;
-- :stop_result_set
INSERT INTO stop_action (workload, event, action, target, result, at, by,
  detail, gave)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (workload, event, action, target) DO UPDATE SET
  result = excluded.result, at = excluded.at, by = excluded.by,
  detail = excluded.detail, gave = excluded.gave;
-- The record; its lists are given as JSON.
-- :stop_record
SELECT json_object('kind', 'stop', 'id', 'wl-' || w.name,
  'workload', w.name, 'verb', ?2, 'control', w.control,
  'at', utc(e.at), 'by', e.actor, 'rationale', e.rationale,
  'scp_policy_id', (SELECT value FROM meta WHERE key = 'scp_policy_id'),
  'shared', json(?3), 'actions', json(?4), 'documents', json(?5),
  'limits', json(?6))
FROM workload AS w LEFT JOIN audit AS e ON e.seq = ?7
WHERE w.name = ?1;
