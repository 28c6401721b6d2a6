-- Wishes for models as records: of an id, in a state, or all.
-- :access_record
SELECT json_object('kind', 'model_access', 'id', a.id, 'model', a.model,
  'wish', a.wish, 'state', a.state, 'requester', a.requester,
  'asked_at', utc(a.asked_at), 'platform', a.platform,
  'catalog', json((SELECT json_group_object(platform, status) FROM (
    SELECT m.platform, m.status FROM model AS m WHERE m.model = a.model
    ORDER BY m.platform))),
  'decided_by', a.decided_by, 'decided_at', utc(a.decided_at),
  'rationale', a.rationale)
FROM model_access AS a
WHERE (?1 IS NULL OR a.id = ?1) AND (?2 IS NULL OR a.state = ?2)
ORDER BY a.n;
-- :access_insert
INSERT INTO model_access (n, id, model, wish, state, requester,
  requester_uid, asked_at)
SELECT n, 'ma-' || n, ?1, ?2, ?3, ?4, ?5, ?6
FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM model_access)
RETURNING id;
-- :access_pending
SELECT id FROM model_access WHERE model = ?1 AND requester = ?2
  AND state = 'PENDING';
-- :access_decide
UPDATE model_access SET platform = ?2, decided_by = ?3, decided_by_uid = ?4,
  decided_at = ?5, rationale = ?6, model = coalesce(?7, model)
WHERE id = ?1;
-- :access_facts
SELECT model, requester, requester_uid FROM model_access WHERE id = ?1;
-- Platforms whose catalog has a model, and how it stands there.
-- :access_catalog
SELECT platform, status FROM model WHERE model = ?1 ORDER BY platform;
-- :access_updated
UPDATE model SET updated_at = ?3 WHERE platform = ?1 AND model = ?2;
