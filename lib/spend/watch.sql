-- What attribution numbers, in words.  Who called: the principal, else the
-- workspace; what was used: the model, else the feature.
-- :watch_owners
SELECT o.id, o.workload, c.payer, c.account,
  iif(c.principal <> '', c.principal, c.workspace), c.id
FROM temp.own AS o JOIN caller AS c ON c.id = o.caller ORDER BY o.id;
-- :watch_skus
SELECT id, iif(model <> '', model, platform || ':' || feature),
  json_array(platform, model, region)
FROM sku ORDER BY id;
-- :watch_bills
SELECT b.load, b.step, l.payer, l.period, coalesce(l.first_hour, l.period)
FROM temp.bill AS b JOIN load AS l ON l.n = b.load
ORDER BY l.payer, l.period;
-- :watch_spent
SELECT own, load, sku, time, cost FROM temp.spent;
-- :watch_data
SELECT max(coalesce(last_hour + 3600, data_until)) FROM load
WHERE state = 'ACTIVE';
-- :watch_load_id
SELECT id FROM load WHERE n = ?1;

-- :watch_tables
-- What a scan works on; gone with the connection.  What was found, of which
-- signal and subject, from start until before until.
CREATE TEMP TABLE IF NOT EXISTS watch_found (
  n         INTEGER PRIMARY KEY,
  signal    TEXT NOT NULL,
  reason    TEXT NOT NULL,
  subject   TEXT NOT NULL,
  start     INTEGER NOT NULL,
  until     INTEGER NOT NULL,
  amount    INTEGER NOT NULL,
  baseline  INTEGER,
  payer     TEXT NOT NULL DEFAULT '',
  account   TEXT NOT NULL DEFAULT '',
  principal TEXT NOT NULL DEFAULT '',
  platform  TEXT NOT NULL DEFAULT '',
  model     TEXT NOT NULL DEFAULT '',
  region    TEXT NOT NULL DEFAULT '',
  workload  TEXT,
  scope     TEXT
);
-- Days of use: who, what, where.
CREATE TEMP TABLE IF NOT EXISTS watch_use (
  day      INTEGER NOT NULL,
  workload TEXT,
  account  TEXT NOT NULL,
  platform TEXT NOT NULL,
  model    TEXT NOT NULL,
  region   TEXT NOT NULL,
  cost     INTEGER NOT NULL
);
-- Scopes, the days on which they held, and what they cover of that use.
CREATE TEMP TABLE IF NOT EXISTS watch_cover (
  use   INTEGER NOT NULL,                  -- watch_use.rowid
  scope INTEGER NOT NULL,                  -- scope.n
  held  INTEGER NOT NULL,
  PRIMARY KEY (use, scope)
) WITHOUT ROWID;
-- Until when drift was explained, by subject.
CREATE TEMP TABLE IF NOT EXISTS watch_closed (
  subject TEXT PRIMARY KEY,
  day     INTEGER NOT NULL
) WITHOUT ROWID;
-- First hours of callers in what was read, and of callers that are new.
CREATE TEMP TABLE IF NOT EXISTS watch_seen (
  caller INTEGER PRIMARY KEY,
  hour   INTEGER NOT NULL
);
CREATE TEMP TABLE IF NOT EXISTS watch_new (
  account   TEXT NOT NULL,
  principal TEXT NOT NULL,
  payer     TEXT NOT NULL,
  hour      INTEGER NOT NULL,
  PRIMARY KEY (account, principal)
) WITHOUT ROWID;
DELETE FROM temp.watch_seen;
DELETE FROM temp.watch_new;
DELETE FROM temp.watch_found;
DELETE FROM temp.watch_use;
DELETE FROM temp.watch_cover;
DELETE FROM temp.watch_closed;

-- :watch_found_add
INSERT INTO temp.watch_found (signal, reason, subject, start, until, amount,
  baseline, payer, account, principal, model, workload)
VALUES (?1, '', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);
-- :watch_seen_add
INSERT INTO temp.watch_seen (caller, hour) VALUES (?1, ?2)
ON CONFLICT (caller) DO UPDATE SET hour = min(hour, excluded.hour);
-- ?5 is [platform, model, region].
-- :watch_use_add
INSERT INTO temp.watch_use (day, workload, account, platform, model, region,
  cost)
VALUES (?1, ?2, ?3, json_extract(?5, '$[0]'), json_extract(?5, '$[1]'),
  json_extract(?5, '$[2]'), ?4);

-- Callers that were first seen in [?1, ?2) of what was read, and that nobody
-- asked for.
-- :watch_new_candidates
INSERT INTO temp.watch_new (account, principal, payer, hour)
SELECT p.account, p.principal, p.payer, p.hour FROM (
  SELECT k.account, k.principal, min(k.payer) AS payer, min(s.hour) AS hour
  FROM temp.watch_seen AS s JOIN caller AS k ON k.id = s.caller
  WHERE k.principal <> '' GROUP BY k.account, k.principal) AS p
WHERE p.hour >= ?1 AND p.hour < ?2
  AND NOT EXISTS (SELECT 1 FROM anchor AS a WHERE a.account = p.account
    AND (a.value = p.principal OR (a.anchor_kind = 'PERMISSION_SET'
      AND p.principal GLOB '*/AWSReservedSSO_' || a.value || '_' ||
        replace(hex(zeroblob(8)), '0', '[0-9a-f]'))
      OR (a.anchor_kind IN ('SESSION_TAG', 'USER')
        AND EXISTS (SELECT 1 FROM caller AS k WHERE k.account = p.account
          AND k.principal = p.principal AND (k.session = a.value
            OR (k.tags GLOB '{?*}' AND EXISTS (
              SELECT 1 FROM json_each(k.tags) AS t WHERE t.key || '=' ||
                t.value = 'iamPrincipal/' || a.value)))))))
  AND NOT EXISTS (SELECT 1 FROM scope AS s WHERE s.account = p.account
    AND p.principal = 'arn:aws:iam::' || s.account || ':role/' ||
      s.role_name);
-- Of them, those that the bill before ?1 knows already: one pass over it.
-- :watch_new_known
DELETE FROM temp.watch_new WHERE (account, principal) IN (
  SELECT w.account, w.principal
  FROM temp.bill AS b CROSS JOIN cell AS c CROSS JOIN (
    SELECT k.id, k.account, k.principal FROM caller AS k
    JOIN temp.watch_new AS n ON n.account = k.account
      AND n.principal = k.principal) AS w
  WHERE c.load = b.load AND c.hour < ?1 AND w.id = c.caller
    AND EXISTS (SELECT 1 FROM temp.watch_new));
-- The account had callers ?1 seconds or more before.  The amount is that of
-- the first 24 hours.
-- :watch_new_principals
INSERT INTO temp.watch_found (signal, reason, subject, start, until, amount,
  payer, account, principal)
SELECT 'NEW_PRINCIPAL', '', account || '|' || principal, hour, hour + 86400,
  coalesce((SELECT sum(c.cost) FROM temp.bill AS b
    JOIN cell AS c ON c.load = b.load AND c.hour >= p.hour
      AND c.hour < p.hour + 86400
    JOIN temp.spend_sku AS s ON s.id = c.sku
    JOIN caller AS k ON k.id = c.caller AND k.account = p.account
      AND k.principal = p.principal), 0),
  payer, account, principal
FROM temp.watch_new AS p
WHERE EXISTS (SELECT 1 FROM temp.bill AS b CROSS JOIN cell AS c
    CROSS JOIN caller AS k
  WHERE c.load = b.load AND c.hour <= p.hour - ?1 AND k.id = c.caller
    AND k.account = p.account AND k.principal <> '')
ORDER BY hour, account, principal;

-- Which scopes cover which use, and did they hold on that day?  One that was
-- implemented or revoked in the course of it did.  AgentCore bills no model,
-- and consumption units of the Claude Platform do not say of which.
-- :watch_cover_fill
INSERT INTO temp.watch_cover
WITH held AS (
  SELECT s.n, s.workload, s.platform, s.model, s.account, s.region,
    (SELECT min(e.at) FROM audit AS e WHERE e.object = s.id
      AND e.after = 'IMPLEMENTED') AS since,
    (SELECT max(e.at) FROM audit AS e WHERE e.object = s.id
      AND e.after = 'REVOKED') AS until
  FROM scope AS s WHERE s.platform <> '')
SELECT u.rowid, h.n, h.since IS NOT NULL AND h.since < u.day + 86400
  AND (h.until IS NULL OR h.until >= u.day)
FROM temp.watch_use AS u JOIN held AS h
  ON h.workload = u.workload AND h.account = u.account
  AND iif(h.platform = 'MARKETPLACE', 'BEDROCK', h.platform)
    = iif(u.platform = 'MARKETPLACE', 'BEDROCK', u.platform)
WHERE u.platform = 'AGENTCORE'
  OR (u.platform = 'CLAUDE_PLATFORM' AND u.model = '') OR (h.model = u.model
  AND (u.region IN ('', h.region) OR u.platform = 'CLAUDE_PLATFORM'
    OR EXISTS (SELECT 1 FROM model_profile AS p
      WHERE p.model = u.model AND p.source_region = h.region
        AND instr(' ' || p.destinations || ' ',
          ' ' || u.region || ' ') > 0)));
-- When the investigations of a drift were closed: another begins with use on a
-- later day.
-- :watch_drift_closed
INSERT INTO temp.watch_closed (subject, day)
SELECT i.subject, max(e.at) FROM investigation AS i
JOIN audit AS e ON e.object = i.id AND e.verb = 'close'
WHERE i.signal = 'DRIFT' GROUP BY i.subject;
-- Use of what the catalog does not approve, since it does not; of what is
-- restricted only where no scope of the workload holds.
-- :watch_drift_models
INSERT INTO temp.watch_found (signal, reason, subject, start, until, amount,
  account, platform, model)
WITH status AS MATERIALIZED (
  SELECT m.model, iif(m.platform = 'MARKETPLACE', 'BEDROCK', m.platform)
      AS place, max(m.status = 'APPROVED') AS approved,
    max(m.status = 'RESTRICTED') AS restricted,
    max(coalesce((SELECT max(e.at) FROM audit AS e
      WHERE e.object = m.platform || ':' || m.model
        AND e.before = 'APPROVED'), -86400)) AS since
  FROM model AS m GROUP BY 1, 2
), used AS (
  SELECT u.day, u.account, u.platform, u.model, u.cost,
    'MODEL_NOT_APPROVED|' || u.account || '|' || u.platform || '|' ||
      u.model AS subject
  FROM temp.watch_use AS u LEFT JOIN status AS s ON s.model = u.model
    AND s.place = iif(u.platform = 'MARKETPLACE', 'BEDROCK', u.platform)
  WHERE u.model <> '' AND u.cost > 0 AND coalesce(s.approved, 0) = 0
    AND u.day > coalesce(s.since, -86400)
    AND NOT (coalesce(s.restricted, 0) AND EXISTS (
      SELECT 1 FROM temp.watch_cover AS c
      WHERE c.use = u.rowid AND c.held))
)
SELECT 'DRIFT', 'MODEL_NOT_APPROVED', subject, day, day + 86400, sum(cost),
  account, platform, model
FROM (SELECT u.*, min(u.day) OVER (PARTITION BY u.subject) AS first
  FROM used AS u LEFT JOIN temp.watch_closed AS c ON c.subject = u.subject
  WHERE c.day IS NULL OR u.day > c.day)
WHERE day = first GROUP BY subject ORDER BY subject;
-- Use that only scopes cover that are not implemented yet, or are revoked.
-- :watch_drift_scopes
INSERT INTO temp.watch_found (signal, reason, subject, start, until, amount,
  account, platform, model, region, workload, scope)
WITH used AS (
  SELECT u.day, u.cost, max(c.scope) AS scope
  FROM temp.watch_use AS u JOIN temp.watch_cover AS c ON c.use = u.rowid
  WHERE u.cost > 0 GROUP BY u.rowid HAVING max(c.held) = 0
)
SELECT 'DRIFT', 'SCOPE_NOT_IMPLEMENTED', subject, day, day + 86400,
  sum(cost), account, platform, model, region, workload, id
FROM (SELECT u.day, u.cost, s.*,
    'SCOPE_NOT_IMPLEMENTED|' || s.id AS subject,
    min(u.day) OVER (PARTITION BY u.scope) AS first
  FROM used AS u JOIN scope AS s ON s.n = u.scope
  LEFT JOIN temp.watch_closed AS c
    ON c.subject = 'SCOPE_NOT_IMPLEMENTED|' || s.id
  WHERE c.day IS NULL OR u.day > c.day)
WHERE day = first GROUP BY n ORDER BY n;
-- Scopes of workloads that were live, and worked, all of the last ?2 seconds of
-- data, which end at ?1, and were not used; after an investigation was closed
-- only when used in between.
-- :watch_unused
INSERT INTO temp.watch_found (signal, reason, subject, start, until, amount,
  account, platform, model, region, workload, scope)
SELECT 'SCOPE_UNUSED', '', s.id, ?1 - ?2, ?1, 0, s.account, s.platform,
  s.model, s.region, s.workload, s.id
FROM scope AS s
WHERE s.state = 'IMPLEMENTED' AND s.platform <> ''
  AND (SELECT live_since FROM workload WHERE name = s.workload) <= ?1 - ?2
  AND (SELECT min(e.at) FROM audit AS e WHERE e.object = s.id
    AND e.after = 'IMPLEMENTED') <= ?1 - ?2
  AND NOT EXISTS (SELECT 1 FROM temp.watch_cover AS c
    JOIN temp.watch_use AS u ON u.rowid = c.use
    WHERE c.scope = s.n AND u.day >= ?1 - ?2)
  AND NOT EXISTS (SELECT 1 FROM investigation AS i
    JOIN audit AS e ON e.object = i.id AND e.verb = 'close'
    WHERE i.signal = 'SCOPE_UNUSED' AND i.subject = s.id
      AND NOT EXISTS (SELECT 1 FROM temp.watch_cover AS c
        JOIN temp.watch_use AS u ON u.rowid = c.use
        WHERE c.scope = s.n AND u.day > e.at))
ORDER BY s.n;

-- What was found, with the investigation that it belongs to: of hours and
-- days that touch, the earliest; of others any that is not closed.  What
-- belongs to one is added up: a newer bill may have torn it apart.
-- :watch_match
SELECT min(f.n), i.id, i.state, i.start, g.until, g.amount, min(f.start),
  max(f.until), sum(f.amount), sum(f.baseline)
FROM temp.watch_found AS f
LEFT JOIN investigation AS i ON i.n = (
  SELECT min(k.n) FROM investigation AS k
  JOIN investigation_figure AS h ON h.investigation = k.id
    AND h.n = (SELECT max(n) FROM investigation_figure
      WHERE investigation = k.id)
  WHERE k.signal = f.signal AND k.subject = f.subject
    AND CASE WHEN f.signal IN ('SPIKE_HOUR', 'MODEL_SURGE')
      THEN k.start <= f.until AND h.until >= f.start
      WHEN f.signal = 'NEW_PRINCIPAL' THEN 1
      ELSE k.state <> 'CLOSED' END)
LEFT JOIN investigation_figure AS g ON g.investigation = i.id
  AND g.n = (SELECT max(n) FROM investigation_figure
    WHERE investigation = i.id)
GROUP BY coalesce(i.n, -f.n) ORDER BY min(f.start), min(f.n);
-- Open ones of [?1, ?2) that nothing was found for any more.
-- :watch_lost
SELECT i.id, i.signal, i.subject, i.start, g.until, g.amount, g.baseline
FROM investigation AS i JOIN investigation_figure AS g
  ON g.investigation = i.id AND g.n = (SELECT max(n)
    FROM investigation_figure WHERE investigation = i.id)
WHERE i.state = 'OPEN' AND i.signal IN ('SPIKE_HOUR', 'MODEL_SURGE')
  AND i.start >= ?1 AND g.until <= ?2 AND NOT EXISTS (
    SELECT 1 FROM temp.watch_found AS f WHERE f.signal = i.signal
      AND f.subject = i.subject AND i.start <= f.until
      AND g.until >= f.start)
ORDER BY i.n;
-- :watch_next
SELECT coalesce(max(n), 0) + 1 FROM investigation;
-- :watch_insert
INSERT INTO investigation (n, id, signal, reason, subject, start, state, payer,
  account, principal, platform, model, region, workload, scope, raised_at)
SELECT ?1, 'iv-' || ?1, signal, reason, subject, start, ?3, payer, account,
  principal, platform, model, region, workload, scope, ?4
FROM temp.watch_found WHERE n = ?2;
-- :watch_figure
INSERT INTO investigation_figure (investigation, n, at, until, amount,
  baseline)
SELECT ?1, 1 + (SELECT count(*) FROM investigation_figure
  WHERE investigation = ?1), ?2, ?3, ?4, ?5;
