-- :workload_name
SELECT name FROM workload WHERE name = ?1;
-- :workload_names
SELECT name FROM workload WHERE ?1 IS NULL OR name = ?1 ORDER BY name;

-- Figures that are no columns, worked out for one report.
-- :figure_tables
CREATE TEMP TABLE IF NOT EXISTS figure (
  workload TEXT PRIMARY KEY,
  estimate INTEGER,                        -- of the month
  mtd      INTEGER                         -- NULL: no load covers the month
) WITHOUT ROWID;
DELETE FROM temp.figure;
-- :figure_add
INSERT INTO temp.figure (workload, estimate) VALUES (?1, ?2);
-- :figure_month_is_loaded
SELECT count(*) FROM temp.bill WHERE period = ?1;
-- Bills of the months that [?1, ?2) touches; NULL: open.
-- :usage_bills
SELECT count(*) FROM temp.bill
WHERE (?2 IS NULL OR period < ?2) AND (?1 IS NULL
  OR unixepoch(period, 'unixepoch', '+1 month') > ?1);
-- :figure_mtd
UPDATE temp.figure SET mtd = coalesce((
  SELECT sum(x.cost) FROM temp.own AS o JOIN temp.spent AS x ON x.own = o.id
  WHERE o.workload = figure.workload), 0);

-- :workload_records
SELECT json_object('kind', 'workload', 'id', 'wl-' || w.name, 'name', w.name,
  'product', e4.name, 'path', json_object('e1', e1.name, 'e2', e2.name,
    'e3', e3.name, 'e4', e4.name),
  'owner', e4.owner,
  'status', (SELECT r.state FROM request AS r WHERE r.workload = w.name
             ORDER BY r.n DESC LIMIT 1),
  'control', w.control,
  'requested_usd', json((SELECT usd_sum(r.requested_usd) FROM request AS r
    WHERE r.workload = w.name
      AND r.state NOT IN ('REJECTED', 'WITHDRAWN'))),
  'confirmed_usd', json((SELECT usd_sum(e.usd) FROM estimate AS e
    JOIN request AS r ON r.id = e.request
    WHERE e.workload = w.name
      AND r.state NOT IN ('PENDING_REVIEW', 'REJECTED', 'WITHDRAWN')
      AND e.n = (SELECT max(l.n) FROM estimate AS l
                 WHERE l.request = e.request))),
  'month', utc_month(?2), 'estimate_usd', json(usd(f.estimate)),
  'mtd_usd', json(usd(f.mtd)),
  'models', json((SELECT json_group_array(model) FROM (
    SELECT DISTINCT model FROM scope
    WHERE workload = w.name AND state <> 'REVOKED' ORDER BY model))),
  'live_since', utc(w.live_since),
  'unclaimed_anchors', (SELECT count(*) FROM anchor_later AS a
    WHERE a.workload = w.name),
  'map_id', w.map_id)
FROM workload AS w JOIN temp.figure AS f ON f.workload = w.name
JOIN node AS e4 ON e4.id = w.product LEFT JOIN node AS e3 ON e3.id = e4.parent
LEFT JOIN node AS e2 ON e2.id = e3.parent
LEFT JOIN node AS e1 ON e1.id = e2.parent
WHERE ?1 IS NULL OR w.name = ?1
ORDER BY w.name;

-- What was laid into `spent`, as records; ?2 is 'day' or 'hour'.
-- :usage_records
SELECT json_object('kind', 'usage',
  'id', iif(?2 = 'day', utc_day(x.time), utc(x.time)) || '|' || c.account
    || '|' || s.region || '|' || s.platform || '|' || s.model || '|'
    || s.token_type || '|' || s.tier || '|' || s.geography || '|'
    || c.principal || '|' || coalesce(o.workload, CASE n.level
      WHEN 4 THEN n.name
      WHEN 3 THEN p2.name || '/' || p1.name || '/' || n.name || '/'
      WHEN 2 THEN p1.name || '/' || n.name || '/'
      WHEN 1 THEN n.name || '/' END, o.source)
    || '|' || o.layer,
  ?2, iif(?2 = 'day', utc_day(x.time), utc(x.time)),
  'account', c.account, 'region', nullif(s.region, ''),
  'platform', s.platform, 'model', nullif(s.model, ''),
  'token_type', s.token_type, 'tier', s.tier, 'geography', s.geography,
  'principal', nullif(c.principal, ''), 'workload', o.workload,
  'product', iif(n.level = 4, n.name, NULL),
  'path', json_object(
    'e1', CASE n.level WHEN 4 THEN p3.name WHEN 3 THEN p2.name
      WHEN 2 THEN p1.name ELSE n.name END,
    'e2', CASE n.level WHEN 4 THEN p2.name WHEN 3 THEN p1.name
      WHEN 2 THEN n.name END,
    'e3', CASE n.level WHEN 4 THEN p1.name WHEN 3 THEN n.name END,
    'e4', iif(n.level = 4, n.name, NULL)),
  'source', o.source, 'layer', o.layer,
  'tokens', json(tokens_sum(x.usage, s.per_unit)),
  'cost_usd', json(usd_sum(x.cost)))
FROM temp.spent AS x JOIN temp.own AS o ON o.id = x.own
JOIN caller AS c ON c.id = o.caller JOIN sku AS s ON s.id = x.sku
LEFT JOIN node AS n ON n.id = o.node
LEFT JOIN node AS p1 ON p1.id = n.parent
LEFT JOIN node AS p2 ON p2.id = p1.parent
LEFT JOIN node AS p3 ON p3.id = p2.parent
WHERE ?1 IS NULL OR o.workload = ?1
GROUP BY x.time, c.account, s.region, s.platform, s.model, s.token_type,
  s.tier, s.geography, c.principal, o.source, o.layer, o.workload, o.node
ORDER BY x.time, c.account, s.region, s.platform, s.model, s.token_type,
  s.tier, s.geography, c.principal, o.source, o.layer, o.workload, n.name,
  o.node;

-- The latest row of a request that began before a later one took over.
-- :estimate_rows
SELECT e.request, e.usd, e.from_day, e.to_day, e.growth_ppm
FROM estimate AS e JOIN request AS r ON r.id = e.request
WHERE e.workload = ?1 AND (?2 IS NULL OR e.set_at <= ?2)
  AND r.state NOT IN ('PENDING_REVIEW', 'REJECTED', 'WITHDRAWN')
ORDER BY r.n, e.n;
-- :estimate_requests
SELECT r.id, e.to_day, coalesce(e.growth_ppm, r.growth_ppm)
FROM request AS r LEFT JOIN estimate AS e ON e.n = (
  SELECT max(l.n) FROM estimate AS l WHERE l.request = r.id)
WHERE r.workload = ?1
  AND r.state NOT IN ('PENDING_REVIEW', 'REJECTED', 'WITHDRAWN')
ORDER BY r.n DESC;
-- :estimate_confirmed
SELECT usd_sum(e.usd) FROM estimate AS e JOIN request AS r ON r.id = e.request
WHERE e.workload = ?1
  AND r.state NOT IN ('PENDING_REVIEW', 'REJECTED', 'WITHDRAWN')
  AND e.n = (SELECT max(l.n) FROM estimate AS l WHERE l.request = e.request);
-- :estimate_add
INSERT INTO estimate (workload, request, usd, from_day, to_day, growth_ppm,
  set_by, set_at, rationale)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
