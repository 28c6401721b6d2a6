-- :gap_tables
-- What detection works on; gone with the connection.
-- Use that is billed with its caller, from then on.
CREATE TEMP TABLE IF NOT EXISTS gap_since (
  platform TEXT NOT NULL,
  feature  TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  since    INTEGER NOT NULL,
  PRIMARY KEY (platform, feature, endpoint)
) WITHOUT ROWID;
-- Gaps there are already: each has the cells of its key before ends_at.
CREATE TEMP TABLE IF NOT EXISTS gap_has (
  n        INTEGER PRIMARY KEY,
  class    TEXT NOT NULL,
  scenario TEXT NOT NULL,
  key      TEXT NOT NULL,
  ends_at  INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS temp.gap_has_key ON gap_has (key, scenario, class);
-- Callers with spend that no workload owns.  name: of their role; speaks: how
-- a registered anchor that nobody has claimed knows them (0 session, 1 caller,
-- 3 resource, 5 workspace), with its value and workload.
CREATE TEMP TABLE IF NOT EXISTS gap_caller (
  id        INTEGER PRIMARY KEY,
  account   TEXT NOT NULL,
  principal TEXT NOT NULL,
  session   TEXT NOT NULL,
  tags      TEXT NOT NULL,
  resource  TEXT NOT NULL,
  workspace TEXT NOT NULL,
  name      TEXT NOT NULL,
  shared    INTEGER NOT NULL,
  dedicated INTEGER NOT NULL,
  speaks    INTEGER,
  value     TEXT,
  workload  TEXT
);
-- Where, and until when, a workload may use a model; claude: on the Claude
-- Platform, all other ways of billing are one.
CREATE TEMP TABLE IF NOT EXISTS gap_scope (
  workload TEXT NOT NULL,
  model    TEXT NOT NULL,
  claude   INTEGER NOT NULL,
  account  TEXT NOT NULL,
  region   TEXT NOT NULL,
  until    INTEGER NOT NULL,
  PRIMARY KEY (workload, model, claude, account, region)
) WITHOUT ROWID;
-- Spend by what makes it a gap, of each part of the span.
CREATE TEMP TABLE IF NOT EXISTS gap_part (
  from_time INTEGER NOT NULL,
  class     TEXT NOT NULL,
  scenario  TEXT NOT NULL,
  key       TEXT NOT NULL,
  account   TEXT NOT NULL,
  region    TEXT NOT NULL,
  platform  TEXT NOT NULL,
  model     TEXT NOT NULL,
  principal TEXT NOT NULL,
  resource  TEXT NOT NULL,
  workspace TEXT NOT NULL,
  workload  TEXT,
  per_unit  INTEGER,
  usage     INTEGER NOT NULL,
  cost      INTEGER NOT NULL,
  first     INTEGER NOT NULL,
  last      INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS temp.gap_part_key
  ON gap_part (key, scenario, class, region);
-- The same of the whole, by gap; n NULL: there is none yet.
CREATE TEMP TABLE IF NOT EXISTS gap_sum (
  n         INTEGER,
  is_new    INTEGER NOT NULL,
  class     TEXT NOT NULL,
  scenario  TEXT NOT NULL,
  key       TEXT NOT NULL,
  account   TEXT NOT NULL,
  region    TEXT NOT NULL,
  platform  TEXT NOT NULL,
  model     TEXT NOT NULL,
  principal TEXT NOT NULL,
  resource  TEXT NOT NULL,
  workspace TEXT NOT NULL,
  workload  TEXT,
  amount    INTEGER NOT NULL,
  tokens    TEXT,
  regions   TEXT NOT NULL,
  first     INTEGER NOT NULL,
  last      INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS temp.gap_sum_n ON gap_sum (n);
DELETE FROM temp.gap_since;
DELETE FROM temp.gap_has;
DELETE FROM temp.gap_caller;
DELETE FROM temp.gap_scope;
DELETE FROM temp.gap_part;
DELETE FROM temp.gap_sum;

-- :gap_since_add
INSERT INTO temp.gap_since (platform, feature, endpoint, since)
VALUES (?1, ?2, ?3, ?4);
-- :gap_has_fill
INSERT INTO temp.gap_has (n, class, scenario, key, ends_at)
SELECT g.n, g.class, g.scenario, g.key, iif(g.state = 'RESOLVED', (
    SELECT a.ends_at FROM gap_act AS a WHERE a.gap = g.id
    ORDER BY a.n DESC LIMIT 1), 9223372036854775807)
FROM gap AS g;
-- Where an answer may change within the span.
-- :gap_cuts
SELECT since FROM temp.gap_since WHERE since > ?1 AND since < ?2
UNION SELECT ends_at FROM temp.gap_has WHERE ends_at > ?1 AND ends_at < ?2
UNION SELECT until FROM temp.gap_scope WHERE until > ?1 AND until < ?2
UNION SELECT ?3 WHERE ?3 > ?1 AND ?3 < ?2
UNION SELECT ?4 WHERE ?4 > ?1 AND ?4 < ?2
ORDER BY 1;

-- What attribution has answered: who is not owned, and how we know them.
-- :gap_resolve
INSERT INTO temp.gap_caller (id, account, principal, session, tags, resource,
  workspace, name, shared, dedicated)
SELECT id, account, principal, session, tags, resource, workspace, name,
  name <> '' AND EXISTS (SELECT 1 FROM json_each((SELECT value FROM policy
    WHERE key = 'shared_roles')) AS j
    WHERE name GLOB replace(j.value, '[', '[[]')),
  name <> '' AND EXISTS (SELECT 1 FROM json_each((SELECT value FROM policy
    WHERE key = 'dedicated_roles')) AS j
    WHERE name GLOB replace(j.value, '[', '[[]'))
FROM (SELECT *, iif(principal GLOB 'arn:*:role/*', substr(principal, length(
    rtrim(principal, replace(principal, '/', ''))) + 1), '') AS name
  FROM caller WHERE id IN (
    SELECT caller FROM temp.own WHERE source <> 'WORKLOAD'));
-- Of those that know a caller, the first kind, and of it the older anchor.
-- CROSS JOIN: the index of anchors finds those of a caller, never the other
-- way about.
UPDATE temp.gap_caller SET speaks = won.rank, value = won.value,
  workload = won.workload
FROM (SELECT id, rank, value, workload, min(rank * 1000000000 + n) FROM (
    SELECT c.id, 1 AS rank, a.value, a.workload, a.n
    FROM temp.gap_caller AS c CROSS JOIN anchor AS a
      ON a.value = c.principal AND a.account = c.account
    WHERE a.anchor_kind IN ('ROLE', 'USER')
    UNION ALL
    SELECT c.id, 1, a.value, a.workload, a.n
    FROM anchor AS a JOIN temp.gap_caller AS c ON c.account = a.account
      AND c.name GLOB 'AWSReservedSSO_' || a.value || '_' ||
        replace(hex(zeroblob(8)), '0', '[0-9a-f]')
    WHERE a.anchor_kind = 'PERMISSION_SET'
    UNION ALL
    SELECT c.id, 0, a.value, a.workload, a.n
    FROM anchor AS a JOIN temp.gap_caller AS c
      ON c.name GLOB 'AWSReservedSSO_*' AND (
        (c.account = a.account AND c.session = a.value)
        OR (c.tags GLOB '{?*}' AND EXISTS (SELECT 1 FROM json_each(c.tags)
          AS t WHERE t.key || '=' || t.value = 'iamPrincipal/' || a.value)))
    WHERE a.anchor_kind IN ('SESSION_TAG', 'USER')
    UNION ALL
    SELECT c.id, 3, a.value, a.workload, a.n
    FROM temp.gap_caller AS c CROSS JOIN anchor AS a ON a.value = c.resource
    WHERE a.anchor_kind IN ('INFERENCE_PROFILE', 'RESOURCE')
    UNION ALL
    SELECT c.id, 5, a.value, a.workload, a.n
    FROM temp.gap_caller AS c CROSS JOIN anchor AS a ON a.value = c.workspace
    WHERE a.anchor_kind = 'WORKSPACE')
  GROUP BY id) AS won
WHERE gap_caller.id = won.id;
-- A role by the name that we give, whose anchor is not there (any more).
UPDATE temp.gap_caller SET workload = (
  SELECT w.name FROM workload AS w
  WHERE w.name = substr(gap_caller.name, 8, length(gap_caller.name) - 12))
WHERE speaks IS NULL AND name GLOB 'finops-*';
-- What was granted afterwards counts for the time before, what was revoked
-- until then.
INSERT INTO temp.gap_scope (workload, model, claude, account, region, until)
SELECT workload, model, platform = 'CLAUDE_PLATFORM', account, region,
  max(CASE state WHEN 'REVOKED' THEN (SELECT max(e.at) FROM audit AS e
      WHERE e.object = s.id AND e.after = 'REVOKED')
    ELSE 9223372036854775807 END)
FROM scope AS s
WHERE state <> 'PENDING_APPROVAL' AND (state <> 'REVOKED' OR EXISTS (
  SELECT 1 FROM audit AS e WHERE e.object = s.id AND e.after IN (
    'PENDING_IMPLEMENTATION', 'PENDING_WORKSPACE', 'IMPLEMENTED')))
GROUP BY 1, 2, 3, 4, 5;
-- Of what was taken, what nobody owns, by what makes it a gap.  No part of the
-- span has a time within it at which an answer changes: the first of a row's
-- hours stands for all.
CREATE TEMP VIEW IF NOT EXISTS gap_unowned AS
SELECT *, CASE by WHEN 'PRINCIPAL' THEN CASE scenario
      WHEN 'UNATTRIBUTED_SPEND' THEN account || '|' || principal
      WHEN 'NO_BUDGET_ALLOCATION'
        THEN principal || iif(model = '', '', '|' || model)
      ELSE principal || iif(speaks IS 0, '|' || value, '') END
    WHEN 'WORKSPACE' THEN account || '|' || workspace
    WHEN 'RESOURCE' THEN iif(scenario = 'UNALLOCATED_GUARDRAIL_COST', '',
      account || '|') || resource
    ELSE account END AS key
  FROM (SELECT *, CASE
      WHEN scenario = 'ATTRIBUTION_NOT_ENABLED' THEN 'ACCOUNT'
      WHEN scenario = 'UNALLOCATED_GUARDRAIL_COST'
        THEN iif(resource = '', 'ACCOUNT', 'RESOURCE')
      WHEN scenario = 'UNCLAIMED_WORKLOAD' AND speaks = 3 THEN 'RESOURCE'
      WHEN scenario = 'UNCLAIMED_WORKLOAD' AND speaks = 5 THEN 'WORKSPACE'
      WHEN principal <> '' THEN 'PRINCIPAL'
      WHEN workspace <> '' THEN 'WORKSPACE'
      WHEN resource <> '' THEN 'RESOURCE' ELSE 'ACCOUNT' END AS by
    FROM (SELECT x.own, x.load, x.sku, x.time, x.usage, x.cost, x.first,
        x.last, s.per_unit, s.model,
        s.platform, s.region, c.*, CASE
          WHEN s.feature = 'GUARDRAIL' THEN 'UNALLOCATED_GUARDRAIL_COST'
          WHEN c.principal = '' AND p.since <= x.first
            THEN 'ATTRIBUTION_NOT_ENABLED'
          WHEN c.dedicated OR c.speaks < 5 OR (c.speaks = 5
            AND NOT EXISTS (SELECT 1 FROM temp.held AS h WHERE h.rank = 5
              AND h.value = c.workspace AND h.valid_from <= o.valid_from
              AND h.valid_to >= o.valid_to)) THEN 'UNCLAIMED_WORKLOAD'
          WHEN c.principal = '' OR c.shared THEN 'UNATTRIBUTED_SPEND'
          ELSE 'NO_BUDGET_ALLOCATION' END AS scenario
      FROM temp.spent AS x JOIN temp.own AS o ON o.id = x.own
      JOIN sku AS s ON s.id = x.sku
      JOIN temp.gap_caller AS c ON c.id = o.caller
      LEFT JOIN temp.gap_since AS p
        ON p.platform = s.platform AND p.feature = s.feature
        AND p.endpoint = s.endpoint
      WHERE o.source <> 'WORKLOAD'));
-- And what is owned, but used where nobody granted it.
CREATE TEMP VIEW IF NOT EXISTS gap_beyond AS
SELECT *, iif(scenario = 'OUT_OF_BUDGET_SCOPE',
      workload || '|' || model || '|' || account || '|' || region,
      CASE WHEN principal <> '' THEN principal
        WHEN workspace <> '' THEN account || '|' || workspace
        ELSE account || '|' || resource END || '|' || model) AS key
  FROM (SELECT x.own, x.load, x.sku, x.time, x.usage, x.cost, x.first,
      x.last, s.per_unit, s.model,
      s.platform, s.region, c.account, c.principal, c.resource, c.workspace,
      o.workload, iif(EXISTS (SELECT 1 FROM temp.gap_scope AS g
        WHERE g.workload = o.workload AND g.model = s.model
          AND g.claude = (s.platform = 'CLAUDE_PLATFORM')
          AND x.first < g.until),
        'OUT_OF_BUDGET_SCOPE', 'NO_BUDGET_ALLOCATION') AS scenario
    FROM temp.spent AS x JOIN temp.own AS o ON o.id = x.own
    JOIN sku AS s ON s.id = x.sku JOIN caller AS c ON c.id = o.caller
    WHERE o.source = 'WORKLOAD' AND s.model <> '' AND NOT EXISTS (
      SELECT 1 FROM temp.gap_scope AS g
      WHERE g.workload = o.workload AND g.model = s.model
        AND g.claude = (s.platform = 'CLAUDE_PLATFORM')
        AND x.first < g.until
        AND g.account = c.account AND s.region IN (g.region, '')));

-- Of what was just taken, from ?1 on: what nobody owns, each unit once.  A
-- workspace that several hold at that time is claimed, and yet nobody's.  Usage
-- is two rows, whole 2^20 and what is left: one sum of it may not fit.
-- :gap_lay_attribution
INSERT INTO temp.gap_part
SELECT ?1, 'ATTRIBUTION', scenario, key, account, region, platform, model,
  principal, resource, workspace, workload,
  iif(low, per_unit, per_unit << 20), iif(low, rest, whole), iif(low, 0, cost),
  first, last
FROM (SELECT scenario, key, min(account) AS account, region,
    iif(scenario = 'NO_BUDGET_ALLOCATION', min(platform), '') AS platform,
    iif(scenario = 'NO_BUDGET_ALLOCATION', min(model), '') AS model,
    iif(by = 'PRINCIPAL', min(principal), '') AS principal,
    iif(by = 'RESOURCE', min(resource), '') AS resource,
    iif(by = 'WORKSPACE', min(workspace), '') AS workspace,
    iif(scenario = 'UNCLAIMED_WORKLOAD', min(workload), NULL) AS workload,
    per_unit, sum(usage >> 20) AS whole, sum(usage & 1048575) AS rest,
    sum(cost) AS cost, min(first) AS first, max(last) AS last
  FROM temp.gap_unowned
  GROUP BY scenario, key, by, region, per_unit),
  (SELECT 0 AS low UNION ALL SELECT 1);
-- And what is owned, but used where nobody granted it.
-- :gap_lay_governance
INSERT INTO temp.gap_part
SELECT ?1, 'GOVERNANCE', scenario, key, account, region, platform, model,
  principal, resource, workspace, workload,
  iif(low, per_unit, per_unit << 20), iif(low, rest, whole), iif(low, 0, cost),
  first, last
FROM (SELECT scenario, key, min(account) AS account, region,
    min(platform) AS platform, min(model) AS model,
    iif(scenario = 'OUT_OF_BUDGET_SCOPE', '', min(principal)) AS principal,
    iif(scenario = 'OUT_OF_BUDGET_SCOPE' OR min(principal) <> '', '',
      min(resource)) AS resource,
    iif(scenario = 'OUT_OF_BUDGET_SCOPE' OR min(principal) <> '', '',
      min(workspace)) AS workspace,
    min(workload) AS workload, per_unit, sum(usage >> 20) AS whole,
    sum(usage & 1048575) AS rest, sum(cost) AS cost, min(first) AS first,
    max(last) AS last
  FROM temp.gap_beyond
  GROUP BY scenario, key, region, per_unit),
  (SELECT 0 AS low UNION ALL SELECT 1);
-- What was taken: all of it, and what workloads own.
-- :gap_taken
SELECT coalesce(sum(x.cost), 0),
  coalesce(sum(x.cost) FILTER (WHERE o.source = 'WORKLOAD'), 0)
FROM temp.spent AS x JOIN temp.own AS o ON o.id = x.own;

-- Each key to the gap that it belongs to at that time; amounts of [?1, ?2).
-- :gap_sums
INSERT INTO temp.gap_sum
SELECT n, 0, class, scenario, key, min(account),
  iif(scenario = 'OUT_OF_BUDGET_SCOPE', min(region), ''), min(platform),
  min(model), min(principal), min(resource), min(workspace), min(workload),
  coalesce(sum(cost) FILTER (WHERE from_time >= ?1 AND from_time < ?2), 0),
  tokens_sum(usage, per_unit)
    FILTER (WHERE from_time >= ?1 AND from_time < ?2),
  (SELECT json_group_array(region) FROM (SELECT DISTINCT q.region
    FROM temp.gap_part AS q WHERE q.key = t.key AND q.scenario = t.scenario
      AND q.class = t.class AND q.region <> '' ORDER BY q.region)),
  min(first), max(last)
FROM (SELECT p.*, (SELECT min(h.n) FROM temp.gap_has AS h
    WHERE h.key = p.key AND h.scenario = p.scenario AND h.class = p.class
      AND h.ends_at > p.from_time) AS n
  FROM temp.gap_part AS p) AS t
GROUP BY class, scenario, key, n;
-- :gap_balance
SELECT coalesce(sum(amount) FILTER (WHERE class = 'ATTRIBUTION'), 0),
  coalesce(sum(amount) FILTER (WHERE class = 'GOVERNANCE'), 0),
  count(*) FILTER (WHERE n IS NULL AND amount <> 0),
  coalesce(sum(amount) FILTER (WHERE n IS NULL AND class = 'ATTRIBUTION'), 0)
FROM temp.gap_sum;
-- :gap_balance_all
SELECT coalesce(sum(cost), 0) FROM temp.gap_part WHERE class = 'ATTRIBUTION';

-- :gap_number
UPDATE temp.gap_sum SET is_new = 1, n = fresh.n
FROM (SELECT s.rowid AS at, (SELECT coalesce(max(n), 0) FROM gap) +
    row_number() OVER (ORDER BY s.class, CASE s.scenario
      WHEN 'UNALLOCATED_GUARDRAIL_COST' THEN 1
      WHEN 'ATTRIBUTION_NOT_ENABLED' THEN 2 WHEN 'UNCLAIMED_WORKLOAD' THEN 3
      WHEN 'UNATTRIBUTED_SPEND' THEN 4 WHEN 'NO_BUDGET_ALLOCATION' THEN 5
      ELSE 6 END, s.key) AS n
  FROM temp.gap_sum AS s WHERE s.n IS NULL) AS fresh
WHERE gap_sum.rowid = fresh.at;
-- :gap_insert
INSERT INTO gap (n, id, class, scenario, key, state, account, region,
  platform, model, principal, resource, workspace, workload, detected_at,
  previous)
SELECT s.n, 'gp-' || s.n, s.class, s.scenario, s.key, ?1, s.account, s.region,
  s.platform, s.model, s.principal, s.resource, s.workspace, s.workload, ?2,
  (SELECT 'gp-' || max(h.n) FROM temp.gap_has AS h WHERE h.key = s.key
    AND h.scenario = s.scenario AND h.class = s.class)
FROM temp.gap_sum AS s WHERE s.is_new ORDER BY s.n;
-- :gap_new
SELECT 'gp-' || n FROM temp.gap_sum WHERE is_new ORDER BY n;
-- :gap_seen_put
INSERT INTO gap_seen (gap, from_time, to_time, amount, share_of, tokens,
  regions, first_seen, last_seen)
SELECT 'gp-' || n, ?1, ?2, amount, ?3, tokens, regions, first, last
FROM temp.gap_sum WHERE 1
ON CONFLICT (gap) DO UPDATE SET from_time = excluded.from_time,
  to_time = excluded.to_time, amount = excluded.amount,
  share_of = excluded.share_of, tokens = excluded.tokens,
  regions = excluded.regions,
  first_seen = min(first_seen, excluded.first_seen),
  last_seen = excluded.last_seen;
-- Of gaps that have no cell (any more).
-- :gap_seen_none
UPDATE gap_seen SET from_time = ?1, to_time = ?2, amount = 0, share_of = ?3,
  tokens = iif(tokens IS NULL, NULL, '0')
WHERE gap NOT IN (SELECT 'gp-' || n FROM temp.gap_sum);
-- What was quiet for ?2 seconds before ?1, where the data end, since its last
-- cell and since the last decision: id and evidence.  What nobody decided on
-- stays while it has a cell from ?3 on.
-- :gap_quiet
SELECT g.id, 'no spend since ' || utc(s.last_seen) || ', data until ' ||
  utc(?1)
FROM gap AS g JOIN gap_seen AS s ON s.gap = g.id
LEFT JOIN temp.gap_sum AS t ON t.n = g.n
WHERE CASE g.state WHEN 'RESOLVED' THEN 0
  WHEN 'ACTIVE' THEN coalesce(t.last, ?3 - 1) < ?3
  ELSE ?1 >= ?2 + max(s.last_seen, (
    SELECT max(a.at) FROM gap_act AS a WHERE a.gap = g.id)) END
ORDER BY g.n;
-- :gap_figure_measured
INSERT INTO temp.gap_figure (n, amount, tokens, first_seen, last_seen)
SELECT n, amount, tokens, first, last FROM temp.gap_sum WHERE n IS NOT NULL;
-- :gap_history
SELECT json_object('history', json_group_array(json_object('at', utc(at),
  'verb', verb, 'by', by, 'action', action, 'workload', workload,
  'rationale', rationale)))
FROM (SELECT * FROM gap_act WHERE gap = ?1 ORDER BY n);
-- :gap_find
SELECT id FROM gap WHERE id = ?1;

-- :gap_detection
SELECT json_object('kind', 'detection', 'id', utc(?1), 'from', utc(?2),
  'to', utc(?3), 'data_until', utc(?4),
  'ai_spend_usd', json(usd(?5)), 'workload_usd', json(usd(?6)),
  'gaps_usd', json(usd(?7)), 'governance_usd', json(usd(?8)),
  'gaps', (SELECT count(*) FROM gap WHERE state <> 'RESOLVED'),
  'active', (SELECT count(*) FROM gap WHERE state = 'ACTIVE'),
  'new', json(?9), 'resolved', json(?10));
