-- A model on a platform as a record; a scope counts unless it was revoked, and
-- its agentic tier is no other place.
-- Payers are counted among the accounts only where they have scopes: nothing
-- is meant to run there.  ?1 platform, ?2 model; NULL: all.
-- :model_record
SELECT json_object('kind', 'model', 'id', m.platform || ':' || m.model,
  'vendor', m.vendor, 'platform', m.platform, 'model', m.model,
  'name', m.name, 'model_id', m.model_id, 'status', m.status,
  'coverage', CASE WHEN m.platform = 'CLAUDE_PLATFORM'
    THEN s.workspaces || iif(s.workspaces = 1, ' workspace', ' workspaces')
    ELSE s.accounts || ' of ' || t.accounts ||
      iif(t.accounts = 1, ' account', ' accounts') END
    || ' · ' || s.scopes || iif(s.scopes = 1, ' scope', ' scopes'),
  'accounts_covered', s.accounts, 'accounts_total', t.accounts,
  'scopes', s.scopes, 'workspaces', s.workspaces,
  'approved', s.approved, 'implemented', s.implemented,
  'pending_tasks', (SELECT count(*) FROM task AS k
    JOIN scope AS x ON x.id = k.scope
    WHERE x.platform = m.platform AND x.model = m.model
      AND k.state IN ('BLOCKED', 'OPEN', 'IN_PROGRESS')),
  'in_region', json(iif(m.in_region, 'true', 'false')),
  'regions', json((SELECT json_group_array(r) FROM (
    SELECT source_region AS r FROM model_profile WHERE model = m.model
    UNION SELECT region FROM model_region WHERE model = m.model ORDER BY 1))),
  'source', m.source, 'updated_at', utc(max(m.updated_at, coalesce(
    (SELECT max(a.at) FROM audit AS a JOIN scope AS x ON x.id = a.object
      WHERE x.platform = m.platform AND x.model = m.model), 0))))
FROM model AS m
JOIN (SELECT count(*) AS accounts FROM account AS a
  WHERE a.active = 1 AND (a.payer = 0 OR EXISTS (SELECT 1 FROM scope AS x
    WHERE x.account = a.id AND x.state <> 'REVOKED'))) AS t
JOIN (SELECT n.platform, n.model, count(x.id) AS scopes,
    count(DISTINCT x.account) AS accounts,
    count(DISTINCT nullif(x.workspace, '')) AS workspaces,
    count(nullif(x.state, 'PENDING_APPROVAL')) AS approved,
    count(*) FILTER (WHERE x.state = 'IMPLEMENTED') AS implemented
  FROM model AS n LEFT JOIN scope AS x ON x.platform = n.platform
    AND x.model = n.model AND x.state <> 'REVOKED'
    AND x.action_scope = 'INFERENCE'
  GROUP BY n.platform, n.model) AS s
  ON s.platform = m.platform AND s.model = m.model
WHERE (?1 IS NULL OR m.platform = ?1) AND (?2 IS NULL OR m.model = ?2)
ORDER BY m.platform, m.vendor, m.model;
-- Models that got their first scope since ?1.
-- :catalog_onboarded
SELECT count(*) FROM (
  SELECT 1 FROM scope AS s JOIN audit AS a ON a.object = s.id
    AND a.before IS NULL
  GROUP BY s.platform, s.model HAVING min(a.at) >= ?1);

-- :model_platforms
SELECT platform FROM model WHERE model = ?1 ORDER BY platform;
-- :model_touch
UPDATE model SET updated_at = ?2 WHERE platform || ':' || model = ?1;
-- :model_on_marketplace
SELECT count(*) FROM model WHERE platform = 'MARKETPLACE' AND vendor = ?1;
-- :catalog_row
SELECT vendor, name, model_id, in_region, status FROM model
WHERE platform = ?1 AND model = ?2;
-- Whose id it is on a platform.
-- :catalog_by_id
SELECT model FROM model WHERE platform = ?1 AND model_id = ?2;
-- :catalog_update
UPDATE model SET vendor = ?3, name = ?4, model_id = ?5, in_region = ?6,
  updated_at = ?7, source = ?8
WHERE platform = ?1 AND model = ?2;
-- :catalog_region
SELECT in_region FROM model_region WHERE model = ?1 AND region = ?2;
-- :catalog_region_set
INSERT INTO model_region (model, region, in_region) VALUES (?1, ?2, ?3)
ON CONFLICT (model, region) DO UPDATE SET in_region = excluded.in_region;
-- :catalog_anywhere
SELECT max(in_region) FROM model_region WHERE model = ?1;
-- :catalog_profile
SELECT geography || ' ' || destinations FROM model_profile
WHERE model = ?1 AND profile_id = ?2 AND source_region = ?3;
-- :catalog_profile_set
INSERT INTO model_profile (model, profile_id, geography, source_region,
  destinations)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (model, profile_id, source_region) DO UPDATE SET
  geography = excluded.geography, destinations = excluded.destinations;
-- :catalog_change
SELECT json_object('kind', 'change', 'id', ?2 || ' ' || ?3, 'op', ?1,
  'what', ?2, 'name', ?3, 'detail', ?4);
-- What an import did, after its changes.
-- :catalog_import
SELECT json_object('kind', 'import', 'id', 'sha256:' || ?2, 'what', ?3,
  'file', ?1, 'sha256', ?2, 'rows', ?4, 'added', ?5, 'changed', ?6,
  'unchanged', ?7, 'skipped', ?8, 'ambiguous', ?11,
  'unknown_models', json(?9), 'price_book', ?10);
