-- :attribution_tables
-- What a report works on; gone with the connection.  `ask` is the question:
-- cells of [from_time, to_time), by the loads and claims that were known when
-- the audit ended with event seq at the time at_time (NULL: now).
CREATE TEMP TABLE IF NOT EXISTS ask (
  from_time INTEGER NOT NULL,
  to_time   INTEGER NOT NULL,
  seq       INTEGER,
  at_time   INTEGER
);
-- The loads that answer it.
CREATE TEMP TABLE IF NOT EXISTS bill (
  load   INTEGER PRIMARY KEY,
  period INTEGER NOT NULL,
  spend  INTEGER NOT NULL,
  step   INTEGER NOT NULL                  -- a day where rows are of days
);
-- Claims that count, cut to the span.  rank: which kind goes first.
CREATE TEMP TABLE IF NOT EXISTS held (
  rank       INTEGER NOT NULL,
  value      TEXT NOT NULL,
  account    TEXT NOT NULL,
  anchor     TEXT NOT NULL,
  workload   TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS temp.held_value ON held (rank, value);
-- Which of them speak for a caller.
CREATE TEMP TABLE IF NOT EXISTS speaks (
  caller     INTEGER NOT NULL,
  rank       INTEGER NOT NULL,
  workload   TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER NOT NULL,
  anchor     INTEGER NOT NULL              -- its number: the older speaks
);
CREATE INDEX IF NOT EXISTS temp.speaks_caller ON speaks (caller);
-- What tags say of levels of the hierarchy, and the deepest node they name.
CREATE TEMP TABLE IF NOT EXISTS named (
  tags  TEXT NOT NULL,
  level INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (tags, level)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS tagged (
  tags TEXT PRIMARY KEY,
  node INTEGER NOT NULL
) WITHOUT ROWID;
-- Workspaces of which CloudTrail says who called, and who did, in steps of
-- time.  weight: the role's tokens, or calls; workload: that holds the role.
CREATE TEMP TABLE IF NOT EXISTS place (
  id        INTEGER PRIMARY KEY,
  workspace TEXT NOT NULL UNIQUE
);
CREATE TEMP TABLE IF NOT EXISTS called (
  place    INTEGER NOT NULL,
  step     INTEGER NOT NULL,
  time     INTEGER NOT NULL,
  role     TEXT NOT NULL,
  weight   INTEGER NOT NULL,
  workload TEXT,
  PRIMARY KEY (place, step, time, role)
) WITHOUT ROWID;
-- The products that share an account, cut to the span.
CREATE TEMP TABLE IF NOT EXISTS shared (
  account    TEXT NOT NULL,
  product    INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS temp.shared_account ON shared (account);
-- The span of each caller cut wherever an answer may change.
CREATE TEMP TABLE IF NOT EXISTS piece (
  caller     INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER NOT NULL,
  workload   TEXT,
  layer      TEXT,
  PRIMARY KEY (caller, valid_from)
) WITHOUT ROWID;
-- The answer: a caller's cells of a piece of time belong to part `part` of
-- `parts` equal ones.  Pieces do not overlap; their parts are complete.  What
-- CloudTrail gives a workload is taken out before, and has no parts.
CREATE TEMP TABLE IF NOT EXISTS own (
  id         INTEGER NOT NULL,
  caller     INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER NOT NULL,
  part       INTEGER NOT NULL,
  parts      INTEGER NOT NULL,
  source     TEXT NOT NULL,
  layer      TEXT NOT NULL,
  workload   TEXT,
  product    INTEGER,
  node       INTEGER,                      -- the product, or what tags name
  PRIMARY KEY (caller, valid_from, part)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS temp.own_id ON own (id);
CREATE INDEX IF NOT EXISTS temp.own_workload ON own (workload);
-- And the spend by it, in steps of time: what the reports read.
CREATE TEMP TABLE IF NOT EXISTS spent (
  own   INTEGER NOT NULL,
  load  INTEGER NOT NULL,
  sku   INTEGER NOT NULL,
  time  INTEGER NOT NULL,
  usage INTEGER NOT NULL,
  cost  INTEGER NOT NULL,
  net   INTEGER,                           -- NULL: unknown of some cell
  first INTEGER NOT NULL,                  -- hours of its cells
  last  INTEGER NOT NULL,
  PRIMARY KEY (own, load, sku, time)
) WITHOUT ROWID;

-- What counts as spend.
CREATE TEMP VIEW IF NOT EXISTS spend_sku AS
SELECT * FROM sku WHERE line_type IN ('Usage', 'DiscountedUsage',
  'SavingsPlanCoveredUsage', 'FlatRateSubscription');

-- :attribution_ask
INSERT INTO temp.ask (from_time, to_time, seq, at_time)
VALUES (?1, ?2, ?3, ?4);
-- :attribution_bound
UPDATE temp.ask SET from_time = ?1, to_time = ?2;
-- :attribution_loads
SELECT load, step FROM temp.bill ORDER BY load;
-- :attribution_clear
DELETE FROM temp.ask;
DELETE FROM temp.bill;
DELETE FROM temp.held;
DELETE FROM temp.speaks;
DELETE FROM temp.named;
DELETE FROM temp.tagged;
DELETE FROM temp.place;
DELETE FROM temp.called;
DELETE FROM temp.shared;
DELETE FROM temp.piece;
DELETE FROM temp.own;
DELETE FROM temp.spent;

-- Of each payer's month the newest load that was known then: from its first
-- event on.
-- :attribution_bill
INSERT INTO temp.bill (load, period, spend, step)
SELECT l.n, l.period, l.spend_usd,
  iif(l.data_until % 86400 = 0 AND NOT EXISTS (SELECT 1 FROM cell AS c
    WHERE c.load = l.n AND c.hour % 86400 <> 0), 86400, 3600)
FROM load AS l, temp.ask
WHERE l.currency = coalesce(
    (SELECT value FROM meta WHERE key = 'currency'), l.currency)
  AND iif(ask.seq IS NULL, l.state = 'ACTIVE', l.n = (
    SELECT max(k.n) FROM load AS k
    WHERE k.payer = l.payer AND k.period = l.period AND k.state <> 'LOADING'
      AND coalesce((SELECT min(e.seq) FROM audit AS e
                    WHERE e.object = k.id), 0) <= ask.seq)
    AND NOT EXISTS (SELECT 1 FROM audit AS e WHERE e.object = l.id
      AND e.verb = 'withdraw' AND e.seq <= ask.seq));

-- The first of them that has no cells any more, but had some in the span, of
-- which ?1 is an open bound.
-- :attribution_pruned
SELECT l.id, utc(p.at) FROM main.pruned AS p JOIN load AS l ON l.n = p.load
JOIN temp.bill AS b ON b.load = l.n, temp.ask
WHERE (ask.from_time = ?1 OR l.last_hour >= ask.from_time)
  AND (ask.to_time = ?1 OR l.first_hour < ask.to_time)
ORDER BY l.n LIMIT 1;
-- :attribution_pruned_load
SELECT id, utc(p.at) FROM main.pruned AS p JOIN load AS l ON l.n = p.load
WHERE p.load = ?1;

-- :attribution_resolve
INSERT INTO temp.held
SELECT CASE a.anchor_kind WHEN 'SESSION_TAG' THEN 0 WHEN 'ROLE' THEN 1
    WHEN 'USER' THEN a.value GLOB 'arn:*' WHEN 'PERMISSION_SET' THEN 1
    WHEN 'INFERENCE_PROFILE' THEN 2 WHEN 'RESOURCE' THEN 3
    WHEN 'GUARDRAIL' THEN 4 WHEN 'WORKSPACE' THEN 5 END,
  a.value, a.account, a.id, a.workload, max(c.valid_from, ask.from_time),
  min(coalesce(c.valid_to, ask.to_time), ask.to_time)
FROM claim AS c JOIN anchor AS a ON a.id = c.anchor, temp.ask
WHERE c.valid_from < ask.to_time
  AND coalesce(c.valid_to, ask.to_time) > max(ask.from_time, c.valid_from)
  AND (ask.at_time IS NULL OR c.claimed_at <= ask.at_time)
  AND (c.replaced = 0 OR ask.at_time IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM claim AS later WHERE later.anchor = c.anchor
      AND later.claimed_at > c.claimed_at
      AND later.claimed_at <= ask.at_time));
-- Sessions are folded to their role; a role speaks in its own account.
-- CROSS JOIN: an index finds the claims of a caller, none the callers of a
-- claim.
INSERT INTO temp.speaks
SELECT c.id, h.rank, h.workload, h.valid_from, h.valid_to,
  CAST(substr(h.anchor, 4) AS INTEGER)
FROM caller AS c CROSS JOIN temp.held AS h
  ON h.value = c.principal AND h.account = c.account
WHERE h.rank = 1
UNION ALL
-- Of the Identity Center's roles, AWSReservedSSO_{set}_{16 hex digits}, the
-- set alone is what was claimed; a tag or a name tells the sessions of one apart.
SELECT c.id, h.rank, h.workload, h.valid_from, h.valid_to,
  CAST(substr(h.anchor, 4) AS INTEGER)
FROM temp.held AS h JOIN caller AS c ON c.account = h.account
  AND c.principal GLOB '*/AWSReservedSSO_' || h.value || '_' ||
    replace(hex(zeroblob(8)), '0', '[0-9a-f]')
WHERE h.rank = 1 AND substr(h.value, 1, 4) <> 'arn:'
UNION ALL
SELECT c.id, h.rank, h.workload, h.valid_from, h.valid_to,
  CAST(substr(h.anchor, 4) AS INTEGER)
FROM temp.held AS h JOIN caller AS c
  ON c.principal GLOB '*/AWSReservedSSO_*' AND c.tags GLOB '{*}'
WHERE h.rank = 0 AND EXISTS (SELECT 1 FROM json_each(c.tags) AS t
  WHERE t.key || '=' || t.value = 'iamPrincipal/' || h.value)
UNION ALL
SELECT c.id, h.rank, h.workload, h.valid_from, h.valid_to,
  CAST(substr(h.anchor, 4) AS INTEGER)
FROM temp.held AS h JOIN caller AS c
  ON c.account = h.account AND c.session = h.value
  AND c.principal GLOB '*/AWSReservedSSO_*'
WHERE h.rank = 0
UNION ALL
SELECT c.id, h.rank, h.workload, h.valid_from, h.valid_to,
  CAST(substr(h.anchor, 4) AS INTEGER)
FROM caller AS c CROSS JOIN temp.held AS h ON h.value = c.resource
WHERE h.rank IN (2, 3, 4)
UNION ALL
SELECT c.id, h.rank, h.workload, h.valid_from, h.valid_to,
  CAST(substr(h.anchor, 4) AS INTEGER)
FROM caller AS c CROSS JOIN temp.held AS h ON h.value = c.workspace
WHERE h.rank = 5;
-- Cost allocation tags have a prefix for where they come from, and bills
-- differ in how they write it, and case, blanks and signs of the name.
INSERT INTO temp.named
WITH map AS (
  SELECT lower(replace(replace(replace(replace(key, ':', ''), '-', ''), '_',
      ''), ' ', '')) AS name, CAST(substr(value, 2) AS INTEGER) AS level
  FROM json_each(coalesce((SELECT value FROM policy
    WHERE key = 'tag_mapping'), '{"element1":"e1","element2":"e2",' ||
    '"element3":"e3","element4":"e4"}'))
), told AS (
  SELECT tags, key, value, CASE
      WHEN part GLOB 'user[:_]*' THEN substr(part, 6) ELSE part END AS part
  FROM (SELECT c.tags, j.key, j.value, CASE
        WHEN j.key GLOB 'resource[Tt]ags/*' THEN substr(j.key, 14)
        WHEN j.key GLOB 'resource_tags_*' THEN substr(j.key, 15)
        WHEN j.key GLOB 'resource_tag_*' THEN substr(j.key, 14)
        ELSE j.key END AS part
    FROM (SELECT DISTINCT tags FROM caller WHERE tags <> '{}') AS c,
      json_each(c.tags) AS j)
)
SELECT tags, level, value
FROM (SELECT t.tags, m.level, t.value, min(t.key)
  FROM told AS t JOIN map AS m ON m.name = lower(replace(replace(replace(
    replace(t.part, ':', ''), '-', ''), '_', ''), ' ', ''))
  GROUP BY t.tags, m.level);
-- Departments of two units may have one name: then the unit tells.
INSERT INTO temp.tagged
SELECT tags, id FROM (
  SELECT m.tags, n.id, max(n.level)
  FROM temp.named AS m JOIN node AS n
    ON n.level = m.level AND n.name = m.value
  WHERE n.level <> 2
    OR (SELECT count(*) FROM node AS k
        WHERE k.level = 2 AND k.name = n.name) = 1
    OR n.parent = (SELECT u.id FROM temp.named AS v JOIN node AS u
      ON u.level = 1 AND u.name = v.value
      WHERE v.tags = m.tags AND v.level = 1)
  GROUP BY m.tags);
-- Who called: of invocations that were finished, and were known then.
INSERT INTO temp.place (workspace)
SELECT DISTINCT workspace FROM caller
WHERE workspace IN (SELECT workspace FROM trail_call) ORDER BY workspace;
INSERT INTO temp.called
WITH part AS (
  SELECT p.id AS place, b.step, k.hour - k.hour % b.step AS time, k.role,
    sum(k.calls) AS calls, sum(k.with_tokens) AS told,
    sum(k.tokens) AS tokens
  FROM trail_call AS k JOIN trail AS t ON t.n = k.trail
  JOIN temp.place AS p ON p.workspace = k.workspace,
    (SELECT DISTINCT step FROM temp.bill) AS b, temp.ask
  WHERE k.hour >= ask.from_time AND k.hour < ask.to_time + b.step
    AND EXISTS (SELECT 1 FROM audit AS e WHERE e.object = t.id
      AND (ask.seq IS NULL OR e.seq <= ask.seq))
  GROUP BY 1, 2, 3, 4
)
SELECT place, step, time, role, weight, coalesce((
    SELECT min(h.workload) FROM temp.held AS h
    WHERE h.rank = 1 AND h.value = role AND h.valid_from <= time
      AND h.valid_to > time), iif(role GLOB '*/AWSReservedSSO_*', (
    SELECT min(h.workload) FROM temp.held AS h
    WHERE h.rank = 1 AND role GLOB 'arn:*:iam::' || h.account ||
        ':role/AWSReservedSSO_' || h.value || '_' ||
        replace(hex(zeroblob(8)), '0', '[0-9a-f]')
      AND h.valid_from <= time AND h.valid_to > time), NULL))
FROM (SELECT place, step, time, role,
    iif(sum(told) OVER together = sum(calls) OVER together
      AND sum(tokens) OVER together > 0, tokens, calls) AS weight
  FROM part WINDOW together AS (PARTITION BY place, step, time))
WHERE weight > 0;
INSERT INTO temp.shared
SELECT s.account, s.product, max(s.valid_from, ask.from_time),
  min(coalesce(s.valid_to, ask.to_time), ask.to_time)
FROM account_share AS s, temp.ask
WHERE s.valid_from < ask.to_time
  AND coalesce(s.valid_to, ask.to_time) > max(ask.from_time, s.valid_from);
INSERT INTO temp.piece (caller, valid_from, valid_to)
SELECT caller, at, lead(at, 1, to_time) OVER (PARTITION BY caller ORDER BY at)
FROM (
  SELECT id AS caller, from_time AS at FROM caller, temp.ask
  UNION SELECT caller, valid_from FROM temp.speaks
  UNION SELECT caller, valid_to FROM temp.speaks, temp.ask
    WHERE valid_to < to_time
  UNION SELECT c.id, s.valid_from
    FROM temp.shared AS s JOIN caller AS c ON c.account = s.account
  UNION SELECT c.id, s.valid_to
    FROM temp.shared AS s JOIN caller AS c ON c.account = s.account, temp.ask
    WHERE s.valid_to < to_time), temp.ask;
-- Of those who speak for a piece the first kind counts, and of one kind the
-- anchor made first: a later claim takes nothing from an earlier one.  But a
-- workspace that several workloads hold speaks for none of them.
UPDATE temp.piece SET workload = won.workload, layer = CASE won.rank
    WHEN 0 THEN 'PRINCIPAL' WHEN 1 THEN 'PRINCIPAL' WHEN 2 THEN 'PROFILE'
    WHEN 3 THEN 'RESOURCE' WHEN 4 THEN 'GUARDRAIL' ELSE 'WORKSPACE' END
FROM (SELECT caller, valid_from, min(rank) AS rank, workload
      FROM (SELECT p.caller, p.valid_from, s.rank, s.workload,
              min(s.anchor)
            FROM temp.speaks AS s JOIN temp.piece AS p
              ON p.caller = s.caller AND p.valid_from >= s.valid_from
              AND p.valid_to <= s.valid_to
            GROUP BY 1, 2, 3
            HAVING s.rank < 5 OR count(DISTINCT s.workload) = 1)
      GROUP BY 1, 2) AS won
WHERE piece.caller = won.caller AND piece.valid_from = won.valid_from;
INSERT INTO temp.own
SELECT row_number() OVER (ORDER BY caller, valid_from, part), *
FROM (
  SELECT p.caller, p.valid_from, p.valid_to, 0 AS part, 1 AS parts,
    'WORKLOAD' AS source, p.layer, p.workload, w.product, w.product AS node
  FROM temp.piece AS p JOIN workload AS w ON w.name = p.workload
  UNION ALL
  SELECT c.id, ask.from_time, ask.to_time,
    -row_number() OVER (PARTITION BY c.id ORDER BY k.workload), 0,
    'WORKLOAD', 'CLOUDTRAIL', k.workload, w.product, w.product
  FROM (SELECT DISTINCT place, workload FROM temp.called
      WHERE workload IS NOT NULL) AS k
    JOIN temp.place AS l ON l.id = k.place
    JOIN caller AS c ON c.workspace = l.workspace
    JOIN workload AS w ON w.name = k.workload, temp.ask
  UNION ALL
  SELECT p.caller, p.valid_from, p.valid_to, 0, 1, 'TAG', 'TAG', NULL,
    iif(n.level = 4, n.id, NULL), n.id
  FROM temp.piece AS p JOIN caller AS c ON c.id = p.caller
    JOIN temp.tagged AS t ON t.tags = c.tags JOIN node AS n ON n.id = t.node
  WHERE p.workload IS NULL
  UNION ALL
  SELECT p.caller, p.valid_from, p.valid_to,
    row_number() OVER one - 1, count(*) OVER whole, 'POOL', 'POOL', NULL,
    s.product, s.product
  FROM temp.piece AS p JOIN caller AS c ON c.id = p.caller
    JOIN temp.shared AS s ON s.account = c.account
      AND s.valid_from <= p.valid_from AND s.valid_to >= p.valid_to
  WHERE p.workload IS NULL AND c.tags NOT IN (SELECT tags FROM temp.tagged)
  WINDOW whole AS (PARTITION BY p.caller, p.valid_from),
    one AS (PARTITION BY p.caller, p.valid_from ORDER BY s.product)
  UNION ALL
  SELECT p.caller, p.valid_from, p.valid_to, 0, 1, 'UNALLOCATED', 'NONE',
    NULL, NULL, NULL
  FROM temp.piece AS p JOIN caller AS c ON c.id = p.caller
  WHERE p.workload IS NULL AND c.tags NOT IN (SELECT tags FROM temp.tagged)
    AND NOT EXISTS (
    SELECT 1 FROM temp.shared AS s WHERE s.account = c.account
      AND s.valid_from <= p.valid_from AND s.valid_to >= p.valid_to));

-- One thing claimed by two workloads at once: nobody can say whose it is.
-- :attribution_ambiguous
SELECT a.anchor, b.anchor, a.value, a.workload, b.workload
FROM temp.held AS a JOIN temp.held AS b
  ON b.rank = a.rank AND b.value = a.value AND b.account = a.account
WHERE a.rank <> 5 AND a.workload < b.workload
  AND a.valid_from < b.valid_to AND b.valid_from < a.valid_to
ORDER BY a.anchor, b.anchor LIMIT 1;

-- What the pass over the cells looks up, by number.
-- :attribution_owners
SELECT caller, id, valid_from, valid_to, part, parts,
  layer IN ('WORKSPACE', 'TAG', 'POOL', 'NONE')
FROM temp.own WHERE parts > 0 ORDER BY caller, valid_from, part;
-- :attribution_called
SELECT place, step, time, weight, workload FROM temp.called
ORDER BY place, step, time, role;
-- :attribution_places
SELECT c.id, p.id FROM caller AS c
JOIN temp.place AS p ON p.workspace = c.workspace ORDER BY c.id;
-- :attribution_trail_owners
SELECT caller, workload, id FROM temp.own WHERE parts = 0 ORDER BY id;
-- :attribution_skus
SELECT id FROM temp.spend_sku ORDER BY id;
-- :attribution_cells
SELECT c.hour, c.sku, c.caller, c.usage, c.cost, c.net
FROM cell AS c WHERE c.load = ?1 AND c.hour >= ?2 AND c.hour < ?3;
-- ?4: net, or list.
-- :attribution_cells_other
SELECT c.hour, c.sku, c.caller, c.usage, coalesce(iif(?4, c.net, c.list), 0)
FROM cell AS c WHERE c.load = ?1 AND c.hour >= ?2 AND c.hour < ?3;
-- :attribution_spent
INSERT INTO temp.spent (own, load, sku, time, usage, cost, net, first, last)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
-- :attribution_forget
DELETE FROM temp.spent;

-- What the bill says of the same time, load by load, and of the load as a
-- whole where it lies in the span.
-- :attribution_bills
SELECT l.n, l.id, usd(l.spend_usd),
  (SELECT usd_sum(c.cost) FROM cell AS c JOIN temp.spend_sku AS s ON s.id = c.sku
   WHERE c.load = l.n AND c.hour >= ask.from_time AND c.hour < ask.to_time),
  (SELECT min(c.hour) FROM cell AS c WHERE c.load = l.n) >= ask.from_time
  AND (SELECT max(c.hour) FROM cell AS c WHERE c.load = l.n) < ask.to_time
FROM temp.bill AS b JOIN load AS l ON l.n = b.load, temp.ask ORDER BY l.n;
-- A load says nothing of other measures (?1: net, or list).
-- :attribution_bills_other
SELECT l.n, l.id, NULL,
  (SELECT usd_sum(coalesce(iif(?1, c.net, c.list), 0))
   FROM cell AS c JOIN temp.spend_sku AS s ON s.id = c.sku
   WHERE c.load = l.n AND c.hour >= ask.from_time AND c.hour < ask.to_time), 0
FROM temp.bill AS b JOIN load AS l ON l.n = b.load, temp.ask ORDER BY l.n;
-- The hours that there are.
-- :attribution_extent
SELECT min((SELECT min(c.hour) FROM cell AS c WHERE c.load = b.load)),
  max((SELECT max(c.hour) FROM cell AS c WHERE c.load = b.load))
FROM temp.bill AS b;
