-- Workloads that some claim spoke for in the week [?1, ?2), and since when
-- they have been claimed at all.
-- :card_workloads
SELECT w.name, min(c.valid_from)
FROM workload AS w JOIN anchor AS a ON a.workload = w.name
JOIN claim AS c ON c.anchor = a.id AND c.replaced = 0
WHERE w.live_since IS NOT NULL
GROUP BY w.name
HAVING min(c.valid_from) < ?2
  AND max(coalesce(c.valid_to, 9223372036854775807)) > ?1
ORDER BY w.name;

-- Is the day [?2, ?3) of the month ?1 in the loads of every payer?  A load
-- covers what it has seen the end of, and, where nothing was used at the end
-- of a month, what had two days to arrive: AWS takes one for most rows.
-- :card_covered
SELECT count(l.n) > 0 AND sum(p.until < ?3
  OR (coalesce(l.data_until, 0) < ?3 AND l.active_at < ?3 + 2 * 86400)
  OR l.n IS NULL OR l.n IN (SELECT load FROM main.pruned)) = 0
FROM (SELECT k.payer, coalesce(max(k.data_until), 0) AS until,
        min(k.period) AS first
      FROM temp.bill AS b JOIN load AS k ON k.n = b.load GROUP BY k.payer
      HAVING max(k.ai_rows) > 0
        OR k.payer IN (SELECT id FROM account WHERE payer = 1)) AS p
LEFT JOIN load AS l ON l.payer = p.payer AND l.period = ?1
  AND l.n IN (SELECT load FROM temp.bill)
WHERE p.first <= ?1;
-- What all payers' data reach.
-- :card_data_until
SELECT min(until) FROM (SELECT max(l.data_until) AS until
  FROM temp.bill AS b JOIN load AS l ON l.n = b.load GROUP BY l.payer
  HAVING max(l.ai_rows) > 0
    OR l.payer IN (SELECT id FROM account WHERE payer = 1));

-- Spend of a workload in this week (back = 0) and the ?3 weeks before it,
-- which ends at ?2, by what a line of a card is.
-- :card_weeks
SELECT t.back, b.period, s.model, s.token_type, s.region, s.per_unit,
  sum(t.usage), sum(t.cost), iif(count(*) = count(t.net), sum(t.net), NULL)
FROM (SELECT (?2 - 1 - x.time) / 604800 AS back, x.load, x.sku,
    sum(x.usage) AS usage, sum(x.cost) AS cost,
    iif(count(*) = count(x.net), sum(x.net), NULL) AS net
  FROM temp.own AS o JOIN temp.spent AS x ON x.own = o.id
  WHERE o.workload = ?1 AND x.time < ?2 AND x.time >= ?2 - 604800 * (1 + ?3)
  GROUP BY x.load, x.sku, back) AS t
JOIN temp.bill AS b ON b.load = t.load JOIN sku AS s ON s.id = t.sku
GROUP BY t.back, b.period, s.model, s.region, s.token_type, s.per_unit
ORDER BY t.back, b.period, s.model, s.region, CASE s.token_type
  WHEN 'INPUT' THEN 1 WHEN 'OUTPUT' THEN 2 WHEN 'CACHE_READ' THEN 3
  WHEN 'CACHE_WRITE' THEN 4 WHEN 'CACHE_WRITE_1H' THEN 5 ELSE 6 END,
  s.token_type, s.per_unit;
-- :card_days
SELECT x.time, sum(x.cost)
FROM temp.own AS o JOIN temp.spent AS x ON x.own = o.id
WHERE o.workload = ?1 GROUP BY x.time ORDER BY x.time;

-- Did the workload ?1 spend, in [?2, ?3), on a model, in an account or a
-- region that no scope of it had been implemented for by then?  Where it has
-- no scope there is nothing to hold it against.  A scope that was revoked
-- since counts for what was before.
-- :card_ungranted
WITH granted AS (
  SELECT s.platform, s.model, s.account, s.region FROM scope AS s
  WHERE s.workload = ?1 AND (s.state IN ('IMPLEMENTED', 'REVOKED'))
    AND EXISTS (SELECT 1 FROM audit AS e WHERE e.object = s.id
      AND e.after = 'IMPLEMENTED' AND e.at < ?3)
    AND NOT EXISTS (SELECT 1 FROM audit AS e WHERE e.object = s.id
      AND e.after = 'REVOKED' AND e.at <= ?2))
SELECT EXISTS (SELECT 1 FROM scope WHERE workload = ?1) AND EXISTS (
  SELECT 1 FROM temp.own AS o JOIN temp.spent AS x ON x.own = o.id
  JOIN sku AS k ON k.id = x.sku JOIN caller AS c ON c.id = o.caller
  WHERE o.workload = ?1 AND x.time >= ?2 - ?2 % 86400 AND x.time < ?3
    AND k.model <> '' AND k.platform <> 'AGENTCORE'
    AND NOT EXISTS (SELECT 1 FROM granted AS g
      WHERE g.model = k.model AND g.account = c.account
        AND iif(g.platform = 'MARKETPLACE', 'BEDROCK', g.platform)
          = iif(k.platform = 'MARKETPLACE', 'BEDROCK', k.platform)
        AND (k.region IN ('', g.region) OR k.platform = 'CLAUDE_PLATFORM'
          OR EXISTS (SELECT 1 FROM model_profile AS p
            WHERE p.model = k.model AND p.source_region = g.region
              AND instr(' ' || p.destinations || ' ',
                ' ' || k.region || ' ') > 0))));

-- Weeks before ?1 whose newest cards still lack a part of the bill, or were
-- made while a load was in force that was withdrawn since and whose weeks were
-- not made again; that load is the second column.
-- :card_open_weeks
WITH newest AS (
  SELECT week, incomplete, CAST(audit_head AS INTEGER) AS seq FROM card AS c
  WHERE week < ?1 AND revision = (SELECT max(revision) FROM card
    WHERE workload = c.workload AND week = c.week))
SELECT week, NULL FROM newest WHERE incomplete = 1
UNION
SELECT c.week, l.id FROM load AS l JOIN audit AS e ON e.object = l.id
  AND e.seq = (SELECT max(seq) FROM audit
    WHERE object = l.id AND verb IN ('withdraw', 'restate'))
JOIN newest AS c ON c.seq < e.seq AND c.week <= l.last_hour
  AND c.week + 604800 > l.first_hour
  AND c.seq >= (SELECT min(seq) FROM audit WHERE object = l.id)
WHERE l.state = 'WITHDRAWN' AND e.verb = 'withdraw'
ORDER BY 1, 2;

-- :card_newest
SELECT id, revision, state, from_time, incomplete, actual, previous, estimate,
  mtd, month_estimate, forecast, forecast_low, forecast_high,
  cache_hit_tenths, flags, net, by_volume, by_mix, by_price, by_other
FROM card WHERE workload = ?1 AND week = ?2 ORDER BY revision DESC LIMIT 1;
-- :card_lines
SELECT period, model, token_type, region, tokens, actual, previous, net
FROM card_line WHERE card = ?1 ORDER BY n;
-- :card_insert
INSERT INTO card (id, workload, week, revision, state, generated_at,
  from_time, incomplete, data_until, actual, previous, estimate, mtd,
  month_estimate, forecast, forecast_low, forecast_high, cache_hit_tenths,
  flags, price_book, audit_head, net, by_volume, by_mix, by_price, by_other,
  control)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
  ?16, ?17, ?18, ?19, coalesce((SELECT value FROM meta
    WHERE key = 'price_book'), ''), ?20, ?21, ?22, ?23, ?24, ?25, ?26);
-- :card_line_insert
INSERT INTO card_line (card, n, period, model, token_type, region, tokens,
  actual, previous, net)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);
-- :card_control
SELECT control FROM workload WHERE name = ?1;

-- Which card an operand means: an id, or the newest of a workload in a week
-- (?2, NULL: its newest).
-- :card_by_id
SELECT id FROM card WHERE id = ?1;
-- :card_of_workload
SELECT id FROM card WHERE workload = ?1 AND week = coalesce(?2, (
  SELECT max(week) FROM card WHERE workload = ?1))
ORDER BY revision DESC LIMIT 1;
-- :card_newest_week
SELECT max(week) FROM card;
-- :cards_of_week
SELECT id FROM card AS c WHERE week = ?1 AND revision = (
  SELECT max(revision) FROM card WHERE workload = c.workload AND week = c.week)
ORDER BY workload;
-- :card_facts
SELECT workload, week, incomplete, generated_at,
  CAST(substr(audit_head, 1, instr(audit_head, ':') - 1) AS INTEGER)
FROM card WHERE id = ?1;
-- Since when a workload was claimed, as known at ?2.
-- :card_claimed
SELECT min(c.valid_from) FROM anchor AS a JOIN claim AS c ON c.anchor = a.id
WHERE a.workload = ?1 AND c.claimed_at <= ?2
  AND (c.replaced = 0 OR NOT EXISTS (
    SELECT 1 FROM claim AS later WHERE later.anchor = c.anchor
      AND later.claimed_at > c.claimed_at AND later.claimed_at <= ?2));

-- Cards without their lines, by week and workload; the newest revisions,
-- unless a state is asked for.
-- :card_list
SELECT json_object('kind', 'card', 'id', c.id, 'week', utc_week(c.week),
  'workload', c.workload, 'product', e4.name, 'owner', e4.owner,
  'path', json_object('e1', e1.name, 'e2', e2.name, 'e3', e3.name,
    'e4', e4.name),
  'revision', c.revision, 'state', c.state,
  'incomplete', json(iif(c.incomplete, 'true', 'false')),
  'actual_usd', json(usd(c.actual)), 'estimate_usd', json(usd(c.estimate)),
  'variance_usd', json(usd(c.actual - c.estimate)),
  'variance_percent', json(percent(c.actual - c.estimate, c.estimate)),
  'mtd_usd', json(usd(c.mtd)),
  'mtd_percent', json(percent(c.mtd, c.month_estimate)),
  'forecast_usd', json(usd(c.forecast)), 'flags', json(c.flags),
  'restated_usd', json(usd(c.actual - was.actual)),
  'signed_by', c.signed_by, 'signed_at', utc(c.signed_at),
  'approved_by', c.approved_by, 'approved_at', utc(c.approved_at),
  'carried_from', c.carried_from)
FROM card AS c LEFT JOIN card AS was ON was.workload = c.workload
  AND was.week = c.week AND was.revision = c.revision - 1
JOIN workload AS w ON w.name = c.workload
JOIN node AS e4 ON e4.id = w.product LEFT JOIN node AS e3 ON e3.id = e4.parent
LEFT JOIN node AS e2 ON e2.id = e3.parent
LEFT JOIN node AS e1 ON e1.id = e2.parent
WHERE (?1 IS NULL OR c.week = ?1) AND (?2 IS NULL OR c.state = ?2)
  AND (?2 IS NOT NULL OR c.state <> 'SUPERSEDED')
  AND (?3 IS NULL OR e3.name = ?3)
ORDER BY c.week, c.workload, c.revision;

-- A whole card, ?2 what generate did with it.
-- :card_record
SELECT iif(?2 IS NULL, record, json_insert(record, '$.outcome', ?2)) FROM (
SELECT json_object('kind', 'card', 'id', c.id, 'week', utc_week(c.week),
  'workload', c.workload, 'product', e4.name, 'owner', e4.owner,
  'path', json_object('e1', e1.name, 'e2', e2.name, 'e3', e3.name,
    'e4', e4.name),
  'revision', c.revision, 'state', c.state,
  'from', utc(c.from_time), 'to', utc(c.week + 604800),
  'incomplete', json(iif(c.incomplete, 'true', 'false')),
  'data_until', utc(c.data_until),
  'control', c.control,
  'actual_usd', json(usd(c.actual)), 'net_usd', json(usd(c.net)),
  'previous_usd', json(usd(c.previous)),
  'change_usd', json(usd(c.actual - c.previous)),
  'by_volume_usd', json(usd(c.by_volume)), 'by_mix_usd', json(usd(c.by_mix)),
  'by_price_usd', json(usd(c.by_price)),
  'by_other_usd', json(usd(c.by_other)),
  'estimate_usd', json(usd(c.estimate)),
  'variance_usd', json(usd(c.actual - c.estimate)),
  'variance_percent', json(percent(c.actual - c.estimate, c.estimate)),
  'month', utc_month(c.week + 518400), 'mtd_usd', json(usd(c.mtd)),
  'month_estimate_usd', json(usd(c.month_estimate)),
  'mtd_percent', json(percent(c.mtd, c.month_estimate)),
  'elapsed_percent', json(percent(
    CAST(strftime('%d', c.week + 518400, 'unixepoch') AS INTEGER),
    CAST(strftime('%d', c.week + 518400, 'unixepoch', 'start of month',
      '+1 month', '-1 day') AS INTEGER))),
  'forecast_usd', json(usd(c.forecast)),
  'forecast_low_usd', json(usd(c.forecast_low)),
  'forecast_high_usd', json(usd(c.forecast_high)),
  'cache_hit_percent', json(tenths(c.cache_hit_tenths)),
  'flags', json(c.flags),
  'lines', json((SELECT json_group_array(json(line)) FROM (
    SELECT json_object('n', l.n, 'period', utc_month(l.period),
      'model', nullif(l.model, ''), 'token_type', l.token_type,
      'region', nullif(l.region, ''), 'tokens', json(l.tokens),
      'actual_usd', json(usd(l.actual)), 'net_usd', json(usd(l.net)),
      'previous_usd', json(usd(l.previous))) AS line
    FROM card_line AS l WHERE l.card = c.id ORDER BY l.n))),
  'price_book', c.price_book, 'basis', 'UNBLENDED',
  'audit_head', c.audit_head,
  'disputes', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('line', d.line, 'period', utc_month(l.period),
      'model', nullif(l.model, ''), 'token_type', l.token_type,
      'region', nullif(l.region, ''), 'actual_usd', json(usd(l.actual)),
      'reason', d.reason, 'disputed_by', d.disputed_by,
      'disputed_at', utc(d.disputed_at), 'answer', d.answer,
      'answered_by', d.answered_by,
      'answered_at', utc(d.answered_at)) AS item
    FROM card_dispute AS d JOIN card_line AS l
      ON l.card = d.card AND l.n = d.line
    WHERE d.card = c.id ORDER BY d.n))),
  'signed_by', c.signed_by, 'signed_at', utc(c.signed_at),
  'approved_by', c.approved_by, 'approved_at', utc(c.approved_at),
  'override', c.override, 'carried_from', c.carried_from,
  'restates', was.id, 'restated_usd', json(usd(c.actual - was.actual)),
  'restated', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('period', utc_month(d.period),
      'model', nullif(d.model, ''), 'token_type', d.token_type,
      'region', nullif(d.region, ''),
      'before_usd', json(usd(sum(d.before))),
      'actual_usd', json(usd(sum(d.now))),
      'difference_usd', json(usd(sum(d.now) - sum(d.before)))) AS item
    FROM (SELECT period, model, token_type, region, actual AS now,
        0 AS before FROM card_line WHERE card = c.id AND was.id IS NOT NULL
      UNION ALL SELECT period, model, token_type, region, 0, actual
      FROM card_line WHERE card = was.id) AS d
    GROUP BY d.period, d.model, d.region, d.token_type
    HAVING sum(d.now) <> sum(d.before)
    ORDER BY d.period, d.model, d.region, d.token_type)))) AS record
FROM card AS c LEFT JOIN card AS was ON was.workload = c.workload
  AND was.week = c.week AND was.revision = c.revision - 1
JOIN workload AS w ON w.name = c.workload
JOIN node AS e4 ON e4.id = w.product LEFT JOIN node AS e3 ON e3.id = e4.parent
LEFT JOIN node AS e2 ON e2.id = e3.parent
LEFT JOIN node AS e1 ON e1.id = e2.parent
WHERE c.id = ?1);

-- What stands around a card when it is shown, as it was when it was made:
-- filled for all cards of one week and one audit head together.
-- :history_tables
CREATE TEMP TABLE IF NOT EXISTS history (
  workload TEXT NOT NULL,
  week     INTEGER NOT NULL,
  estimate INTEGER,
  covered  INTEGER NOT NULL,               -- by loads
  PRIMARY KEY (workload, week)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS weekly (
  workload TEXT NOT NULL,
  week     INTEGER NOT NULL,
  model    TEXT NOT NULL,
  actual   INTEGER NOT NULL,
  PRIMARY KEY (workload, week, model)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS burn (
  workload TEXT NOT NULL,
  day      INTEGER NOT NULL,
  covered  INTEGER NOT NULL,
  PRIMARY KEY (workload, day)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS daily (
  workload TEXT NOT NULL,
  day      INTEGER NOT NULL,
  actual   INTEGER NOT NULL,
  PRIMARY KEY (workload, day)
) WITHOUT ROWID;
DELETE FROM temp.history;
DELETE FROM temp.weekly;
DELETE FROM temp.burn;
DELETE FROM temp.daily;
-- Weeks begin on Mondays, of which the first was the fifth day of 1970.
-- :history_weekly
INSERT INTO temp.weekly (workload, week, model, actual)
SELECT ?1, t.monday, s.model, sum(t.cost)
FROM (SELECT x.time - (x.time - 345600) % 604800 AS monday, x.sku,
    sum(x.cost) AS cost
  FROM temp.own AS o JOIN temp.spent AS x ON x.own = o.id
  WHERE o.workload = ?1 AND x.time >= ?2 GROUP BY x.sku, monday) AS t
JOIN sku AS s ON s.id = t.sku GROUP BY t.monday, s.model;
-- Where cells of the card's own week were pruned, the card has its lines.
-- :history_own_week
INSERT OR REPLACE INTO temp.weekly (workload, week, model, actual)
SELECT c.workload, c.week, x.model, sum(x.actual)
FROM card AS c JOIN card_line AS x ON x.card = c.id
WHERE c.id = ?1 AND EXISTS (SELECT 1 FROM temp.bill AS b
  JOIN main.pruned AS p ON p.load = b.load JOIN load AS l ON l.n = b.load
  WHERE l.last_hour >= c.week AND l.first_hour < c.week + 604800)
GROUP BY x.model;
-- :history_daily
INSERT INTO temp.daily (workload, day, actual)
SELECT o.workload, x.time, sum(x.cost)
FROM temp.own AS o JOIN temp.spent AS x ON x.own = o.id
WHERE o.workload = ?1 AND x.time >= ?2 GROUP BY x.time;
-- :history_week
INSERT INTO temp.history (workload, week, estimate, covered)
VALUES (?1, ?2, ?3, ?4);
-- :history_day
INSERT INTO temp.burn (workload, day, covered) VALUES (?1, ?2, ?3);
-- ?1 card, ?2 its record, ?3 seconds AWS may restate after a month, ?4 NET
-- where net costs are to stand beside.
-- :history_record
SELECT json_insert(?2,
  '$.at', utc(c.generated_at), '$.beside', ?4,
  '$.recipients', json((SELECT json_group_array(p.email) FROM workload AS w
    JOIN node AS e4 ON e4.id = w.product JOIN person AS p ON p.id = e4.owner
    WHERE w.name = c.workload AND p.active = 1)),
  '$.sender', (SELECT p.email FROM person AS p
    JOIN person_role AS r ON r.person = p.id AND r.role = 'operator'
    WHERE p.active = 1 ORDER BY p.id LIMIT 1),
  '$.message_id', lower(c.id) || '.' || (SELECT max(e.seq) FROM audit AS e
    WHERE e.object = c.id) || '@' ||
    (SELECT value FROM meta WHERE key = 'id') || '.foc',
  '$.thread_id', c.workload || '@' ||
    (SELECT value FROM meta WHERE key = 'id') || '.foc',
  '$.loads', json((SELECT json_group_array(id) FROM (
    SELECT l.id FROM temp.bill AS b JOIN load AS l ON l.n = b.load
    WHERE l.period >= unixepoch(c.week, 'unixepoch', 'start of month')
      AND l.period <= c.week + 518400 ORDER BY l.n))),
  '$.months', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('month', utc_month(l.period), 'state', iif(
      min(coalesce(l.data_until, 0)) >= unixepoch(l.period, 'unixepoch',
        '+1 month')
      AND c.generated_at >= ?3 + unixepoch(l.period, 'unixepoch',
        '+1 month'), 'FINAL', 'OPEN')) AS item
    FROM temp.bill AS b JOIN load AS l ON l.n = b.load
    WHERE l.period >= unixepoch(c.week, 'unixepoch', 'start of month')
      AND l.period <= c.week + 518400
    GROUP BY l.period ORDER BY l.period))),
  '$.history', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('week', utc_week(h.week),
      'actual_usd', json(iif(h.covered, coalesce((
        SELECT usd_sum(w.actual) FROM temp.weekly AS w
        WHERE w.workload = h.workload AND w.week = h.week), '0'), NULL)),
      'estimate_usd', json(usd(h.estimate)),
      'models', json((SELECT json_group_array(json_object('model', w.model,
          'actual_usd', json(usd(w.actual))))
        FROM temp.weekly AS w WHERE h.covered AND w.workload = h.workload
          AND w.week = h.week))) AS item
    FROM temp.history AS h WHERE h.workload = c.workload ORDER BY h.week))),
  '$.days', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('day', utc_day(d.day), 'actual_usd',
      json(usd(iif(d.covered, coalesce(x.actual, 0), NULL)))) AS item
    FROM temp.burn AS d LEFT JOIN temp.daily AS x
      ON x.workload = d.workload AND x.day = d.day
    WHERE d.workload = c.workload ORDER BY d.day))))
FROM card AS c WHERE c.id = ?1;

-- Two revisions of a week, ?2 and ?3, of the workload ?1 in the week ?4: what
-- differs, and what happened in between that it comes from.
-- :card_diff
SELECT json_object('kind', 'card_diff', 'id', a.id || '..' || b.id,
  'workload', a.workload, 'week', utc_week(a.week),
  'before', a.id, 'after', b.id, 'before_state', a.state,
  'after_state', b.state, 'reason', (SELECT e.rationale FROM audit AS e
    WHERE e.object = (SELECT id FROM card WHERE workload = ?1 AND week = ?4
      AND revision = b.revision - 1) AND e.verb = 'restate'
    ORDER BY e.seq DESC LIMIT 1),
  'before_usd', json(usd(a.actual)), 'actual_usd', json(usd(b.actual)),
  'difference_usd', json(usd(b.actual - a.actual)),
  'before_estimate_usd', json(usd(a.estimate)),
  'estimate_usd', json(usd(b.estimate)),
  'before_incomplete', json(iif(a.incomplete, 'true', 'false')),
  'incomplete', json(iif(b.incomplete, 'true', 'false')),
  'lines', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('period', utc_month(d.period),
      'model', nullif(d.model, ''), 'token_type', d.token_type,
      'region', nullif(d.region, ''),
      'before_tokens', json(max(d.was_tokens)),
      'tokens', json(max(d.tokens)),
      'before_usd', json(usd(sum(d.was))), 'actual_usd', json(usd(sum(d.now))),
      'difference_usd', json(usd(sum(d.now) - sum(d.was)))) AS item
    FROM (SELECT period, model, token_type, region, tokens,
        NULL AS was_tokens, actual AS now, 0 AS was
      FROM card_line WHERE card = b.id
      UNION ALL SELECT period, model, token_type, region, NULL, tokens, 0,
        actual FROM card_line WHERE card = a.id) AS d
    GROUP BY d.period, d.model, d.region, d.token_type
    HAVING sum(d.now) <> sum(d.was) OR max(d.tokens) IS NOT max(d.was_tokens)
    ORDER BY d.period, d.model, d.region, d.token_type))),
  'because', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('seq', e.seq, 'at', utc(e.at), 'actor', e.actor,
      'verb', e.verb, 'object', e.object, 'rationale', e.rationale) AS item
    FROM audit AS e
    WHERE e.seq > CAST(substr(a.audit_head, 1, instr(a.audit_head, ':') - 1)
        AS INTEGER)
      AND e.seq <= CAST(substr(b.audit_head, 1, instr(b.audit_head, ':') - 1)
        AS INTEGER)
      AND (e.verb = 'ingest' AND EXISTS (SELECT 1 FROM load AS l
          WHERE l.id = e.object AND l.period <= b.week + 518400
            AND unixepoch(l.period, 'unixepoch', '+1 month') >
              b.week - 604800)
        OR e.verb = 'estimate' AND e.object = 'wl-' || b.workload
        OR e.verb IN ('claim', 'amend', 'release') AND e.object IN (
          SELECT id FROM anchor WHERE workload = b.workload)
        OR e.object = 'org' AND e.verb = 'apply'
        OR substr(e.object, 1, 3) = 'tr-')
    ORDER BY e.seq))))
FROM card AS a, card AS b
WHERE a.workload = ?1 AND a.week = ?4 AND a.revision = ?2
  AND b.workload = ?1 AND b.week = ?4 AND b.revision = ?3;
-- :card_which
SELECT workload, week, revision FROM card WHERE id = ?1;
-- :card_last_revision
SELECT max(revision) FROM card WHERE workload = ?1 AND week = ?2;
