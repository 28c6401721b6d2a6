-- Is any of [?1, ?2) in a bill that is loaded?
-- :answer_covered
SELECT count(*) FROM load
WHERE state = 'ACTIVE' AND period < ?2
  AND unixepoch(period, 'unixepoch', '+1 month') > ?1;

-- The spend that the asker may know of, of several spans of time (side), as
-- one attribution gives it.  All figures of answers are sums of it.
-- :answer_tally
CREATE TEMP TABLE IF NOT EXISTS tally (
  side     INTEGER NOT NULL,
  time     INTEGER NOT NULL,
  source   TEXT NOT NULL,
  workload TEXT,
  node     INTEGER,                        -- product, or what tags name
  caller   INTEGER NOT NULL,
  sku      INTEGER NOT NULL,
  usage    INTEGER NOT NULL,
  cost     INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS temp.tally_workload ON tally (workload);
DELETE FROM temp.tally;
-- :answer_tally_add
INSERT INTO temp.tally
SELECT ?1, x.time, o.source, o.workload, o.node, o.caller, x.sku,
  sum(x.usage), sum(x.cost)
FROM temp.spent AS x JOIN temp.own AS o ON o.id = x.own
WHERE (SELECT yes FROM temp.reach_all)
  OR o.node IN (SELECT node FROM temp.reach)
GROUP BY x.time, o.source, o.workload, o.node, o.caller, x.sku;

-- Workloads that a question of tracking is about; ?1 name, ?2 product,
-- ?3 portfolio, each or NULL.
-- :answer_workloads
SELECT w.name, w.live_since, p.name
FROM workload AS w JOIN temp.reach AS r ON r.node = w.product
JOIN node AS p ON p.id = w.product LEFT JOIN node AS f ON f.id = p.parent
WHERE (?1 IS NULL OR w.name = ?1) AND (?2 IS NULL OR p.name = ?2)
  AND (?3 IS NULL OR f.name = ?3)
ORDER BY w.name;
-- What a workload spent in [?2, ?3), and of its tokens those that were read
-- from a cache and those that could have been.
-- :answer_spent
SELECT coalesce(sum(t.cost), 0) FROM temp.tally AS t
WHERE t.workload = ?1 AND t.time >= ?2 AND t.time < ?3;
-- :answer_days
SELECT t.time, sum(t.cost) FROM temp.tally AS t
WHERE t.workload = ?1 AND t.time >= ?2 AND t.time < ?3
GROUP BY t.time ORDER BY t.time;
-- :answer_cache
SELECT s.token_type = 'CACHE_READ', s.per_unit, sum(t.usage)
FROM temp.tally AS t JOIN sku AS s ON s.id = t.sku
WHERE t.workload = ?1 AND t.time >= ?2 AND t.time < ?3
  AND s.per_unit IS NOT NULL
  AND (s.token_type = 'INPUT' OR s.token_type GLOB 'CACHE_*')
GROUP BY 1, 2 ORDER BY 1, 2;

-- What the answers about cost look at: spend by product, workload or model.
-- :answer_seen
CREATE TEMP VIEW IF NOT EXISTS seen AS
SELECT t.side, t.cost, t.usage, t.source, t.workload, p.name AS product,
  f.name AS portfolio, coalesce(po.id, fo.id) AS owner,
  coalesce(po.name, fo.name) AS owner_name, nullif(s.model, '') AS model,
  s.platform, s.token_type, s.tier, s.geography, s.region, s.per_unit,
  c.account, coalesce(a.name || ' (' || a.id || ')', c.account)
    AS account_name, nullif(c.principal, '') AS principal,
  nullif(c.resource, '') AS resource, nullif(c.workspace, '') AS workspace
FROM temp.tally AS t JOIN main.sku AS s ON s.id = t.sku
JOIN main.caller AS c ON c.id = t.caller
LEFT JOIN main.account AS a ON a.id = c.account
LEFT JOIN main.node AS p ON p.id = t.node AND p.level = 4
LEFT JOIN main.node AS f ON f.id = coalesce(p.parent, t.node) AND f.level = 3
LEFT JOIN main.person AS po ON po.id = p.owner
LEFT JOIN main.person AS fo ON fo.id = f.owner AND p.id IS NULL;
-- ?1 product, workload or model; ?2 to ?5 workload, product, portfolio and
-- model that are asked for, or NULL.
-- :answer_things
SELECT CASE ?1 WHEN 'product' THEN product WHEN 'workload' THEN workload
    ELSE model END AS thing,
  sum(iif(side = 1, cost, 0)), sum(iif(side = 0, cost, 0))
FROM temp.seen
WHERE thing IS NOT NULL AND (?2 IS NULL OR workload = ?2)
  AND (?3 IS NULL OR product = ?3) AND (?4 IS NULL OR portfolio = ?4)
  AND (?5 IS NULL OR model = ?5)
GROUP BY thing HAVING sum(cost) <> 0 ORDER BY 2 DESC, 1;
-- :answer_total
SELECT coalesce(sum(cost), 0) FROM temp.seen
WHERE side = 1 AND (?1 IS NULL OR workload = ?1)
  AND (?2 IS NULL OR product = ?2) AND (?3 IS NULL OR portfolio = ?3)
  AND (?4 IS NULL OR model = ?4);
-- What one of them is made of, both times: ?6 its name.
-- :answer_parts
SELECT coalesce(model, ''), platform, token_type, tier, geography, region,
  per_unit, side, sum(usage), sum(cost)
FROM temp.seen
WHERE ?6 = CASE ?1 WHEN 'product' THEN product WHEN 'workload' THEN workload
    ELSE model END
  AND (?2 IS NULL OR workload = ?2)
  AND (?3 IS NULL OR product = ?3) AND (?4 IS NULL OR portfolio = ?4)
  AND (?5 IS NULL OR model = ?5)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8;
-- Models in use: what the catalog says of them, who uses them, whether that is
-- not approved, and whether it is approved but not granted to who uses it.
-- BEDROCK and MARKETPLACE bill the same model.  ?1 to ?5 workload, product,
-- portfolio, model, account, or NULL.
-- :answer_models
WITH used AS (
  SELECT model, platform, workload, product, account_name, principal,
    tokens_sum(usage, per_unit) AS tokens, sum(cost) AS cost
  FROM temp.seen
  WHERE model IS NOT NULL AND (?1 IS NULL OR workload = ?1)
    AND (?2 IS NULL OR product = ?2) AND (?3 IS NULL OR portfolio = ?3)
    AND (?4 IS NULL OR model = ?4) AND (?5 IS NULL OR account = ?5)
  GROUP BY model, platform, workload, product, account_name, principal
), known AS (
  SELECT u.*, (SELECT substr(min(CASE WHEN m.status = 'APPROVED' THEN 0
        WHEN m.platform = u.platform THEN 1 ELSE 2 END || m.status), 2)
      FROM model AS m
      WHERE m.model = u.model AND iif(m.platform = 'MARKETPLACE', 'BEDROCK',
        m.platform) = iif(u.platform = 'MARKETPLACE', 'BEDROCK', u.platform))
      AS status,
    EXISTS (SELECT 1 FROM scope AS s WHERE s.workload = u.workload
      AND s.model = u.model AND s.state <> 'REVOKED') AS granted
  FROM used AS u
), judged AS (
  SELECT *, CASE status WHEN 'APPROVED' THEN 0 WHEN 'RESTRICTED'
    THEN NOT granted ELSE 1 END AS bad FROM known
)
SELECT model, platform, status, workload, product, account_name, principal,
  tokens, cost, bad, workload IS NOT NULL AND NOT granted AND NOT bad
FROM judged
ORDER BY max(bad) OVER (PARTITION BY model) DESC,
  sum(cost) OVER (PARTITION BY model) DESC, model, bad DESC, cost DESC,
  platform, workload, product, account_name, principal;

-- Product, path above it, owner's name and id, who stands in; ?1 the kind of
-- thing, ?2 its name, ?3 now.
-- :answer_owner_of
SELECT n.name, f1.name || coalesce(' < ' || f2.name, '') ||
    coalesce(' < ' || f3.name, ''), o.name, o.id,
  iif(o.delegate_to IS NOT NULL AND coalesce(o.delegate_until > ?3, 1),
    d.name, NULL),
  iif(o.delegate_to IS NOT NULL AND coalesce(o.delegate_until > ?3, 1),
    d.id, NULL)
FROM node AS n JOIN node AS f1 ON f1.id = n.parent
LEFT JOIN node AS f2 ON f2.id = f1.parent
LEFT JOIN node AS f3 ON f3.id = f2.parent
JOIN person AS o ON o.id = n.owner LEFT JOIN person AS d
  ON d.id = o.delegate_to
JOIN temp.reach AS r ON r.node = n.id
WHERE CASE ?1
  WHEN 'workload' THEN n.id = (SELECT product FROM workload WHERE name = ?2)
  WHEN 'product' THEN n.level = 4 AND n.name = ?2
  ELSE n.level = 3 AND n.name = ?2 END;
-- Anchors of a role or workspace, by value or by the end of an ARN: workload,
-- owner, and since when it is claimed (NULL: not).
-- :answer_anchors
SELECT a.id, a.workload, o.id, o.name, (SELECT utc_day(c.valid_from)
    FROM claim AS c WHERE c.anchor = a.id AND c.replaced = 0
      AND c.valid_to IS NULL ORDER BY c.valid_from DESC LIMIT 1)
FROM anchor AS a JOIN workload AS w ON w.name = a.workload
JOIN temp.reach AS r ON r.node = w.product JOIN node AS n ON n.id = w.product
LEFT JOIN person AS o ON o.id = n.owner
WHERE a.value = ?1 OR substr(a.value, -length(?1) - 1) = '/' || ?1
ORDER BY a.n;
-- :answer_account
SELECT coalesce((SELECT name || ' (' || id || ')' FROM account WHERE id = ?1),
  ?1);
-- Whose spend it was; ?1 to ?6 workload, product, portfolio, account, role and
-- workspace, or NULL.
-- :answer_parts_of
SELECT source, workload, coalesce(product, portfolio), owner, owner_name,
  sum(cost)
FROM temp.seen
WHERE (?1 IS NULL OR workload = ?1) AND (?2 IS NULL OR product = ?2)
  AND (?3 IS NULL OR portfolio = ?3) AND (?4 IS NULL OR account = ?4)
  AND (?5 IS NULL OR principal = ?5
    OR substr(principal, -length(?5) - 1) = '/' || ?5)
  AND (?6 IS NULL OR workspace = ?6)
GROUP BY 1, 2, 3, 4, 5 HAVING sum(cost) <> 0
ORDER BY 6 DESC, 1, 2, 3;

-- ?1 product, ?2 portfolio, ?3 account, or NULL.
-- :answer_sources
SELECT source, sum(cost) FROM temp.seen
WHERE (?1 IS NULL OR product = ?1) AND (?2 IS NULL OR portfolio = ?2)
  AND (?3 IS NULL OR account = ?3)
GROUP BY source ORDER BY source;
-- :answer_places
SELECT source, account_name, coalesce(principal, resource, workspace),
  sum(cost)
FROM temp.seen
WHERE source <> 'WORKLOAD' AND (?1 IS NULL OR product = ?1)
  AND (?2 IS NULL OR portfolio = ?2) AND (?3 IS NULL OR account = ?3)
GROUP BY 1, 2, 3 HAVING sum(cost) <> 0 ORDER BY 4 DESC, 1, 2, 3;

-- Open gaps as they were measured last, the largest first.
-- :answer_gaps
SELECT g.id, g.scenario, g.state, s.amount FROM gap AS g
JOIN gap_seen AS s ON s.gap = g.id
WHERE g.class = 'ATTRIBUTION' AND g.state IN ('ACTIVE', 'RECALLED')
  AND (?1 IS NULL OR g.account = ?1)
ORDER BY s.amount DESC, g.n;

-- What waits for ?1 at the time ?2, whose roles are ?3 (as bits: 1 product
-- owner, 2 FinOps Lead, 4 Cloud Engineer, 8 portfolio owner).  Nobody is told
-- of what the duties keep them from.
-- :answer_todo
WITH mine AS (
  SELECT n.id, n.level, n.name FROM node AS n JOIN person AS o
    ON o.id = n.owner
  WHERE n.owner = ?1 OR (o.delegate_to = ?1
    AND coalesce(o.delegate_until > ?2, 1))
), work AS (
  SELECT w.name FROM workload AS w JOIN mine AS m ON m.id = w.product
  WHERE ?3 & 1
), todo (rank, what, object, about, due, worth) AS (
  SELECT 1, 'review', r.id, r.workload, r.review_due, NULL FROM request AS r
  WHERE ?3 & 2 AND r.state = 'PENDING_REVIEW' AND r.requester <> ?1
  UNION ALL
  SELECT 2, 'decide', s.id, s.workload, NULL, NULL FROM scope AS s
  WHERE ?3 & 2 AND s.state = 'PENDING_APPROVAL'
    AND s.proposed_by IS NOT ?1
  UNION ALL
  SELECT 3, 'access', a.id, a.model, NULL, NULL FROM model_access AS a
  WHERE ?3 & 2 AND a.state = 'PENDING' AND a.requester <> ?1
  UNION ALL
  SELECT 4, 'answer', c.id, c.workload, NULL, NULL FROM card AS c
  WHERE ?3 & 2 AND c.state = 'DISPUTED'
  UNION ALL
  SELECT 5, 'task', t.id, coalesce(t.workload, t.type), t.due_at, NULL
  FROM task AS t LEFT JOIN request AS r ON r.id = t.request
  WHERE ?3 & 4 AND t.state IN ('OPEN', 'IN_PROGRESS')
    AND r.requester IS NOT ?1 AND r.approver IS NOT ?1
  UNION ALL
  SELECT 6, 'claim', r.id, r.workload, NULL, NULL FROM request AS r
  JOIN work AS w ON w.name = r.workload
  WHERE r.state = 'READY_TO_CLAIM' AND r.approver IS NOT ?1
    AND r.implementer IS NOT ?1
  UNION ALL
  SELECT 7, 'claim', a.id, a.workload, NULL, NULL FROM anchor_later AS a
  JOIN work AS w ON w.name = a.workload
  UNION ALL
  SELECT 8, 'resubmit', r.id, r.workload, NULL, NULL FROM request AS r
  JOIN work AS w ON w.name = r.workload WHERE r.state = 'REJECTED'
  UNION ALL
  SELECT 9, 'sign', c.id, c.workload, NULL, NULL FROM card AS c
  JOIN work AS w ON w.name = c.workload
  WHERE c.state = 'PENDING_OWNER' AND c.incomplete = 0
  UNION ALL
  SELECT 10, 'approve', c.id, f.name, NULL, NULL FROM card AS c
  JOIN workload AS w ON w.name = c.workload
  JOIN node AS p ON p.id = w.product
  JOIN mine AS f ON f.id = p.parent AND f.level = 3
  WHERE ?3 & 8 AND c.state = 'ACCEPTED'
  UNION ALL
  SELECT 11, 'gap', g.id, coalesce(nullif(g.workload, ''),
    nullif(g.principal, ''), g.account), NULL, s.amount
  FROM gap AS g LEFT JOIN gap_seen AS s ON s.gap = g.id WHERE ?3 & 2 AND g.state IN ('ACTIVE', 'RECALLED')
  UNION ALL
  SELECT 12, 'investigate', i.id, i.signal, NULL, (
    SELECT amount FROM investigation_figure WHERE investigation = i.id
    ORDER BY n DESC LIMIT 1) FROM investigation AS i
  WHERE i.state = 'OPEN' AND ?3 & 2 OR i.state = 'ASSIGNED' AND i.owner = ?1
)
SELECT what, object, about, due FROM todo
ORDER BY due IS NULL, due, rank, worth DESC, length(object), object;

-- :answer_control
SELECT control FROM workload WHERE name = ?1;
-- Is ?2 the owner of a workload's product, or standing in at ?3?
-- :answer_owns
SELECT count(*) FROM workload AS w JOIN node AS n ON n.id = w.product
JOIN person AS o ON o.id = n.owner
WHERE w.name = ?1 AND (o.id = ?2 OR (o.delegate_to = ?2
  AND coalesce(o.delegate_until > ?3, 1)));
