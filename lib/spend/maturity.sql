-- How well governed: what each category counts, in tables of the connection.
-- :maturity_tables
-- A thing that counts for a category: with its dollars in the first one, as
-- one in the others.  good: it counts as done.  move: what makes it so, NULL
-- where nothing can.
CREATE TEMP TABLE IF NOT EXISTS mature (
  category TEXT NOT NULL,
  id       TEXT NOT NULL,
  place    INTEGER NOT NULL,
  usd      INTEGER NOT NULL,
  good     INTEGER NOT NULL,
  move     TEXT,
  chosen   INTEGER NOT NULL DEFAULT 0
);
-- The categories as they came out; score in percent, NULL: no data.
CREATE TEMP TABLE IF NOT EXISTS mature_score (
  category TEXT NOT NULL PRIMARY KEY,
  place    INTEGER NOT NULL,
  title    TEXT NOT NULL,
  weight   INTEGER NOT NULL,
  score    TEXT,
  tier     TEXT,
  facts    TEXT NOT NULL,
  next_tier TEXT,
  reached  INTEGER,
  next_text TEXT,
  all_tier TEXT,
  all_text TEXT
) WITHOUT ROWID;
-- The spend of the window, by what the categories ask for.
CREATE TEMP TABLE IF NOT EXISTS mature_use (
  workload TEXT,                           -- NULL: no workload's
  model    TEXT NOT NULL,
  way      TEXT NOT NULL,                  -- of billing
  account  TEXT NOT NULL,
  region   TEXT NOT NULL,
  cost     INTEGER NOT NULL
);
DELETE FROM temp.mature_use;
-- The windows of a trend so far.
CREATE TEMP TABLE IF NOT EXISTS mature_trend (
  window_to INTEGER NOT NULL PRIMARY KEY,
  body      TEXT NOT NULL
);
DELETE FROM temp.mature;
DELETE FROM temp.mature_score;


-- Of what was just taken.  The same Claude is billed as BEDROCK or as
-- MARKETPLACE.
-- :maturity_use
INSERT INTO temp.mature_use (workload, model, way, account, region, cost)
SELECT iif(o.source = 'WORKLOAD', o.workload, NULL), s.model,
  iif(s.platform = 'MARKETPLACE', 'BEDROCK', s.platform), c.account,
  s.region, sum(x.cost)
FROM temp.spent AS x JOIN temp.own AS o ON o.id = x.own
JOIN caller AS c ON c.id = o.caller JOIN sku AS s ON s.id = x.sku
GROUP BY 1, 2, 3, 4, 5;

-- The workloads' spend; of the rest, what no gap that was detected explains.
-- :maturity_attribution
INSERT INTO temp.mature (category, id, place, usd, good)
SELECT 'WORKLOAD_ATTRIBUTION', 'attributed', 0, sum(cost), 1
FROM temp.mature_use WHERE workload IS NOT NULL HAVING count(*) > 0;
-- The gaps of the window, each a move.
-- :maturity_gaps
INSERT INTO temp.mature (category, id, place, usd, good, move)
SELECT 'WORKLOAD_ATTRIBUTION', g.id, g.n, x.amount, 0, g.scenario || ' ' ||
  g.key
FROM temp.gap_sum AS x JOIN gap AS g ON g.n = x.n
WHERE x.class = 'ATTRIBUTION' AND x.amount <> 0;
-- :maturity_unattributed
INSERT INTO temp.mature (category, id, place, usd, good, move)
SELECT 'WORKLOAD_ATTRIBUTION', 'undetected', 999999999, usd, 0,
  'foc-gaps detect says what it is'
FROM (SELECT coalesce(sum(cost), 0) - coalesce((SELECT sum(m.usd)
      FROM temp.mature AS m WHERE m.category = 'WORKLOAD_ATTRIBUTION'
        AND m.good = 0), 0) AS usd
  FROM temp.mature_use WHERE workload IS NULL)
WHERE usd <> 0;

-- Models in use: approved, in scope wherever they run, and no gap of them
-- open.  ?1: when.
-- :maturity_models
INSERT INTO temp.mature (category, id, place, usd, good, move)
WITH used AS (
  SELECT model, way, account, region, sum(cost) AS cost
  FROM temp.mature_use WHERE model <> '' GROUP BY 1, 2, 3, 4
), status AS (
  SELECT m.model, iif(m.platform = 'MARKETPLACE', 'BEDROCK', m.platform)
    AS way, coalesce((SELECT e.after FROM audit AS e
      WHERE e.object = m.platform || ':' || m.model AND e.at <= ?1
        AND e.verb IN ('discover', 'approve', 'restrict', 'block')
      ORDER BY e.seq DESC LIMIT 1), (SELECT e.before FROM audit AS e
      WHERE e.object = m.platform || ':' || m.model AND e.at > ?1
        AND e.verb IN ('approve', 'restrict', 'block')
      ORDER BY e.seq LIMIT 1), m.status) AS status
  FROM model AS m WHERE m.model IN (SELECT model FROM used)
), done AS (
  SELECT s.model, iif(s.platform = 'MARKETPLACE', 'BEDROCK', s.platform)
    AS way, s.account, s.region, ' ' || s.destinations || ' ' AS reach
  FROM scope AS s
  WHERE 'IMPLEMENTED' = (SELECT e.after FROM audit AS e
    WHERE e.object = s.id AND e.at <= ?1 AND e.after IN ('PENDING_APPROVAL',
      'PENDING_IMPLEMENTATION', 'PENDING_WORKSPACE', 'PENDING_VALIDATION',
      'PENDING_LAMBDA', 'IMPLEMENTED', 'REVOKED')
    ORDER BY e.seq DESC LIMIT 1)
), place AS (
  SELECT u.*, EXISTS (SELECT 1 FROM status AS t WHERE t.model = u.model
      AND t.way = u.way AND t.status IN ('APPROVED', 'RESTRICTED'))
      AS approved,
    EXISTS (SELECT 1 FROM done AS d WHERE d.model = u.model
      AND d.way = u.way AND d.account = u.account AND (d.region = u.region
      OR u.region = '' OR instr(d.reach, ' ' || u.region || ' ') > 0))
      AS scoped
  FROM used AS u
)
SELECT 'MODEL_GOVERNANCE', model, row_number() OVER (ORDER BY model),
  sum(cost), min(approved) AND min(scoped) AND gap IS NULL,
  CASE WHEN NOT min(approved) THEN 'approve it in the catalog, or block it'
    WHEN NOT min(scoped) THEN 'add a scope: account ' || substr(min(iif(
      scoped, NULL, account || ' in ' || region)), 1)
    ELSE gap || ' is open' END
FROM (SELECT *, (SELECT g.id FROM gap AS g WHERE g.model = place.model
    AND g.scenario IN ('NO_BUDGET_ALLOCATION', 'OUT_OF_BUDGET_SCOPE')
    AND (SELECT e.after FROM audit AS e WHERE e.object = g.id
      AND e.at <= ?1 AND e.after IN ('ACTIVE', 'ACTIONED', 'RESOLVED',
        'RECALLED') ORDER BY e.seq DESC LIMIT 1) IN ('ACTIVE', 'RECALLED')
    ORDER BY g.n LIMIT 1) AS gap FROM place)
GROUP BY model;

-- Claimed workloads, and whether an estimate holds for that day.  ?1: when.
-- :maturity_estimates
INSERT INTO temp.mature (category, id, place, usd, good, move)
SELECT 'ESTIMATE_COVERAGE', w.name, row_number() OVER (ORDER BY w.name),
  coalesce(u.cost, 0),
  EXISTS (SELECT 1 FROM estimate AS e WHERE e.workload = w.name
    AND e.set_at <= ?1 AND e.n = (SELECT max(k.n) FROM estimate AS k
      WHERE k.request = e.request AND k.set_at <= ?1)
    AND coalesce(e.from_day, ?1) <= ?1 AND coalesce(e.to_day, ?1 + 1) > ?1),
  'foc-workload estimate sets one that holds today'
FROM workload AS w LEFT JOIN (
  SELECT workload, sum(cost) AS cost FROM temp.mature_use GROUP BY workload)
  AS u ON u.workload = w.name
WHERE EXISTS (SELECT 1 FROM anchor AS a JOIN claim AS c ON c.anchor = a.id
  WHERE a.workload = w.name AND c.replaced = 0 AND c.claimed_at <= ?1
    AND c.valid_from <= ?1 AND coalesce(c.valid_to, ?1 + 1) > ?1);

-- Requests of the 90 days before ?1, but those withdrawn before they were
-- live.  The clock stands still while a request is REJECTED; the SLA from
-- request to LIVE is both clocks together: ?2 seconds for the review, and
-- for the tasks ?2, with priority ?3.
-- :maturity_requests
INSERT INTO temp.mature (category, id, place, usd, good, move)
WITH moved AS (
  SELECT e.object AS id, e.seq, e.at, e.after, lead(e.at) OVER (
    PARTITION BY e.object ORDER BY e.seq) AS left_at
  FROM audit AS e JOIN request AS r ON r.id = e.object
  WHERE e.at <= ?1 AND e.after IN ('PENDING_REVIEW', 'APPROVED', 'REJECTED',
    'WITHDRAWN', 'CE_IN_PROGRESS', 'READY_TO_CLAIM', 'LIVE', 'RETIRED')
), life AS (
  SELECT m.id, min(m.at) AS asked, max(iif(m.after = 'APPROVED', m.at, NULL))
    AS approved, min(iif(m.after = 'LIVE', m.at, NULL)) AS live,
    sum(iif(m.after = 'REJECTED', coalesce(m.left_at, ?1) - m.at, 0))
    AS paused, max(iif(m.left_at IS NULL, m.after, NULL)) AS state
  FROM moved AS m GROUP BY m.id
), judged AS (
  SELECT l.*, r.n, r.workload, coalesce(r.confirmed_usd, r.requested_usd, 0)
    AS usd, iif(r.priority = 'PRIORITY', ?3, ?2) AS days, CASE
      WHEN l.live IS NOT NULL THEN l.live - l.asked - l.paused <=
        ?2 + iif(r.priority = 'PRIORITY', ?3, ?2)
      WHEN l.state = 'PENDING_REVIEW' THEN ?1 <= l.asked + ?2 + l.paused
      WHEN l.state IN ('APPROVED', 'CE_IN_PROGRESS')
        THEN ?1 <= coalesce(r.task_due, ?1)
      ELSE 1 END AS good
  FROM life AS l JOIN request AS r ON r.id = l.id
  WHERE l.asked > ?1 - 90 * 86400
    AND NOT (l.state = 'WITHDRAWN' AND l.live IS NULL)
)
SELECT 'PROCESS_EFFICIENCY', id, n, iif(live IS NULL, usd, 0), good, CASE
  WHEN live IS NOT NULL THEN NULL
  WHEN state = 'PENDING_REVIEW' THEN 'its review is overdue: foc-approve'
  ELSE 'its tasks are overdue: foc-task' END
FROM judged;

-- The things of a category, those first that a move can make good, the
-- dearest first.
-- :maturity_items
SELECT rowid, usd, good, move IS NOT NULL FROM temp.mature
WHERE category = ?1 ORDER BY good, move IS NULL, usd DESC, place, id;
-- :maturity_choose
UPDATE temp.mature SET chosen = 1 WHERE rowid = ?1;

-- :maturity_facts_WORKLOAD_ATTRIBUTION
SELECT json_object('ai_spend_usd', json(coalesce(usd_sum(usd), '0')),
  'attributed_usd', json(coalesce(usd_sum(usd) FILTER (WHERE good), '0')),
  'unattributed_usd', json(coalesce(usd_sum(usd) FILTER (WHERE NOT good),
    '0')),
  'open_gaps', count(*) FILTER (WHERE id GLOB 'gp-*'))
FROM temp.mature WHERE category = 'WORKLOAD_ATTRIBUTION';
-- :maturity_facts_MODEL_GOVERNANCE
SELECT json_object('models_in_use', count(*),
  'governed', count(*) FILTER (WHERE good),
  'approved', count(*) FILTER (WHERE good OR move NOT GLOB 'approve it*'),
  'pending', count(*) FILTER (WHERE NOT good AND move GLOB 'approve it*'),
  'other_models', json_group_array(id) FILTER (WHERE NOT good))
FROM (SELECT * FROM temp.mature WHERE category = 'MODEL_GOVERNANCE'
  ORDER BY usd DESC, id);
-- :maturity_facts_ESTIMATE_COVERAGE
SELECT json_object('claimed_workloads', count(*),
  'with_estimate', count(*) FILTER (WHERE good),
  'missing', count(*) FILTER (WHERE NOT good),
  'missing_workloads', json_group_array(id) FILTER (WHERE NOT good),
  'spend_weighted_percent', json(percent(
    coalesce(sum(usd) FILTER (WHERE good), 0), coalesce(sum(usd), 0))))
FROM (SELECT * FROM temp.mature WHERE category = 'ESTIMATE_COVERAGE'
  ORDER BY usd DESC, id);
-- ?1: when.
-- :maturity_facts_PROCESS_EFFICIENCY
SELECT json_object('requests', count(*),
  'finished', count(*) FILTER (WHERE live IS NOT NULL),
  'within_sla', count(*) FILTER (WHERE live IS NOT NULL AND good),
  'in_flight', count(*) FILTER (WHERE live IS NULL),
  'overdue', count(*) FILTER (WHERE live IS NULL AND NOT good),
  'average_days', json(tenths((sum(live - asked) * 10 + 43200 *
    count(live)) / nullif(86400 * count(live), 0))),
  'within_promise', count(*) FILTER (WHERE live - asked < 2 * 86400))
FROM (SELECT m.good, (SELECT min(e.at) FROM audit AS e
    WHERE e.object = m.id AND e.after = 'PENDING_REVIEW') AS asked,
    (SELECT min(e.at) FROM audit AS e WHERE e.object = m.id
      AND e.after = 'LIVE' AND e.at <= ?1) AS live
  FROM temp.mature AS m WHERE category = 'PROCESS_EFFICIENCY');

-- :maturity_keep
INSERT INTO temp.mature_score (category, place, title, weight, score, tier,
  facts, next_tier, reached, next_text, all_tier, all_text)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12);

-- :maturity_forget_trend
DELETE FROM temp.mature_trend;
-- ?1 from, ?2 to, ?3 overall, ?4 its tier.
-- :maturity_keep_trend
INSERT INTO temp.mature_trend (window_to, body)
SELECT ?2, json_object('window_from', utc(?1), 'window_to', utc(?2),
  'overall', json(?3), 'tier', ?4, 'scores', (
    SELECT json_group_object(lower(category), json(score))
    FROM (SELECT * FROM temp.mature_score ORDER BY place)));
-- ?1 from, ?2 to, ?3 overall, ?4 its tier, ?5 weights that counted, ?6 when,
-- ?7 whether it is an earlier window of a trend.
-- :maturity_record
SELECT json_object('kind', 'maturity', 'id', utc(?2),
  'window_from', utc(?1), 'window_to', utc(?2), 'decided_at', utc(?6),
  'past', json(iif(?7, 'true', 'false')),
  'overall', json(?3), 'tier', ?4, 'weight_counted', ?5,
  'scores', (SELECT json_group_object(lower(category), json(score))
    FROM (SELECT * FROM temp.mature_score ORDER BY place)),
  'trend', (SELECT nullif(json_group_array(json(body)), '[]')
    FROM (SELECT * FROM temp.mature_trend ORDER BY window_to)),
  'categories', (SELECT json_group_array(json(c)) FROM (
    SELECT json_object('name', s.category, 'title', s.title,
      'weight', s.weight, 'score', json(s.score), 'tier', s.tier,
      'worth_usd', json(coalesce((SELECT usd_sum(m.usd)
        FROM temp.mature AS m WHERE m.category = s.category
          AND m.good = 0), '0')),
      'facts', json(s.facts),
      'next', iif(s.next_tier IS NULL, NULL, json_object(
        'tier', s.next_tier,
        'reached', json(iif(s.reached, 'true', 'false')),
        'moves', json((SELECT json_group_array(json_object('id', m.id,
            'move', m.move, 'worth_usd', json(usd(m.usd))))
          FROM (SELECT * FROM temp.mature
            WHERE category = s.category AND chosen = 1
            ORDER BY usd DESC, place, id) AS m)),
        'worth_usd', json(coalesce((SELECT usd_sum(m.usd)
          FROM temp.mature AS m WHERE m.category = s.category
            AND m.chosen = 1), '0')),
        'text', s.next_text)),
      'all', iif(s.all_tier IS NULL, NULL, json_object(
        'tier', s.all_tier, 'text', s.all_text))) AS c
    FROM temp.mature_score AS s ORDER BY s.place)));
