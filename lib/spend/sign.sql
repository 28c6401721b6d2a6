-- Signatures: of owners under cards, of Portfolio Owners under all cards of a
-- portfolio's week.

-- :card_sign_facts
SELECT e4.owner, p.delegate_to, p.delegate_until, c.incomplete
FROM card AS c JOIN workload AS w ON w.name = c.workload
JOIN node AS e4 ON e4.id = w.product LEFT JOIN person AS p ON p.id = e4.owner
WHERE c.id = ?1;
-- :card_sign
UPDATE card SET signed_by = ?2, signed_uid = ?3, signed_at = ?4
WHERE id = ?1;
-- The signatures under ?2 go over to its successor ?1.
-- :card_carry
UPDATE card SET (signed_by, signed_uid, signed_at, approved_by, approved_uid,
    approved_at, override, carried_from) = (
  SELECT signed_by, signed_uid, signed_at, approved_by, approved_uid,
    approved_at, override, coalesce(carried_from, id)
  FROM card WHERE id = ?2)
WHERE id = ?1;

-- Is there a line ?2, and is it disputed already?
-- :dispute_facts
SELECT count(l.n), (SELECT count(*) FROM card_dispute AS d
  WHERE d.card = ?1 AND d.line = ?2 AND d.answer IS NULL),
  (SELECT max(n) FROM card_line WHERE card = ?1)
FROM card_line AS l WHERE l.card = ?1 AND l.n = ?2;
-- :dispute_add
INSERT INTO card_dispute (card, n, line, reason, disputed_by, disputed_at)
SELECT ?1, count(*) + 1, ?2, ?3, ?4, ?5 FROM card_dispute WHERE card = ?1;
-- :dispute_answer
UPDATE card_dispute SET answer = ?2, answered_by = ?3, answered_at = ?4
WHERE card = ?1 AND answer IS NULL;
-- The open ones of ?2 go over to the same lines of its successor ?1.
-- :dispute_carry
INSERT INTO card_dispute (card, n, line, reason, disputed_by, disputed_at)
SELECT ?1, row_number() OVER (ORDER BY d.n), now.n, d.reason, d.disputed_by,
  d.disputed_at
FROM card_dispute AS d
JOIN card_line AS was ON was.card = d.card AND was.n = d.line
JOIN card_line AS now ON now.card = ?1 AND now.period = was.period
  AND now.model = was.model AND now.token_type = was.token_type
  AND now.region = was.region
WHERE d.card = ?2 AND d.answer IS NULL;
-- :dispute_kept
SELECT count(*) FROM card_dispute WHERE card = ?1;
-- Open ones of ?1 that its successor ?2 has no line for.
-- :dispute_lost
SELECT (SELECT count(*) FROM card_dispute WHERE card = ?1 AND answer IS NULL)
  - (SELECT count(*) FROM card_dispute WHERE card = ?2);

-- The portfolio of that name, who owns it, and whether ?2 may speak for them
-- at ?3.
-- :portfolio_facts
SELECT e3.id, e3.owner, e3.owner IS ?2 OR EXISTS (
    SELECT 1 FROM person AS p WHERE p.id = e3.owner AND p.delegate_to = ?2
      AND p.delegate_until > ?3)
FROM node AS e3 WHERE e3.level = 3 AND e3.name = ?1;
-- A workload of the portfolio ?1 that was claimed in the week [?2, ?3) and has
-- no card of it.
-- :rollup_missing
SELECT w.name
FROM workload AS w JOIN node AS e4 ON e4.id = w.product AND e4.parent = ?1
JOIN anchor AS a ON a.workload = w.name
JOIN claim AS c ON c.anchor = a.id AND c.replaced = 0
WHERE w.live_since IS NOT NULL
GROUP BY w.name
HAVING min(c.valid_from) < ?3
  AND max(coalesce(c.valid_to, 9223372036854775807)) > ?2
  AND NOT EXISTS (SELECT 1 FROM card WHERE workload = w.name AND week = ?2)
ORDER BY w.name;
-- :rollup_cards
SELECT c.id, c.state, c.incomplete, c.signed_by, c.signed_uid, c.approved_by,
  utc(c.approved_at)
FROM card AS c JOIN workload AS w ON w.name = c.workload
JOIN node AS e4 ON e4.id = w.product AND e4.parent = ?1
WHERE c.week = ?2 AND c.state <> 'SUPERSEDED' ORDER BY c.workload;
-- :card_approve
UPDATE card SET approved_by = ?2, approved_uid = ?3, approved_at = ?4,
  override = ?5
WHERE id = ?1;

-- The cards of a portfolio's week together, by week and portfolio: the week
-- ?1, the portfolio ?2 and the state ?3, NULL for all.  The state is that of
-- the card that has the farthest to go.
-- :rollup_list
WITH held AS MATERIALIZED (
  SELECT w.name AS workload, e4.parent AS portfolio, min(c.valid_from) AS since,
    max(coalesce(c.valid_to, 9223372036854775807)) AS until
  FROM workload AS w JOIN node AS e4 ON e4.id = w.product
  JOIN anchor AS a ON a.workload = w.name
  JOIN claim AS c ON c.anchor = a.id AND c.replaced = 0
  WHERE w.live_since IS NOT NULL GROUP BY w.name
), here AS MATERIALIZED (
  SELECT c.*, e4.parent AS portfolio
  FROM card AS c JOIN workload AS w ON w.name = c.workload
  JOIN node AS e4 ON e4.id = w.product
  WHERE c.state <> 'SUPERSEDED' AND (?1 IS NULL OR c.week = ?1)
), sum AS (
  SELECT h.week, h.portfolio, count(*) AS cards,
    sum(h.state = 'PENDING_OWNER') AS pending,
    sum(h.state = 'DISPUTED') AS disputed,
    sum(h.state = 'ACCEPTED') AS accepted,
    sum(h.state = 'APPROVED') AS approved,
    sum(h.override IS NOT NULL) AS overridden,
    sum(h.incomplete) AS incomplete,
    sum(instr(h.flags, '"OVER"') > 0) AS over,
    (SELECT count(*) FROM held AS k
     WHERE k.portfolio IS h.portfolio AND k.since < h.week + 604800
       AND k.until > h.week AND NOT EXISTS (SELECT 1 FROM card AS c
         WHERE c.workload = k.workload AND c.week = h.week)) AS missing,
    usd_sum(h.actual) AS actual, usd_sum(h.estimate) AS estimate,
    sum(h.estimate IS NULL) AS without,
    usd_sum(iif(h.estimate IS NULL, NULL, h.actual - h.estimate)) AS variance,
    CASE WHEN sum(h.state = 'DISPUTED') > 0 THEN 'DISPUTED'
      WHEN sum(h.state = 'PENDING_OWNER') > 0 THEN 'PENDING_OWNER'
      WHEN sum(h.state = 'ACCEPTED') > 0 THEN 'ACCEPTED'
      ELSE 'APPROVED' END AS state
  FROM here AS h GROUP BY h.week, h.portfolio
)
SELECT json_object('kind', 'rollup',
  'id', 'ru-' || utc_week(s.week) || '-' || coalesce(e3.name, ''),
  'week', utc_week(s.week), 'portfolio', e3.name, 'owner', e3.owner,
  'state', s.state, 'cards', s.cards, 'pending', s.pending,
  'disputed', s.disputed, 'accepted', s.accepted, 'approved', s.approved,
  'overridden', s.overridden, 'incomplete', s.incomplete,
  'missing', s.missing, 'over', s.over, 'actual_usd', json(s.actual),
  'estimate_usd', json(s.estimate), 'variance_usd', json(s.variance),
  'without_estimate', s.without,
  'approved_by', iif(s.state = 'APPROVED', l.approved_by, NULL),
  'approved_at', iif(s.state = 'APPROVED', utc(l.approved_at), NULL),
  'override', iif(s.state = 'APPROVED', (SELECT h.override FROM here AS h
    WHERE h.week = s.week AND h.portfolio IS s.portfolio
      AND h.override IS NOT NULL ORDER BY h.approved_at DESC, h.id LIMIT 1),
    NULL),
  'members', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('card', h.id, 'workload', h.workload,
      'state', h.state, 'actual_usd', json(usd(h.actual)),
      'estimate_usd', json(usd(h.estimate)),
      'variance_usd', json(usd(h.actual - h.estimate)),
      'variance_percent', json(percent(h.actual - h.estimate, h.estimate)),
      'flags', json(h.flags),
      'incomplete', json(iif(h.incomplete, 'true', 'false'))) AS item
    FROM here AS h WHERE h.week = s.week AND h.portfolio IS s.portfolio
    ORDER BY h.workload))),
  'audit_head', (SELECT e.seq || ':' || lower(hex(e.hash)) FROM audit AS e
    WHERE e.seq = (SELECT max(k.seq) FROM audit AS k WHERE k.object IN (
      SELECT h.id FROM here AS h
      WHERE h.week = s.week AND h.portfolio IS s.portfolio))))
FROM sum AS s LEFT JOIN node AS e3 ON e3.id = s.portfolio
LEFT JOIN here AS l ON l.id = (SELECT h.id FROM here AS h
  WHERE h.week = s.week AND h.portfolio IS s.portfolio
  ORDER BY h.approved_at DESC, h.id LIMIT 1)
WHERE (?2 IS NULL OR e3.name = ?2) AND (?3 IS NULL OR s.state = ?3)
ORDER BY s.week, e3.name;

-- A week of all portfolios, as the FinOps lead goes through it.
-- :review_record
WITH here AS MATERIALIZED (
  SELECT c.*, e4.owner AS owner, e3.name AS portfolio
  FROM card AS c JOIN workload AS w ON w.name = c.workload
  JOIN node AS e4 ON e4.id = w.product
  LEFT JOIN node AS e3 ON e3.id = e4.parent
  WHERE c.state <> 'SUPERSEDED' AND c.week = ?1
), missing AS MATERIALIZED (
  SELECT w.name AS workload, e4.owner AS owner, e3.name AS portfolio
  FROM workload AS w JOIN node AS e4 ON e4.id = w.product
  LEFT JOIN node AS e3 ON e3.id = e4.parent
  JOIN anchor AS a ON a.workload = w.name
  JOIN claim AS c ON c.anchor = a.id AND c.replaced = 0
  WHERE w.live_since IS NOT NULL
    AND w.name NOT IN (SELECT workload FROM here)
  GROUP BY w.name
  HAVING min(c.valid_from) < ?1 + 604800
    AND max(coalesce(c.valid_to, 9223372036854775807)) > ?1
)
SELECT json_object('kind', 'review', 'id', utc_week(?1),
  'week', utc_week(?1), 'cards', count(*),
  'pending', coalesce(sum(state = 'PENDING_OWNER'), 0),
  'disputed', coalesce(sum(state = 'DISPUTED'), 0),
  'accepted', coalesce(sum(state = 'ACCEPTED'), 0),
  'approved', coalesce(sum(state = 'APPROVED'), 0),
  'incomplete', coalesce(sum(incomplete), 0),
  'missing', (SELECT count(*) FROM missing),
  'actual_usd', json(coalesce(usd_sum(actual), '0')),
  'estimate_usd', json(usd_sum(estimate)),
  'variance_usd', json(usd_sum(iif(estimate IS NULL, NULL,
    actual - estimate))),
  'portfolios', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('portfolio', portfolio, 'cards', count(*),
      'pending', sum(state = 'PENDING_OWNER'),
      'disputed', sum(state = 'DISPUTED'),
      'accepted', sum(state = 'ACCEPTED'),
      'approved', sum(state = 'APPROVED'),
      'over', sum(instr(flags, '"OVER"') > 0),
      'actual_usd', json(usd_sum(actual)),
      'estimate_usd', json(usd_sum(estimate)),
      'variance_usd', json(usd_sum(iif(estimate IS NULL, NULL,
        actual - estimate)))) AS item
    FROM here GROUP BY portfolio ORDER BY portfolio))),
  'disputes', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('card', h.id, 'workload', h.workload,
      'owner', h.owner, 'line', d.line, 'model', nullif(l.model, ''),
      'token_type', l.token_type, 'region', nullif(l.region, ''),
      'actual_usd', json(usd(l.actual)), 'reason', d.reason,
      'disputed_by', d.disputed_by, 'disputed_at', utc(d.disputed_at))
      AS item
    FROM here AS h JOIN card_dispute AS d ON d.card = h.id
    JOIN card_line AS l ON l.card = d.card AND l.n = d.line
    WHERE d.answer IS NULL ORDER BY h.workload, d.n))),
  'over', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('card', id, 'workload', workload, 'owner', owner,
      'state', state, 'actual_usd', json(usd(actual)),
      'estimate_usd', json(usd(estimate)),
      'variance_usd', json(usd(actual - estimate)),
      'variance_percent', json(percent(actual - estimate, estimate)),
      'control', (SELECT w.control FROM workload AS w
        WHERE w.name = here.workload)) AS item
    FROM here WHERE instr(flags, '"OVER"') > 0
    ORDER BY actual - estimate DESC, workload))),
  'waiting', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('card', id, 'workload', workload, 'owner', owner,
      'incomplete', json(iif(incomplete, 'true', 'false')),
      'actual_usd', json(usd(actual))) AS item
    FROM here WHERE state = 'PENDING_OWNER' ORDER BY workload))),
  'without_card', json((SELECT json_group_array(json(item)) FROM (
    SELECT json_object('workload', workload, 'owner', owner,
      'portfolio', portfolio) AS item
    FROM missing ORDER BY workload))))
FROM here;
