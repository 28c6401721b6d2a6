-- :chargeback_tables
-- What was taken of the period, piece by piece: by billing month, what and
-- whose.  pool: the products that share it, which part of it this is, and of
-- how many.
CREATE TEMP TABLE IF NOT EXISTS charge (
  month    INTEGER NOT NULL,
  payer    TEXT NOT NULL,
  account  TEXT NOT NULL,
  invoice  TEXT NOT NULL,
  sku      INTEGER NOT NULL,
  source   TEXT NOT NULL,
  layer    TEXT NOT NULL,
  workload TEXT,
  node     INTEGER,
  pool     TEXT,
  part     INTEGER NOT NULL,
  parts    INTEGER NOT NULL,
  measure  INTEGER NOT NULL,               -- enum attribution_measure
  usage    INTEGER NOT NULL,
  amount   INTEGER NOT NULL
);
-- The same of each workload by week, to hold against its card.
CREATE TEMP TABLE IF NOT EXISTS carded (
  workload TEXT NOT NULL,
  week     INTEGER NOT NULL,
  amount   INTEGER NOT NULL
);
-- The rows of the report, in order; cents: rounded, all together.
CREATE TEMP TABLE IF NOT EXISTS charged (
  n        INTEGER PRIMARY KEY,
  month    INTEGER NOT NULL,
  e1       TEXT,
  e2       TEXT,
  e3       TEXT,
  e4       TEXT,
  workload TEXT,
  source   TEXT NOT NULL,
  layer    TEXT NOT NULL,
  payer    TEXT NOT NULL,
  account  TEXT NOT NULL,
  platform TEXT NOT NULL,
  model    TEXT NOT NULL,
  amount   INTEGER NOT NULL,
  net      INTEGER,
  cents    INTEGER
);
-- Who shares what a part is a part of.
CREATE TEMP TABLE IF NOT EXISTS pool (
  own      INTEGER PRIMARY KEY,
  products TEXT NOT NULL
);
DELETE FROM temp.charge;
DELETE FROM temp.carded;
DELETE FROM temp.charged;
DELETE FROM temp.pool;

-- Hours of the bills of the month ?1, which may lie outside of it.
-- :chargeback_extent
SELECT min(first_hour), max(last_hour) FROM load
WHERE state = 'ACTIVE' AND period = ?1;
-- :chargeback_is_loaded
SELECT count(*) FROM temp.bill WHERE ?1 IS NULL OR period = ?1;

-- Numbers of products of pools: each set once a caller and piece of time.
-- :chargeback_pools
INSERT INTO temp.pool
SELECT o.id, (SELECT group_concat(product, '+') FROM (
  SELECT p.product FROM temp.own AS p
  WHERE p.caller = o.caller AND p.valid_from = o.valid_from AND p.parts > 0
  ORDER BY p.part))
FROM temp.own AS o WHERE o.source = 'POOL';
-- Keep of what was taken the billing month ?1, or all where it is NULL.
-- :chargeback_keep
INSERT INTO temp.charge
SELECT b.period, c.payer, c.account, c.invoice, x.sku, o.source, o.layer,
  o.workload, o.node, p.products, o.part, o.parts, ?2, sum(x.usage),
  sum(x.cost)
FROM temp.spent AS x JOIN temp.own AS o ON o.id = x.own
JOIN temp.bill AS b ON b.load = x.load JOIN caller AS c ON c.id = o.caller
LEFT JOIN temp.pool AS p ON p.own = o.id
WHERE ?1 IS NULL OR b.period = ?1
GROUP BY b.period, c.payer, c.account, c.invoice, x.sku, o.source, o.layer,
  o.workload, o.node, p.products, iif(o.source = 'POOL', o.part, 0);
-- :chargeback_week
INSERT INTO temp.carded
SELECT o.workload, ?1, sum(x.cost)
FROM temp.spent AS x JOIN temp.own AS o ON o.id = x.own
WHERE o.workload IS NOT NULL GROUP BY o.workload;
-- :chargeback_carded
SELECT coalesce(sum(amount), 0) FROM temp.carded
WHERE workload = ?1 AND week = ?2;

-- A measure is known of a load where each of its cells has it.
-- :chargeback_unknown
SELECT count(*) FROM temp.bill AS b
WHERE (?1 IS NULL OR b.period = ?1) AND EXISTS (
  SELECT 1 FROM cell AS c JOIN temp.spend_sku AS s ON s.id = c.sku
  WHERE c.load = b.load AND iif(?2 = 1, c.net, c.list) IS NULL);

-- The rows, in the order that also breaks ties of rounding.
-- :chargeback_rows
INSERT INTO temp.charged (n, month, e1, e2, e3, e4, workload, source, layer,
  payer, account, platform, model, amount, net)
WITH leaf AS (
  SELECT c.month, CASE n.level WHEN 4 THEN p3.name WHEN 3 THEN p2.name
      WHEN 2 THEN p1.name WHEN 1 THEN n.name END AS e1,
    CASE n.level WHEN 4 THEN p2.name WHEN 3 THEN p1.name
      WHEN 2 THEN n.name END AS e2,
    CASE n.level WHEN 4 THEN p1.name WHEN 3 THEN n.name END AS e3,
    iif(n.level = 4, n.name, NULL) AS e4,
    c.workload, c.source, c.layer, c.payer, c.account, s.platform, s.model,
    sum(iif(c.measure = 0, c.amount, 0)) AS amount,
    sum(iif(c.measure = 1, c.amount, NULL)) AS net
  FROM temp.charge AS c JOIN sku AS s ON s.id = c.sku
  LEFT JOIN node AS n ON n.id = c.node LEFT JOIN node AS p1 ON p1.id = n.parent
  LEFT JOIN node AS p2 ON p2.id = p1.parent
  LEFT JOIN node AS p3 ON p3.id = p2.parent
  GROUP BY c.month, c.node, c.workload, c.source, c.layer, c.payer,
    c.account, s.platform, s.model
)
SELECT row_number() OVER (ORDER BY e1 IS NULL, e1, e2, e3, e4,
    workload IS NULL, workload, source, layer, month, payer, account,
    platform, model), *
FROM leaf;
-- Cents, once: every row is cut down to whole ones, and those that are missing
-- to the rounded total (half to even) go, one each, to the rows that lost most.
-- :chargeback_round
UPDATE temp.charged SET cents = r.cents FROM (
  WITH cut AS (
    SELECT n, amount, (amount % 100000000 + 100000000) % 100000000 AS rest
    FROM temp.charged
  ), part AS (
    SELECT n, (amount - rest) / 100000000 AS whole,
      row_number() OVER (ORDER BY rest DESC, n) AS rank
    FROM cut
  ), total AS (
    SELECT (amount - rest) / 100000000 AS whole, rest FROM (
      SELECT sum(amount) AS amount,
        (sum(amount) % 100000000 + 100000000) % 100000000 AS rest FROM cut)
  ), missing AS (
    SELECT whole + (rest > 50000000 OR (rest = 50000000 AND whole % 2 <> 0))
      - (SELECT sum(whole) FROM part) AS cents FROM total
  )
  SELECT p.n, p.whole + (p.rank <= m.cents) AS cents
  FROM part AS p, missing AS m) AS r
WHERE r.n = charged.n;
-- What the rows add up to, and what was taken: they must be one.
-- :chargeback_check
SELECT usd_sum(amount), (SELECT usd_sum(amount) FROM temp.charge
  WHERE measure = 0), count(*) FROM temp.charged;

-- ?1 the period, ?2 DRAFT or FINAL, ?3 whether net amounts were asked for.
-- :chargeback_records
SELECT iif(?3, json_insert(record, '$.net_usd', json(usd(net))), record)
FROM (SELECT n, net, json_object('kind', 'chargeback', 'id', ?1 || '|' ||
    iif(utc_month(month) = ?1, '', utc_month(month) || '|') ||
    coalesce(workload, e4, e3, e1 || '/' || e2, e1, '') || '|' || source
    || '|' || layer || '|' || payer || '|' || account || '|' || platform
    || '|' || model,
  'period', ?1, 'month', utc_month(month),
  'e1', e1, 'e2', e2, 'e3', e3, 'e4', e4, 'workload', workload,
  'source', source, 'layer', layer, 'payer', payer, 'account', account,
  'platform', platform, 'model', nullif(model, ''),
  'amount_usd', json(usd(amount)),
  'amount_rounded_usd', json(usd(cents * 100000000)), 'state', ?2) AS record
  FROM temp.charged)
ORDER BY n;
-- One record for each unit, department, portfolio or product (?4 is 1 to 4),
-- or for all (0); what names none on that level is a record too, so that every
-- level adds up to the same.
-- :chargeback_totals
SELECT iif(?3, json_insert(record, '$.net_usd', json(net)), record)
FROM (SELECT json_object('kind', 'chargeback_total', 'id', ?1 || '|' ||
    iif(?4, 'E' || ?4, 'TOTAL') || '|' || coalesce(k1, '') || '|' ||
    coalesce(k2, '') || '|' || coalesce(k3, '') || '|' || coalesce(k4, ''),
  'period', ?1, 'level', iif(?4, 'E' || ?4, 'TOTAL'),
  'e1', k1, 'e2', k2, 'e3', k3, 'e4', k4, 'rows', count(n),
  'workload_usd', json(coalesce(usd_sum(iif(source = 'WORKLOAD', amount, 0)),
    '0')),
  'pool_usd', json(coalesce(usd_sum(iif(source = 'POOL', amount, 0)), '0')),
  'tag_usd', json(coalesce(usd_sum(iif(source = 'TAG', amount, 0)), '0')),
  'unallocated_usd', json(coalesce(usd_sum(iif(source = 'UNALLOCATED',
    amount, 0)), '0')),
  'amount_usd', json(coalesce(usd_sum(amount), '0')),
  'amount_rounded_usd', json(coalesce(usd_sum(cents * 100000000), '0')),
  'state', ?2) AS record,
  iif(count(*) = count(net), usd_sum(net), NULL) AS net,
  k1, k2, k3, k4
  FROM (SELECT *, iif(?4 >= 1, e1, NULL) AS k1, iif(?4 >= 2, e2, NULL) AS k2,
      iif(?4 >= 3, e3, NULL) AS k3, iif(?4 >= 4, e4, NULL) AS k4
    FROM temp.charged)
  GROUP BY iif(?4, k1, 0), k2, k3, k4)
ORDER BY k1 IS NULL, k1, k2, k3, k4;

-- Finer than a row, as FOCUS has charges: by invoice and what was used, and
-- of pools with the share.  ?3, ?4: the period's bounds.
-- :chargeback_charges
WITH line AS (
  SELECT month, payer, account, invoice, sku, source, layer, workload, node,
    pool, iif(source = 'POOL', part, 0) AS part, max(parts) AS parts,
    sum(iif(measure = 0, usage, 0)) AS usage,
    sum(iif(measure = 0, amount, 0)) AS amount,
    sum(iif(measure = 1, amount, NULL)) AS net,
    sum(iif(measure = 2, amount, NULL)) AS list
  FROM temp.charge
  GROUP BY month, payer, account, invoice, sku, source, layer, workload,
    node, pool, iif(source = 'POOL', part, 0)
), told AS (
  SELECT l.*, s.*, max(l.month, ?3) AS since,
    min(unixepoch(l.month, 'unixepoch', '+1 month'), ?4) AS until,
    CASE n.level WHEN 4 THEN p3.name WHEN 3 THEN p2.name
      WHEN 2 THEN p1.name WHEN 1 THEN n.name END AS e1,
    CASE n.level WHEN 4 THEN p2.name WHEN 3 THEN p1.name
      WHEN 2 THEN n.name END AS e2,
    CASE n.level WHEN 4 THEN p1.name WHEN 3 THEN n.name END AS e3,
    iif(n.level = 4, n.name, NULL) AS e4,
    -- As FOCUS writes units: "1000 Tokens", "GB-Hours".
    CASE WHEN s.per_unit = 1 THEN 'Tokens'
      WHEN s.per_unit IS NOT NULL THEN s.per_unit || ' Tokens'
      WHEN lower(s.unit) IN ('hour', 'hours', 'hrs') THEN 'Hours'
      WHEN s.unit GLOB '[A-Za-z]*' AND s.unit NOT GLOB '*[^A-Za-z0-9 /-]*'
        THEN s.unit ELSE 'Units' END AS pricing_unit,
    iif(l.source = 'POOL', 10000000000 / l.parts
      + (l.part < 10000000000 % l.parts), NULL) AS ratio,
    iif(l.source = 'POOL', utc_month(l.month) || '|' || l.payer || '|' ||
      l.account || '|' || l.invoice || '|' || l.sku || '|' || l.pool, NULL)
      AS origin
  FROM line AS l JOIN sku AS s ON s.id = l.sku
  LEFT JOIN node AS n ON n.id = l.node LEFT JOIN node AS p1 ON p1.id = n.parent
  LEFT JOIN node AS p2 ON p2.id = p1.parent
  LEFT JOIN node AS p3 ON p3.id = p2.parent
)
SELECT json_object('kind', 'charge', 'id', ?1 || '|' || utc_month(t.month)
    || '|' || coalesce(t.workload, t.e4, t.e3, t.e1 || '/' || t.e2, t.e1, '')
    || '|' || t.source || '|' || t.layer || '|' || t.payer || '|' ||
    t.account || '|' || t.invoice || '|' || t.sku || '|' ||
    coalesce(t.pool, ''),
  'period', ?1, 'month', utc_month(t.month), 'state', ?2,
  'from', utc(t.since), 'to', utc(t.until),
  'month_from', utc(t.month),
  'month_to', utc(unixepoch(t.month, 'unixepoch', '+1 month')),
  'payer', t.payer, 'payer_arn', 'arn:aws:iam::' || t.payer || ':root',
  'payer_name', coalesce(p.name, t.payer),
  'account', t.account, 'account_arn', 'arn:aws:iam::' || t.account || ':root',
  'account_name', coalesce(a.name, t.account),
  'invoice', nullif(t.invoice, ''), 'currency', coalesce(
    (SELECT value FROM meta WHERE key = 'currency'), 'USD'),
  'e1', t.e1, 'e2', t.e2, 'e3', t.e3, 'e4', t.e4, 'workload', t.workload,
  'source', t.source, 'layer', t.layer,
  'platform', t.platform, 'feature', t.feature,
  'service', CASE t.platform WHEN 'CLAUDE_PLATFORM'
    THEN 'Claude Platform on AWS' WHEN 'AGENTCORE'
    THEN 'Amazon Bedrock AgentCore' ELSE 'Amazon Bedrock' END,
  'publisher', CASE WHEN t.platform IN ('MARKETPLACE', 'CLAUDE_PLATFORM')
    THEN coalesce((SELECT m.vendor FROM model AS m WHERE m.model = t.model
      ORDER BY m.platform LIMIT 1), nullif(t.legal_entity, ''), 'AWS')
    ELSE 'AWS' END,
  'seller', nullif(t.legal_entity, ''),
  'model', nullif(t.model, ''), 'token_type', t.token_type,
  'tier', t.tier, 'geography', t.geography, 'region', nullif(t.region, ''),
  'line_type', t.line_type,
  'description', coalesce(nullif(t.model, ''), lower(t.feature)) || ', ' ||
    lower(replace(t.token_type, '_', ' ')) || ', ' || CASE t.source
    WHEN 'WORKLOAD' THEN 'workload ' || t.workload
    WHEN 'POOL' THEN 'one of ' || t.parts || ' equal shares of account ' ||
      t.account
    WHEN 'TAG' THEN 'by its tags' ELSE 'nobody''s' END,
  'billed_unit', nullif(t.unit, ''),
  'unit', t.pricing_unit, 'quantity', json(usd(t.usage)),
  'used_unit', iif(t.per_unit IS NULL, t.pricing_unit, 'Tokens'),
  'used', json(iif(t.per_unit IS NULL, usd(t.usage),
    tokens(t.usage, t.per_unit))),
  'amount_usd', json(usd(t.amount)),
  'net_usd', json(usd(t.net)), 'list_usd', json(usd(t.list)),
  'tags', json(json_patch('{}', json_object(
    'foc:workload', t.workload, 'foc:product', t.e4, 'foc:portfolio', t.e3,
    'foc:department', t.e2, 'foc:unit', t.e1, 'foc:source', t.source))),
  -- A share has the tags of what it is a share of; its own stand with it.
  'shared_tags', json(iif(t.source = 'POOL', json_object(
    'foc:source', t.source), NULL)),
  'share', json(iif(t.source = 'POOL', json_object(
    'method', 'foc:equal-share', 'of', t.parts, 'ratio', json(usd(t.ratio)),
    'origin', t.origin, 'product', t.e4,
    'details', json_object('Elements', json_array(json_object(
      'AllocatedRatio', json(usd(t.ratio)), 'UsageUnit', 'Budgets',
      'UsageQuantity', 1))),
    'tags', json_object('foc:product', t.e4, 'foc:portfolio', t.e3,
      'foc:department', t.e2, 'foc:unit', t.e1)), 'null')))
FROM told AS t LEFT JOIN account AS p ON p.id = t.payer
LEFT JOIN account AS a ON a.id = t.account
ORDER BY t.month, t.payer, t.account, t.invoice, t.platform, t.feature,
  t.model, t.token_type, t.tier, t.geography, t.region, t.line_type, t.unit,
  t.sku, t.source, t.layer, t.workload, t.pool, t.part, t.node;

-- The cards that are due in the weeks from ?1 to ?2: of each workload that
-- some claim spoke for, the newest, and what its week comes to now.
-- :chargeback_cards
WITH RECURSIVE week (at) AS (
  SELECT ?1 UNION ALL SELECT at + 604800 FROM week WHERE at + 604800 < ?2
), held AS (
  SELECT w.name, min(c.valid_from) AS since,
    max(coalesce(c.valid_to, 9223372036854775807)) AS until
  FROM workload AS w JOIN anchor AS a ON a.workload = w.name
  JOIN claim AS c ON c.anchor = a.id AND c.replaced = 0
  WHERE w.live_since IS NOT NULL GROUP BY w.name
), now AS MATERIALIZED (
  SELECT workload, week, sum(amount) AS amount FROM temp.carded
  GROUP BY workload, week
)
SELECT h.name, utc_week(w.at), c.id, c.state, c.actual,
  coalesce(n.amount, 0), usd(c.actual), usd(coalesce(n.amount, 0))
FROM week AS w JOIN held AS h ON h.since < w.at + 604800 AND h.until > w.at
LEFT JOIN card AS c ON c.workload = h.name AND c.week = w.at
  AND c.revision = (SELECT max(revision) FROM card
    WHERE workload = h.name AND week = w.at)
LEFT JOIN now AS n ON n.workload = h.name AND n.week = w.at
ORDER BY w.at, h.name;
