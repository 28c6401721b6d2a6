-- A request as a record: of an id, in a state, or all; ?3 is now, ?4 the
-- commands that take back what it brought about, where they are shown.  br-7
-- has the number 7, by which it is found.
-- :request_record
SELECT json_object('kind', 'request', 'id', r.id, 'workload', r.workload,
  'product', p.name, 'owner', p.owner, 'use_case', r.use_case,
  'runtime', nullif(r.runtime, ''), 'principal', nullif(r.principal, ''),
  'state', r.state, 'requester', r.requester,
  'submitted_at', utc(r.submitted_at),
  'availability', nullif(r.availability, ''),
  'estimate_usd', json(usd(coalesce(r.confirmed_usd, r.requested_usd))),
  'requested_usd', json(usd(r.requested_usd)),
  'requested_tokens', json(r.requested_tokens),
  'assumptions', json(r.assumptions),
  'confirmed_usd', json(usd(r.confirmed_usd)),
  'confirmed_tokens', json(r.confirmed_tokens),
  'price_book', r.price_book,
  'start', utc_day(r.estimate_from), 'end', utc_day(r.estimate_to - 86400),
  'growth_percent', json(ppm_percent(r.growth_ppm)),
  'developers', r.developers, 'percent_of_workday', r.percent_of_workday,
  'description', r.description,
  'business_case', json(iif(r.value_type IS NULL, 'null', json_object(
    'value_type', r.value_type,
    'current_annual_usd', json(usd(r.current_annual)),
    'target_percent', json(ppm_percent(r.target_ppm)),
    'opportunity_usd', json(usd(r.current_annual / 1000000 * r.target_ppm +
      r.current_annual % 1000000 * r.target_ppm / 1000000)),
    'acknowledged', json(iif(r.case_acknowledged, 'true', 'false'))))),
  'adds_to', json(iif(r.adds_to, 'true', 'false')),
  'approver', r.approver, 'decided_at', utc(r.decided_at),
  'rationale', r.rationale, 'priority', r.priority,
  'implementer', r.implementer, 'claimer', r.claimer,
  'claimed_at', utc(r.claimed_at),
  'ended_by', r.ended_by, 'ended_at', utc(r.ended_at),
  'end_reason', r.end_reason,
  'scopes', json((SELECT json_group_array(json(x)) FROM (
    SELECT json_object('id', s.id, 'platform', s.platform, 'model', s.model,
      'account', s.account, 'region', s.region, 'role', s.role_name,
      'state', s.state) AS x
    FROM scope AS s WHERE s.request = r.id ORDER BY s.n))),
  'revoke_commands', json(coalesce(?4, '[]')),
  'unclaimed_anchors', (SELECT count(*) FROM anchor_later AS a
    WHERE a.request = r.id),
  'nothing_left', json(iif(d.stuck, 'true', 'false')),
  'due_at', utc(d.due), 'overdue', json(iif(d.due < ?3, 'true', 'false')))
FROM request AS r JOIN workload AS w ON w.name = r.workload
JOIN node AS p ON p.id = w.product
JOIN (SELECT q.id, x.id IS NOT NULL AS stuck,
    CASE WHEN q.state = 'PENDING_REVIEW' THEN q.review_due
      WHEN x.id IS NULL AND q.state IN ('APPROVED', 'CE_IN_PROGRESS')
      THEN q.task_due END AS due
  FROM request AS q LEFT JOIN request_stuck AS x ON x.id = q.id) AS d
  ON d.id = r.id
WHERE r.n BETWEEN coalesce(CAST(substr(?1, 4) AS INTEGER), 0)
    AND coalesce(CAST(substr(?1, 4) AS INTEGER), 9223372036854775807)
  AND (?1 IS NULL OR r.id = ?1) AND (?2 IS NULL OR r.state = ?2)
ORDER BY r.n;

-- :product_by_name
SELECT id FROM node WHERE level = 4 AND name = ?1 AND active = 1;
-- :workload_product
SELECT product FROM workload WHERE name = ?1;
-- :workload_of_request
SELECT workload FROM request WHERE id = ?1;
-- :workload_insert
INSERT INTO workload (name, product, created_at, control)
VALUES (?1, ?2, ?3, ?4);
-- Products, and workloads, of which ?1 is the owner or stands in for him.
-- :choices_product
SELECT p.name FROM node AS p LEFT JOIN person AS o ON o.id = p.owner
WHERE p.level = 4 AND p.active = 1 AND (p.owner = ?1 OR (o.delegate_to = ?1
  AND coalesce(o.delegate_until > ?2, 1)))
ORDER BY p.name;
-- :choices_workload
SELECT w.name FROM workload AS w JOIN node AS p ON p.id = w.product
LEFT JOIN person AS o ON o.id = p.owner
WHERE p.owner = ?1 OR (o.delegate_to = ?1
  AND coalesce(o.delegate_until > ?2, 1))
ORDER BY w.name;
-- :request_insert
INSERT INTO request (n, id, workload, adds_to, use_case, runtime, principal,
  availability, state, description, requested_usd, requested_tokens,
  estimate_from, estimate_to, growth_ppm, value_type, current_annual,
  target_ppm, requester, requester_uid, submitted_at, review_due, priority,
  price_book, case_acknowledged, developers, percent_of_workday, assumptions)
SELECT n, 'br-' || n, ?1, ?2, ?3, coalesce(?4, ''), coalesce(?5, ''), ?6, ?7,
  coalesce(?8, ''), ?9, ?10, ?11, ?12, coalesce(?13, 0), ?14, ?15, ?16, ?17,
  ?18, ?19, ?20, 'NORMAL', ?21, 0, ?22, ?23, ?24
FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM request)
RETURNING id;
-- :request_before
SELECT use_case, availability, requested_tokens, developers,
  percent_of_workday, assumptions IS NOT NULL, workload,
  (SELECT p.name FROM workload AS w JOIN node AS p ON p.id = w.product
   WHERE w.name = request.workload)
FROM request WHERE id = ?1;
-- What was given anew; the clock stood still while the request was rejected.
-- :request_amend
UPDATE request SET runtime = coalesce(?2, runtime),
  principal = CASE WHEN ?2 IS NULL THEN principal ELSE coalesce(?3, '') END,
  availability = coalesce(?4, availability),
  description = coalesce(?5, description),
  requested_tokens = CASE WHEN ?6 IS NULL THEN requested_tokens ELSE ?7 END,
  price_book = CASE WHEN ?6 IS NULL THEN price_book ELSE ?8 END,
  assumptions = CASE WHEN ?6 IS NULL THEN assumptions ELSE ?18 END,
  requested_usd = coalesce(?6, requested_usd),
  estimate_from = coalesce(?9, estimate_from),
  estimate_to = coalesce(?10, estimate_to),
  growth_ppm = coalesce(?11, growth_ppm),
  current_annual = CASE WHEN ?12 IS NULL THEN current_annual ELSE ?13 END,
  target_ppm = CASE WHEN ?12 IS NULL THEN target_ppm ELSE ?14 END,
  value_type = coalesce(?12, value_type),
  requester = ?15, requester_uid = ?16,
  review_due = review_due + (?17 - decided_at),
  developers = coalesce(?19, developers),
  percent_of_workday = coalesce(?20, percent_of_workday),
  approver = NULL, approver_uid = NULL, decided_at = NULL
WHERE id = ?1;
-- :request_period
SELECT estimate_from IS NOT NULL AND estimate_to <= estimate_from
FROM request WHERE id = ?1;
-- :request_open_scopes
SELECT id FROM scope WHERE request = ?1 AND state <> 'REVOKED' ORDER BY n;
-- :request_open_tasks
SELECT id FROM task WHERE request = ?1
  AND state NOT IN ('IMPLEMENTED', 'CANCELLED')
ORDER BY n;
-- :request_end
UPDATE request SET ended_by = ?2, ended_at = ?3, end_reason = ?4
WHERE id = ?1;
-- Anchors that go with a request: its own, and with the last live one those
-- of its workload that no request made.
-- :request_anchors
SELECT a.id FROM anchor AS a JOIN request AS r ON r.id = ?1
WHERE a.request = r.id OR (a.request IS NULL AND a.workload = r.workload
  AND NOT EXISTS (SELECT 1 FROM request AS o WHERE o.workload = r.workload
    AND o.id <> r.id AND o.state = 'LIVE'))
ORDER BY a.n;
-- The official estimate of a request ends before the day ?2.
-- :request_estimate_end
INSERT INTO estimate (n, workload, request, usd, from_day, to_day, growth_ppm,
  set_by, set_at, rationale)
SELECT (SELECT max(n) + 1 FROM estimate), e.workload, e.request, e.usd,
  e.from_day, min(coalesce(e.to_day, ?2), ?2), e.growth_ppm, ?3, ?4, ?5
FROM estimate AS e
WHERE e.n = (SELECT max(n) FROM estimate WHERE request = ?1);

-- How the reference model would be called, for its price.
-- :assume_geography
SELECT CASE
  WHEN EXISTS (SELECT 1 FROM model_profile WHERE model = ?1
    AND geography = 'REGIONAL') THEN 'REGIONAL'
  WHEN ?2 = 'STANDARD' AND EXISTS (SELECT 1 FROM model WHERE model = ?1
    AND in_region = 1) THEN 'REGIONAL'
  WHEN EXISTS (SELECT 1 FROM model_profile WHERE model = ?1) THEN 'GLOBAL'
  ELSE 'REGIONAL' END;

-- What a request has left in AWS: a row for each thing that a step of its
-- tasks reports, and for each role that may be there.
-- :undo_things
SELECT t.type, s.platform, s.account, s.region, s.role_name, r.runtime,
  coalesce(s.workspace, ''),
  json_extract(a.all_of_them, '$.workspace_id'),
  json_extract(a.all_of_them, '$.function_arn'),
  json_extract(a.all_of_them, '$.inference_profile_arn'),
  json_extract(a.all_of_them, '$.permission_set_arn')
FROM task AS t JOIN request AS r ON r.id = t.request
LEFT JOIN scope AS s ON s.id = t.scope
JOIN (SELECT d.task, json_group_object(x.key, x.value)
    FILTER (WHERE x.key IS NOT NULL) AS all_of_them
  FROM task_step AS d LEFT JOIN json_each(d.artefacts) AS x GROUP BY d.task)
  AS a ON a.task = t.id
WHERE t.request = ?1
ORDER BY t.n DESC;
