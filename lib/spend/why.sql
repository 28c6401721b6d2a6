-- :why_next
INSERT INTO temp.why_figure (id) VALUES (?1) RETURNING n;
-- :why_seen_add
INSERT OR IGNORE INTO temp.why_seen (id, what, json)
VALUES (json_extract(?2, '$.id'), ?1, ?2);
-- :why_seen
SELECT json FROM temp.why_seen WHERE id = ?1 AND what = ?2;
-- :why_value
UPDATE temp.why_figure SET value = ?2, measure = ?3 WHERE n = ?1;
-- :why_forget
DELETE FROM temp.why_figure WHERE n = ?1;
-- :why_rows_add
INSERT INTO temp.why_rows (figure, load, what, key, file)
VALUES (?1, ?2, ?3, ?4, ?5);

-- Parts of cells, of what lies in `spent` by the hour, that all keys of ?2 fit.
-- :why_take
INSERT INTO temp.why_cell (figure, load, hour, sku, caller, own, usage, cost)
SELECT ?1, x.load, x.time, x.sku, o.caller, o.id, x.usage, x.cost
FROM temp.spent AS x JOIN temp.own AS o ON o.id = x.own
JOIN temp.bill AS b ON b.load = x.load
JOIN sku AS s ON s.id = x.sku JOIN caller AS c ON c.id = o.caller
LEFT JOIN node AS n ON n.id = o.node
LEFT JOIN node AS p1 ON p1.id = n.parent
LEFT JOIN node AS p2 ON p2.id = p1.parent
LEFT JOIN node AS p3 ON p3.id = p2.parent
WHERE NOT EXISTS (SELECT 1 FROM json_each(?2) AS k
  WHERE k.value IS NOT CASE k.key
    WHEN 'workload' THEN o.workload WHEN 'source' THEN o.source
    WHEN 'layer' THEN o.layer WHEN 'period' THEN utc_month(b.period)
    WHEN 'owner' THEN coalesce(o.workload, CASE n.level WHEN 4 THEN n.name
      WHEN 3 THEN p2.name || '/' || p1.name || '/' || n.name || '/'
      WHEN 2 THEN p1.name || '/' || n.name || '/'
      WHEN 1 THEN n.name || '/' END, o.source)
    WHEN 'e1' THEN CASE n.level WHEN 4 THEN p3.name WHEN 3 THEN p2.name
      WHEN 2 THEN p1.name ELSE n.name END
    WHEN 'e2' THEN CASE n.level WHEN 4 THEN p2.name WHEN 3 THEN p1.name
      WHEN 2 THEN n.name END
    WHEN 'e3' THEN CASE n.level WHEN 4 THEN p1.name WHEN 3 THEN n.name END
    WHEN 'e4' THEN iif(n.level = 4, n.name, NULL)
    WHEN 'pool' THEN iif(o.source = 'POOL', (
      SELECT group_concat(product, '+') FROM (
        SELECT p.product FROM temp.own AS p WHERE p.caller = o.caller
          AND p.valid_from = o.valid_from AND p.parts > 0
        ORDER BY p.part)), '')
    WHEN 'payer' THEN c.payer WHEN 'invoice' THEN c.invoice
    WHEN 'account' THEN c.account WHEN 'principal' THEN c.principal
    WHEN 'caller' THEN iif(c.principal <> '', c.principal, c.workspace)
    WHEN 'use' THEN iif(s.model <> '', s.model,
      s.platform || ':' || s.feature)
    WHEN 'line_type' THEN s.line_type WHEN 'sku' THEN CAST(s.id AS TEXT)
    WHEN 'resource' THEN c.resource WHEN 'workspace' THEN c.workspace
    WHEN 'feature' THEN s.feature
    WHEN 'platform' THEN s.platform WHEN 'model' THEN s.model
    WHEN 'token_type' THEN s.token_type WHEN 'tier' THEN s.tier
    WHEN 'geography' THEN s.geography WHEN 'region' THEN s.region
    WHEN 'counted' THEN iif(s.per_unit IS NULL, 'false', 'true') END);
-- Those of the gap number ?2.
-- :why_take_gap
INSERT INTO temp.why_cell (figure, load, hour, sku, caller, own, usage, cost)
SELECT ?1, g.load, g.time, g.sku, o.caller, g.own, g.usage, g.cost
FROM (SELECT own, load, sku, time, usage, cost, 'ATTRIBUTION' AS class,
    scenario, key FROM temp.gap_unowned
  UNION ALL SELECT own, load, sku, time, usage, cost, 'GOVERNANCE', scenario,
    key FROM temp.gap_beyond) AS g JOIN temp.own AS o ON o.id = g.own
WHERE ?2 = (SELECT min(h.n) FROM temp.gap_has AS h
  WHERE h.key = g.key AND h.scenario = g.scenario AND h.class = g.class
    AND h.ends_at > g.time);
-- The same of a load as it was delivered, whoever owns it.
-- :why_take_load
INSERT INTO temp.why_cell (figure, load, hour, sku, caller, own, usage, cost)
SELECT ?1, c.load, c.hour, c.sku, c.caller, 0, c.usage, c.cost
FROM cell AS c JOIN sku AS s ON s.id = c.sku JOIN caller AS r ON r.id = c.caller
WHERE c.load = ?2 AND NOT EXISTS (SELECT 1 FROM json_each(?3) AS k
  WHERE k.value IS NOT CASE k.key
    WHEN 'line_type' THEN s.line_type WHEN 'platform' THEN s.platform
    WHEN 'invoice' THEN r.invoice
    WHEN 'spend' THEN iif(s.line_type IN ('Usage', 'DiscountedUsage',
      'SavingsPlanCoveredUsage', 'FlatRateSubscription'), 'true', 'false')
    END);
-- :why_no_own
INSERT INTO temp.why_own (figure, own, rule, part, parts)
SELECT ?1, 0, 1, 0, 1 WHERE EXISTS (SELECT 1 FROM temp.why_cell
  WHERE figure = ?1);

-- Where CloudTrail tells who called a workspace: a workload's roles have their
-- weight of it, what follows has that of roles that nobody holds.
-- :why_trail
UPDATE temp.why_cell AS c SET num = t.num, den = t.den
FROM (SELECT w.load, w.hour, w.sku, w.caller, w.own, sum(k.weight) AS den,
    sum(iif(k.workload IS iif(o.layer = 'CLOUDTRAIL', o.workload, NULL),
      k.weight, 0)) AS num
  FROM temp.why_cell AS w JOIN temp.own AS o ON o.id = w.own
  JOIN temp.bill AS b ON b.load = w.load
  JOIN caller AS r ON r.id = w.caller
  JOIN temp.place AS p ON p.workspace = r.workspace
  JOIN temp.called AS k ON k.place = p.id AND k.step = b.step
    AND k.time = w.hour - w.hour % b.step
  WHERE w.figure = ?1
    AND o.layer IN ('CLOUDTRAIL', 'WORKSPACE', 'TAG', 'POOL', 'NONE')
  GROUP BY 1, 2, 3, 4, 5) AS t
WHERE c.figure = ?1 AND c.load = t.load AND c.hour = t.hour
  AND c.sku = t.sku AND c.caller = t.caller AND c.own = t.own;

-- Who owns them, by which anchor, and the claim of it that held then.
-- :why_owns
INSERT INTO temp.why_own
WITH used AS (
  SELECT DISTINCT own FROM temp.why_cell WHERE figure = ?1
), owner AS (
  SELECT o.*, CASE n.level WHEN 4 THEN p3.name || ' > ' || p2.name || ' > ' ||
      p1.name || ' > ' || n.name
    WHEN 3 THEN p2.name || ' > ' || p1.name || ' > ' || n.name
    WHEN 2 THEN p1.name || ' > ' || n.name ELSE n.name END AS path,
    coalesce((SELECT s.anchor FROM temp.speaks AS s
      WHERE s.caller = o.caller AND s.workload = o.workload
        AND s.valid_from <= o.valid_from AND s.valid_to >= o.valid_to
        AND CASE o.layer WHEN 'PRINCIPAL' THEN s.rank IN (0, 1)
          WHEN 'PROFILE' THEN s.rank = 2 WHEN 'RESOURCE' THEN s.rank = 3
          WHEN 'GUARDRAIL' THEN s.rank = 4
          WHEN 'WORKSPACE' THEN s.rank = 5 END
      ORDER BY s.rank, s.anchor LIMIT 1),
      (SELECT min(CAST(substr(h.anchor, 4) AS INTEGER))
       FROM temp.held AS h JOIN caller AS r ON r.id = o.caller
       JOIN temp.place AS p ON p.workspace = r.workspace
       JOIN temp.called AS k ON k.place = p.id AND k.workload = h.workload
       WHERE o.layer = 'CLOUDTRAIL' AND h.workload = o.workload
         AND h.rank = 1 AND (h.value = k.role
           OR instr(k.role, '/AWSReservedSSO_' || h.value || '_') > 0)))
    AS n_anchor
  FROM used AS u JOIN temp.own AS o ON o.id = u.own
  LEFT JOIN node AS n ON n.id = o.node
  LEFT JOIN node AS p1 ON p1.id = n.parent
  LEFT JOIN node AS p2 ON p2.id = p1.parent
  LEFT JOIN node AS p3 ON p3.id = p2.parent
), claimed AS (
  SELECT w.*, 'an-' || w.n_anchor AS anchor, (
    SELECT max(c.claimed_at) FROM claim AS c, temp.ask
    WHERE c.anchor = 'an-' || w.n_anchor AND c.valid_from <= w.valid_from
      AND (c.valid_to IS NULL OR c.valid_to > w.valid_from)
      AND (ask.at_time IS NULL OR c.claimed_at <= ask.at_time)) AS claimed_at
  FROM owner AS w
)
SELECT ?1, w.id, dense_rank() OVER (ORDER BY w.source DESC, w.layer,
    w.workload, w.path, w.anchor, w.claimed_at, c.valid_from, w.part,
    w.parts), w.source, w.layer, w.workload,
  iif(w.workload IS NULL, w.path, NULL), max(w.part, 0),
  max(w.parts, 1), w.anchor, w.claimed_at, c.valid_from, c.valid_to
FROM claimed AS w LEFT JOIN claim AS c ON c.anchor = w.anchor
  AND c.claimed_at = w.claimed_at AND c.valid_from <= w.valid_from
  AND (c.valid_to IS NULL OR c.valid_to > w.valid_from)
GROUP BY w.id;

-- What they add up to.
-- :why_cost
SELECT usd_sum(cost) FROM temp.why_cell WHERE figure = ?1;
-- :why_tokens
SELECT tokens_sum(c.usage, s.per_unit)
FROM temp.why_cell AS c JOIN sku AS s ON s.id = c.sku WHERE c.figure = ?1;

-- The figure itself.
-- :why_record
SELECT json_object('kind', 'why', 'id', ?2, 'record', ?3, 'of_kind', ?4,
  'key', ?5, 'value', json(?6), 'how', ?7, 'where', json(?8),
  'from', utc(?9), 'to', utc(?10), 'known_to_event', ?11,
  'known_at', utc(?12),
  'loads', json((SELECT json_group_array(id) FROM (SELECT l.id FROM load AS l
    WHERE l.n IN (SELECT load FROM temp.why_cell WHERE figure = ?1
      UNION SELECT load FROM temp.why_rows WHERE figure = ?1) ORDER BY l.n))),
  'cells', (SELECT count(*) FROM temp.why_cell WHERE figure = ?1),
  'rows', (SELECT sum(rows) FROM (SELECT DISTINCT c.load, c.hour, c.sku,
      c.caller, c.rows FROM temp.why_cell AS w JOIN cell AS c
    ON c.load = w.load AND c.hour = w.hour AND c.sku = w.sku
      AND c.caller = w.caller WHERE w.figure = ?1)),
  'price_book', (SELECT value FROM meta WHERE key = 'price_book'),
  'basis', CASE ?13 WHEN 1 THEN 'NET' WHEN 2 THEN 'LIST'
    ELSE 'UNBLENDED' END);
-- :why_part
SELECT json_object('kind', 'why_part', 'id', ?1 || '#' || ?2, 'of', ?1,
  'n', ?2, 'sign', ?3, 'figure', ?4, 'value', json(?5), 'text', ?6);

-- Which rule gave it whom, and how much of it.
-- :why_rules
SELECT json_object('kind', 'why_rule', 'id', ?2 || '#rule-' || o.rule,
  'of', ?2, 'rule', o.rule, 'source', o.source, 'layer', o.layer,
  'workload', o.workload, 'owner', o.owner, 'anchor', o.anchor,
  'anchor_kind', a.anchor_kind, 'anchor_value', a.value,
  'account', nullif(a.account, ''),
  'claimed_by', (SELECT k.claimed_by FROM claim AS k
    WHERE k.anchor = o.anchor AND k.claimed_at = o.claimed_at
      AND k.valid_from = o.valid_from),
  'claimed_at', utc(o.claimed_at), 'valid_from', utc(o.valid_from),
  'valid_to', utc(o.valid_to),
  'event', (SELECT max(e.seq) FROM audit AS e
    WHERE e.object = o.anchor AND e.at = o.claimed_at),
  'share', iif(o.parts > 1, 1 || '/' || o.parts, NULL),
  'cells', count(*), 'amount_usd', json(usd_sum(c.cost)))
FROM temp.why_own AS o
JOIN temp.why_cell AS c ON c.figure = o.figure AND c.own = o.own
LEFT JOIN anchor AS a ON a.id = o.anchor
WHERE o.figure = ?1 GROUP BY o.rule ORDER BY o.rule;

-- The cells, and what of them it is.
-- :why_cells
SELECT json_object('kind', 'why_cell', 'id', ?2 || '#ld-' || c.load || '|' ||
    utc(c.hour) || '|' || c.sku || '|' || c.caller || '|' || o.rule,
  'of', ?2, 'rule', o.rule, 'load', 'ld-' || c.load, 'hour', utc(c.hour),
  'account', r.account, 'principal', nullif(r.principal, ''),
  'session', nullif(r.session, ''), 'resource', nullif(r.resource, ''),
  'workspace', nullif(r.workspace, ''), 'tags', json(r.tags),
  'invoice', nullif(r.invoice, ''),
  'platform', s.platform, 'feature', s.feature, 'model', nullif(s.model, ''),
  'token_type', s.token_type, 'tier', s.tier, 'geography', s.geography,
  'region', nullif(s.region, ''), 'line_type', s.line_type, 'unit', s.unit,
  'classified_by', json((SELECT json_group_array(rule) FROM (
    SELECT substr(l.key, length(w.first) + 1,
      length(l.key) - length(w.first) - length(w.last)) AS rule
    FROM load_sum AS l, (SELECT s.platform || char(10) || s.feature ||
      char(10) AS first, char(10) || s.token_type AS last) AS w
    WHERE l.load = 'ld-' || c.load AND l.what = 'RULE'
      AND substr(l.key, 1, length(w.first)) = w.first
      AND substr(l.key, -length(w.last)) = w.last ORDER BY rule))),
  'rows', b.rows, 'cell_usd', json(usd(b.measured)),
  'share', iif(c.num * o.parts <> c.den OR o.parts > 1,
    c.num || '/' || (c.den * o.parts), NULL),
  'remainder_usd', json(iif(c.num <> c.den OR o.parts > 1,
    usd(c.cost - share(b.measured, c.num, c.den * o.parts)), NULL)),
  'amount_usd', json(usd(c.cost)),
  'tokens', json(tokens(c.usage, s.per_unit)),
  'usd_per_million', json(usd(per_million(b.cost, b.usage, s.per_unit))),
  'price', p.id, 'price_usd_per_million', json(usd(p.usd_per_million)))
FROM temp.why_cell AS c
JOIN temp.why_own AS o ON o.figure = c.figure AND o.own = c.own
JOIN (SELECT *, CASE ?3 WHEN 1 THEN net WHEN 2 THEN list ELSE cost END
    AS measured FROM cell) AS b
  ON b.load = c.load AND b.hour = c.hour AND b.sku = c.sku
  AND b.caller = c.caller
JOIN sku AS s ON s.id = c.sku JOIN caller AS r ON r.id = c.caller
-- The price by the one way from tokens to dollars.
LEFT JOIN price AS p ON s.per_unit IS NOT NULL AND p.n = (
  SELECT n FROM (SELECT k.n, k.geography <> s.geography AS other,
    k.region = '*' AS any, k.platform <> s.platform AS twin, k.region,
    k.effective_from
  FROM price AS k
  WHERE k.platform IN (s.platform, CASE s.platform
      WHEN 'BEDROCK' THEN 'MARKETPLACE' WHEN 'MARKETPLACE' THEN 'BEDROCK'
      ELSE s.platform END)
    AND k.model = s.model AND k.token_type = s.token_type
    AND k.region IN ('*', s.region) AND k.tier = s.tier
    AND k.effective_from <= c.hour)
  ORDER BY other, any, twin, region, effective_from DESC, n DESC LIMIT 1)
WHERE c.figure = ?1
ORDER BY c.load, c.hour, c.sku, c.caller, o.rule;

-- The files that they were read from.
-- :why_files
SELECT json_object('kind', 'why_file', 'id', ?2 || '#' || l.id || '/' || f.n,
  'of', ?2, 'load', l.id, 'period', utc_month(l.period), 'payer', l.payer,
  'export', l.export, 'state', l.state, 'active_at', utc(l.active_at),
  'event', (SELECT e.seq FROM audit AS e
    WHERE e.object = l.id AND e.verb = 'ingest'),
  'n', f.n, 'name', f.name, 'bytes', f.bytes, 'sha256', f.sha256,
  'rows', f.rows)
FROM load AS l JOIN load_file AS f ON f.load = l.id
WHERE l.n IN (SELECT load FROM temp.why_cell WHERE figure = ?1)
  OR EXISTS (SELECT 1 FROM temp.why_rows AS w WHERE w.figure = ?1
    AND w.load = l.n AND coalesce(w.file, f.n) = f.n)
ORDER BY l.n, f.n;

-- The figure ?2 of an investigation (NULL: its newest), and what was known.
-- :why_investigation
SELECT i.start, g.until, g.at, (SELECT max(e.seq) FROM audit AS e
  WHERE e.at <= g.at), i.signal, i.reason
FROM investigation AS i JOIN investigation_figure AS g
  ON g.investigation = i.id AND g.n = coalesce(?2, (SELECT max(n)
    FROM investigation_figure WHERE investigation = i.id))
WHERE i.id = ?1;
-- The load of a payer's month.
-- :why_load_of
SELECT n FROM load WHERE payer = ?1 AND period = ?2 AND state = 'ACTIVE';
-- What a figure of a load that is no sum of cells is made of.
-- :why_load_products
SELECT key, rows, usd(amount) FROM load_sum
WHERE load = ?1 AND what = 'PRODUCT' ORDER BY key;
-- Estimates as they count, in the order of what they are read in.
-- :why_estimates
SELECT e.n, e.request, usd(e.usd), utc_day(e.from_day), utc_day(e.to_day),
  ppm_percent(e.growth_ppm), e.set_by, utc(e.set_at), e.rationale
FROM estimate AS e JOIN request AS r ON r.id = e.request
WHERE e.workload = ?1 AND (?2 IS NULL OR e.set_at <= ?2)
  AND r.state NOT IN ('PENDING_REVIEW', 'REJECTED', 'WITHDRAWN')
ORDER BY r.n, e.n;
-- :why_confirmed
SELECT e.request, usd(e.usd), e.set_by, utc(e.set_at), e.rationale
FROM estimate AS e JOIN request AS r ON r.id = e.request
WHERE e.workload = ?1
  AND r.state NOT IN ('PENDING_REVIEW', 'REJECTED', 'WITHDRAWN')
  AND e.n = (SELECT max(l.n) FROM estimate AS l WHERE l.request = e.request)
ORDER BY r.n;
-- :why_requested
SELECT r.id, usd(r.requested_usd), r.requester, utc(r.submitted_at)
FROM request AS r WHERE r.workload = ?1 AND r.requested_usd IS NOT NULL
  AND r.state NOT IN ('REJECTED', 'WITHDRAWN') ORDER BY r.n;
-- The card that card ?1 restates, and lines of a card on one thing.
-- :why_card_before
SELECT b.id, usd(b.actual) FROM card AS c JOIN card AS b
  ON b.workload = c.workload AND b.week = c.week
  AND b.revision = c.revision - 1 WHERE c.id = ?1;
-- :why_card_lines
SELECT n, usd(actual) FROM card_line
WHERE card = ?1 AND utc_month(period) = ?2 AND model = ?3 AND token_type = ?4
  AND region = ?5 ORDER BY n;
