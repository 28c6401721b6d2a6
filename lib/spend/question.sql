-- What the asker may know of: products, and portfolios of their own.
-- ?1 who, ?2 now, ?3 whether all of it.
-- :question_reach
CREATE TEMP TABLE IF NOT EXISTS reach (
  node INTEGER PRIMARY KEY
);
CREATE TEMP TABLE IF NOT EXISTS reach_all (
  yes INTEGER NOT NULL
);
DELETE FROM temp.reach;
DELETE FROM temp.reach_all;
-- :question_reach_fill
WITH mine AS (
  SELECT n.id, n.level FROM node AS n LEFT JOIN person AS o ON o.id = n.owner
  WHERE n.level IN (3, 4) AND (?3 OR n.owner = ?1 OR (o.delegate_to = ?1
    AND coalesce(o.delegate_until > ?2, 1)))
)
INSERT INTO temp.reach
SELECT id FROM mine
UNION SELECT n.id FROM node AS n JOIN mine AS m ON m.id = n.parent
  AND n.level = 4;
-- :question_reach_all
INSERT INTO temp.reach_all VALUES (?1);
-- :question_reach_any
SELECT count(*) FROM temp.reach;
-- :reach_workload
SELECT count(*) FROM workload AS w JOIN temp.reach AS r ON r.node = w.product
WHERE w.name = ?1;

-- Names that may stand in a question: slot (enum slot), as spoken, as meant.
-- Models are no secret; of accounts, roles and workspaces only those that have
-- to do with what the asker may know of.
-- :question_names
WITH mine AS (
  SELECT w.name FROM workload AS w JOIN temp.reach AS r ON r.node = w.product
), held AS (
  SELECT a.anchor_kind, a.value, a.account FROM anchor AS a
  JOIN mine AS m ON m.name = a.workload
), place AS (
  SELECT account AS id FROM held WHERE account <> ''
  UNION SELECT s.account FROM scope AS s JOIN mine AS m
    ON m.name = s.workload
  UNION SELECT s.account FROM account_share AS s
    JOIN temp.reach AS r ON r.node = s.product
  UNION SELECT a.id FROM account AS a, temp.reach_all WHERE yes
  UNION SELECT c.account FROM caller AS c, temp.reach_all WHERE yes
), role AS (
  SELECT value FROM held
    WHERE anchor_kind IN ('ROLE', 'USER', 'PERMISSION_SET')
  UNION SELECT c.principal FROM caller AS c, temp.reach_all
    WHERE yes AND c.principal <> ''
), space AS (
  SELECT value, value AS meant FROM held WHERE anchor_kind = 'WORKSPACE'
  UNION SELECT s.workspace, coalesce(s.workspace_id, s.workspace)
    FROM scope AS s JOIN mine AS m ON m.name = s.workload
    WHERE s.workspace <> ''
  UNION SELECT s.workspace_id, s.workspace_id
    FROM scope AS s JOIN mine AS m ON m.name = s.workload
    WHERE s.workspace_id IS NOT NULL
  UNION SELECT c.workspace, c.workspace FROM caller AS c, temp.reach_all
    WHERE yes AND c.workspace <> ''
)
SELECT 0, name, name FROM mine
UNION SELECT 0, 'wl-' || name, name FROM mine
UNION SELECT iif(n.level = 4, 1, 2), n.name, n.name
  FROM node AS n JOIN temp.reach AS r ON r.node = n.id
UNION SELECT 3, model, model FROM model
UNION SELECT 3, name, model FROM model
UNION SELECT 3, model_id, model FROM model
UNION SELECT 3, substr(name, 8), model FROM model WHERE name GLOB 'Claude *'
UNION SELECT 3, substr(model, 8), model FROM model WHERE model GLOB 'claude-*'
UNION SELECT 3, alias, model FROM model_alias
UNION SELECT 3, profile_id, model FROM model_profile
UNION SELECT 4, id, id FROM place
UNION SELECT 4, a.name, a.id FROM account AS a JOIN place AS p ON p.id = a.id
UNION SELECT 5, value, value FROM role
UNION SELECT 5, short, short FROM (
  SELECT replace(value, rtrim(value, replace(value, '/', '')), '') AS short
  FROM role WHERE value LIKE '%/%')
UNION SELECT 6, value, meant FROM space;
