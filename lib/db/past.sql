-- The last event of ?1 or before, and the first there is.
-- :past_seq
SELECT max(seq) FROM audit WHERE at <= ?1;
-- :past_first
SELECT utc(min(at)) FROM audit;
-- :past_point
CREATE TEMP TABLE past (
  seq INTEGER NOT NULL,
  at  INTEGER NOT NULL
);
-- :past_at
INSERT INTO temp.past (seq, at) VALUES (?1, ?2);

-- Tables of what was so at the time of temp.past, under the names of those of
-- the file: a query that does not say main reads these, so that every reader
-- answers as of then without knowing.  A row whose object no later event
-- speaks of is as it was, as the digests of the events prove.  Rows of the
-- tables of was.c come from there.  The others are wound back by the events
-- themselves: who adds a verb that overwrites something in one of these says
-- here how it is undone, and adds the verb to past_unknown.
-- :past_tables
CREATE TEMP VIEW audit AS
SELECT * FROM main.audit WHERE seq <= (SELECT seq FROM temp.past);
-- What there was.
CREATE TEMP TABLE known (object TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO temp.known SELECT DISTINCT object FROM temp.audit;
-- What was to change later, by what.
CREATE TEMP TABLE later (
  object TEXT NOT NULL,
  verb   TEXT NOT NULL,
  PRIMARY KEY (object, verb)
) WITHOUT ROWID;
INSERT INTO temp.later
SELECT DISTINCT object, verb FROM main.audit
WHERE seq > (SELECT seq FROM temp.past);
CREATE TEMP VIEW task_step AS SELECT s.* FROM main.task_step AS s, temp.past
WHERE s.done_at <= past.at;
CREATE TEMP VIEW stop_action AS SELECT s.* FROM main.stop_action AS s, temp.past
WHERE s.at <= past.at;

-- What speaks for workloads, and since when.
CREATE TEMP VIEW anchor AS SELECT * FROM main.anchor
WHERE id IN (SELECT object FROM temp.known);
CREATE TEMP VIEW claim AS
SELECT c.anchor, c.claimed_at, c.claimed_by, c.valid_from,
  iif(c.valid_to > past.at, NULL, c.valid_to) AS valid_to,
  c.replaced AND EXISTS (SELECT 1 FROM main.claim AS k
    WHERE k.anchor = c.anchor AND k.claimed_at > c.claimed_at
      AND k.claimed_at <= past.at) AS replaced
FROM main.claim AS c, temp.past WHERE c.claimed_at <= past.at;
CREATE TEMP VIEW estimate AS SELECT e.* FROM main.estimate AS e, temp.past
WHERE e.set_at <= past.at;

-- Loads, and what cards, gaps and investigations have besides.
CREATE TEMP TABLE load AS SELECT * FROM main.load
WHERE id IN (SELECT object FROM temp.known);
UPDATE temp.load SET state = 'ACTIVE', superseded_at = NULL
WHERE superseded_at > (SELECT at FROM temp.past);
CREATE TEMP VIEW pruned AS SELECT p.* FROM main.pruned AS p, temp.past
WHERE p.at <= past.at;
CREATE TEMP VIEW card_dispute AS
SELECT d.card, d.n, d.line, d.reason, d.disputed_by, d.disputed_at,
  iif(d.answered_at > past.at, NULL, d.answer) AS answer,
  iif(d.answered_at > past.at, NULL, d.answered_by) AS answered_by,
  iif(d.answered_at > past.at, NULL, d.answered_at) AS answered_at
FROM main.card_dispute AS d, temp.past WHERE d.disputed_at <= past.at;

-- What a detection measured is not kept: the past of it is measured anew.
CREATE TEMP VIEW gap_seen AS SELECT * FROM main.gap_seen WHERE 0;
CREATE TEMP VIEW gap_act AS SELECT a.* FROM main.gap_act AS a, temp.past
WHERE a.at <= past.at;
CREATE TEMP VIEW investigation_figure AS
SELECT g.* FROM main.investigation_figure AS g, temp.past
WHERE g.at <= past.at;

-- The price book: an import says which one it took the place of.
CREATE TEMP TABLE meta AS SELECT * FROM main.meta;
UPDATE temp.meta SET value = (
  SELECT before FROM main.audit, temp.past
  WHERE object = 'price-book' AND audit.seq > past.seq
  ORDER BY audit.seq LIMIT 1)
WHERE key = 'price_book' AND EXISTS (
  SELECT 1 FROM temp.later WHERE object = 'price-book');
-- The organisation has no history but that it was changed.
CREATE TEMP TABLE node AS SELECT * FROM main.node;
UPDATE temp.node SET owner = NULL, parent = iif(level = 4, NULL, parent)
WHERE EXISTS (
  SELECT 1 FROM temp.later WHERE object = 'org' AND verb = 'apply');

-- The table ?1, with the key ?2: each row as it was before its first change
-- since.
-- :past_restore
SELECT printf('CREATE TEMP TABLE %s AS SELECT * FROM main.%s; '
    || 'DELETE FROM temp.%s WHERE %s IN (SELECT %s FROM main.was_%s '
    || 'WHERE was_seq >= (SELECT seq FROM temp.past)); '
    || 'INSERT INTO temp.%s (%s) SELECT %s FROM '
    || '(SELECT *, min(was_n) FROM main.was_%s '
    || 'WHERE was_seq >= (SELECT seq FROM temp.past) GROUP BY %s) '
    || 'WHERE was_there',
  ?1, ?1, ?1, ?2, ?2, ?1, ?1, group_concat(name, ', '),
  group_concat(name, ', '), ?1, ?2)
FROM pragma_table_info(?1, 'main');
-- The views of the file, over the tables of then.
-- :past_views
SELECT group_concat(replace(sql, 'CREATE VIEW ', 'CREATE TEMP VIEW '), ';')
FROM main.sqlite_master WHERE type = 'view';
-- What is restored, with the digest that its newest event then bound.  What
-- AWS said of a stop is kept of the last time only.
-- :past_digests
SELECT object, digest FROM audit
WHERE seq IN (SELECT max(seq) FROM audit GROUP BY object)
  AND digest IS NOT NULL AND object IN (SELECT object FROM temp.later)
  AND substr(object, 1, 3) IN ('br-', 'sc-', 'ts-', 'an-', 'wl-', 'ma-',
    'cd-', 'gp-', 'iv-')
  AND NOT EXISTS (SELECT 1 FROM main.stop_action AS s, temp.past
    WHERE 'wl-' || s.workload = object AND s.at > past.at)
ORDER BY seq;
-- What cannot be told is left out, and what belongs to it.
-- :past_lost
CREATE TEMP TABLE lost (object TEXT PRIMARY KEY) WITHOUT ROWID;
-- :past_lose
INSERT OR IGNORE INTO temp.lost (object) VALUES (?1);
-- :past_leave_out
DELETE FROM temp.known WHERE object IN (SELECT object FROM temp.lost);
DELETE FROM temp.workload WHERE 'wl-' || name NOT IN (
  SELECT object FROM temp.known);
DELETE FROM temp.request WHERE id NOT IN (SELECT object FROM temp.known)
  OR workload NOT IN (SELECT name FROM temp.workload);
DELETE FROM temp.scope WHERE id NOT IN (SELECT object FROM temp.known)
  OR request NOT IN (SELECT id FROM temp.request);
DELETE FROM temp.task WHERE id NOT IN (SELECT object FROM temp.known)
  OR request NOT IN (SELECT id FROM temp.request);
DELETE FROM temp.model_access WHERE id NOT IN (
  SELECT object FROM temp.known);
DELETE FROM temp.card WHERE id NOT IN (SELECT object FROM temp.known);
DELETE FROM temp.gap WHERE id NOT IN (SELECT object FROM temp.known);
DELETE FROM temp.investigation WHERE id NOT IN (
  SELECT object FROM temp.known);
-- :past_lost_list
SELECT group_concat(object, ', ') FROM (
  SELECT object FROM temp.lost ORDER BY object);

-- Later changes of anchors and of the bill that nothing here undoes.
-- :past_unknown
SELECT object, verb FROM temp.later
WHERE object IN (SELECT object FROM temp.known)
  AND ((object GLOB 'an-*' AND verb NOT IN ('create', 'claim', 'release',
    'amend', 'retire'))
  OR (object GLOB 'ld-*' AND verb NOT IN ('ingest', 'supersede',
    'withdraw', 'restate', 'prune'))
  OR (object GLOB 'tr-*' AND verb NOT IN ('ingest')))
ORDER BY object, verb;
-- When foc.yaml was applied for the first time since.
-- :past_org
SELECT utc(min(at)) FROM main.audit
WHERE object = 'org' AND verb = 'apply' AND seq > (SELECT seq FROM temp.past);
-- Whether shares of accounts could have been others then.
-- :past_shares
SELECT count(*) FROM account_share;
