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
-- speaks of is as it was, as the digests of the events prove; the others are
-- wound back by the events themselves.  What an event overwrote and does not
-- tell is NULL: unknown.  Who adds a verb that overwrites something says here how
-- it is undone, and adds the verb to past_unknown, which refuses until then.
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
-- The states then of what changed later: words in capitals.
CREATE TEMP TABLE stood (
  object TEXT PRIMARY KEY,
  state  TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO temp.stood
SELECT object, after FROM (
  SELECT object, after, max(seq) FROM temp.audit
  WHERE after GLOB '[A-Z]*' AND after NOT GLOB '*[^A-Z_]*'
    AND object IN (SELECT object FROM temp.later)
  GROUP BY object);

-- Requests.
CREATE TEMP TABLE request AS SELECT * FROM main.request
WHERE id IN (SELECT object FROM temp.known);
UPDATE temp.request SET
  state = (SELECT state FROM temp.stood WHERE object = id),
  (approver, approver_uid, decided_at) = (
    SELECT iif(e.verb = 'resubmit', NULL, e.actor),
      iif(e.verb = 'resubmit', NULL, e.uid),
      iif(e.verb = 'resubmit', NULL, e.at)
    FROM temp.audit AS e WHERE e.object = request.id
      AND e.verb IN ('approve', 'reject', 'resubmit')
    ORDER BY e.seq DESC LIMIT 1),
  rationale = (
    SELECT e.rationale FROM temp.audit AS e WHERE e.object = request.id
      AND e.verb IN ('approve', 'reject') ORDER BY e.seq DESC LIMIT 1)
WHERE id IN (SELECT object FROM temp.later);
UPDATE temp.request SET priority = 'NORMAL', confirmed_usd = NULL,
  confirmed_tokens = NULL, price_book = NULL, case_acknowledged = 0,
  task_due = NULL
WHERE id IN (SELECT object FROM temp.later WHERE verb = 'approve');
UPDATE temp.request SET implementer = NULL, implementer_uid = NULL
WHERE implementer IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM main.task AS t JOIN temp.audit AS e ON e.object = t.id
  WHERE t.request = request.id AND e.verb = 'start');
UPDATE temp.request SET claimer = NULL, claimer_uid = NULL, claimed_at = NULL
WHERE id IN (SELECT object FROM temp.later WHERE verb = 'claim');
UPDATE temp.request SET ended_by = NULL, ended_at = NULL, end_reason = NULL
WHERE id IN (SELECT object FROM temp.later
  WHERE verb IN ('withdraw', 'retire'));
-- Asked again later, with other figures: the first ones were not kept.  The
-- clock of the review stood still while it was rejected.
UPDATE temp.request SET runtime = '', principal = '', availability = NULL,
  description = NULL, developers = NULL, percent_of_workday = NULL,
  requested_usd = NULL, requested_tokens = NULL, assumptions = NULL,
  estimate_from = NULL,
  estimate_to = NULL, growth_ppm = NULL, value_type = NULL,
  current_annual = NULL, target_ppm = NULL, price_book = NULL,
  (requester, requester_uid) = (
    SELECT e.actor, e.uid FROM temp.audit AS e WHERE e.object = request.id
      AND e.verb IN ('submit', 'resubmit') ORDER BY e.seq DESC LIMIT 1),
  review_due = review_due - (
    SELECT sum(e.at - (SELECT max(r.at) FROM main.audit AS r
      WHERE r.object = e.object AND r.verb = 'reject' AND r.seq < e.seq))
    FROM main.audit AS e, temp.past
    WHERE e.object = request.id AND e.verb = 'resubmit' AND e.seq > past.seq)
WHERE id IN (SELECT object FROM temp.later WHERE verb = 'resubmit');

-- Wishes for models.
CREATE TEMP TABLE model_access AS SELECT * FROM main.model_access
WHERE id IN (SELECT object FROM temp.known);
UPDATE temp.model_access SET state = 'PENDING', platform = NULL,
  decided_by = NULL, decided_by_uid = NULL, decided_at = NULL,
  rationale = NULL
WHERE id IN (SELECT object FROM temp.later);

-- Scopes and tasks.
CREATE TEMP TABLE scope AS SELECT * FROM main.scope
WHERE id IN (SELECT object FROM temp.known);
UPDATE temp.scope SET state = (
  SELECT state FROM temp.stood WHERE object = id)
WHERE id IN (SELECT object FROM temp.later);
CREATE TEMP TABLE task AS SELECT * FROM main.task
WHERE id IN (SELECT object FROM temp.known);
UPDATE temp.task SET state = (
  SELECT state FROM temp.stood WHERE object = id)
WHERE id IN (SELECT object FROM temp.later);
UPDATE temp.task SET completed_at = NULL
WHERE id IN (SELECT object FROM temp.later WHERE verb = 'complete');
CREATE TEMP VIEW task_step AS SELECT s.* FROM main.task_step AS s, temp.past
WHERE s.done_at <= past.at;

-- Workloads, what speaks for them, and since when.
CREATE TEMP TABLE workload AS SELECT * FROM main.workload
WHERE 'wl-' || name IN (SELECT object FROM temp.known);
UPDATE temp.workload SET control = (
  SELECT state FROM temp.stood WHERE object = 'wl-' || name)
WHERE 'wl-' || name IN (SELECT object FROM temp.stood);
UPDATE temp.workload SET live_since = NULL
WHERE NOT EXISTS (SELECT 1 FROM temp.audit AS e
  WHERE e.object = 'wl-' || name AND e.verb = 'claim');
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

-- Loads and cards.
CREATE TEMP TABLE load AS SELECT * FROM main.load
WHERE id IN (SELECT object FROM temp.known);
UPDATE temp.load SET state = 'ACTIVE', superseded_at = NULL
WHERE superseded_at > (SELECT at FROM temp.past);
CREATE TEMP TABLE card AS SELECT * FROM main.card
WHERE id IN (SELECT object FROM temp.known);
UPDATE temp.card SET state = (
  SELECT state FROM temp.stood WHERE object = id)
WHERE id IN (SELECT object FROM temp.later);
UPDATE temp.card SET signed_by = NULL, signed_uid = NULL, signed_at = NULL
WHERE id IN (SELECT object FROM temp.later WHERE verb IN ('accept', 'carry'));
UPDATE temp.card SET approved_by = NULL, approved_uid = NULL,
  approved_at = NULL, override = NULL
WHERE id IN (SELECT object FROM temp.later
  WHERE verb IN ('approve', 'override', 'carry'));
CREATE TEMP VIEW card_dispute AS
SELECT d.card, d.n, d.line, d.reason, d.disputed_by, d.disputed_at,
  iif(d.answered_at > past.at, NULL, d.answer) AS answer,
  iif(d.answered_at > past.at, NULL, d.answered_by) AS answered_by,
  iif(d.answered_at > past.at, NULL, d.answered_at) AS answered_at
FROM main.card_dispute AS d, temp.past WHERE d.disputed_at <= past.at;

-- Gaps; what was measured of them is not kept.
CREATE TEMP TABLE gap AS SELECT * FROM main.gap
WHERE id IN (SELECT object FROM temp.known);
UPDATE temp.gap SET state = (
  SELECT state FROM temp.stood WHERE object = id)
WHERE id IN (SELECT object FROM temp.later);
CREATE TEMP VIEW gap_act AS SELECT a.* FROM main.gap_act AS a, temp.past
WHERE a.at <= past.at;
CREATE TEMP VIEW gap_seen AS SELECT * FROM main.gap_seen WHERE 0;

-- Investigations; the audit keeps what people said of them.
CREATE TEMP TABLE investigation AS SELECT * FROM main.investigation
WHERE id IN (SELECT object FROM temp.known);
UPDATE temp.investigation SET
  state = (SELECT state FROM temp.stood WHERE object = id),
  owner = (SELECT e.rationale FROM temp.audit AS e WHERE e.object = id
    AND e.verb = 'assign' ORDER BY e.seq DESC LIMIT 1),
  gap = (SELECT e.rationale FROM temp.audit AS e WHERE e.object = id
    AND e.verb = 'link' ORDER BY e.seq DESC LIMIT 1),
  finding = (SELECT e.rationale FROM temp.audit AS e WHERE e.object = id
    AND e.verb = 'close')
WHERE id IN (SELECT object FROM temp.later);
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

-- A later change of a kind that the above does not know how to undo.
-- :past_unknown
SELECT object, verb FROM temp.later
WHERE (substr(object, 1, 3) IN ('br-', 'sc-', 'ts-', 'an-', 'ld-', 'cd-',
    'wl-', 'ma-', 'gp-', 'iv-')) AND object IN (SELECT object FROM temp.known)
  AND verb NOT IN ('submit', 'approve', 'reject', 'resubmit', 'withdraw',
    'start', 'implement', 'claim', 'retire', 'propose', 'grant', 'revoke',
    'create', 'validate', 'open', 'block', 'unblock', 'complete', 'cancel',
    'reopen', 'step', 'estimate', 'alert', 'investigate', 'clear', 'suspend',
    'resume', 'ingest', 'supersede', 'generate', 'accept', 'dispute',
    'answer', 'restate', 'carry', 'keep', 'override', 'apply', 'release',
    'amend', 'ask', 'decline', 'detect', 'act', 'resolve', 'recall', 'find',
    'raise', 'assign', 'link', 'close')
ORDER BY object, verb LIMIT 1;
-- When foc.yaml was applied for the first time since.
-- :past_org
SELECT utc(min(at)) FROM main.audit
WHERE object = 'org' AND verb = 'apply' AND seq > (SELECT seq FROM temp.past);
-- Whether shares of accounts could have been others then.
-- :past_shares
SELECT count(*) FROM account_share;
