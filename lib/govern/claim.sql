-- Anchors as records: of a workload ?1, one by its id ?2, or, where both are
-- NULL, unclaimed ones that are ready.
-- :anchor_record
SELECT json_object('kind', 'anchor', 'id', a.id, 'workload', a.workload,
  'request', a.request, 'anchor_kind', a.anchor_kind, 'value', a.value,
  'account', nullif(a.account, ''),
  'claimed', json(iif(c.anchor IS NOT NULL AND c.valid_to IS NULL, 'true',
    'false')),
  'created_at', utc(a.created_at),
  'valid_from', utc(c.valid_from), 'valid_to', utc(c.valid_to),
  'claimed_by', c.claimed_by)
FROM (SELECT n FROM anchor WHERE id = ?2
  UNION ALL SELECT n FROM anchor WHERE ?2 IS NULL AND workload = ?1
  UNION ALL SELECT n FROM anchor WHERE ?2 IS NULL AND ?1 IS NULL) AS k
JOIN anchor AS a ON a.n = k.n
LEFT JOIN claim AS c ON c.anchor = a.id AND c.replaced = 0
LEFT JOIN request AS r ON r.id = a.request
WHERE ?1 IS NOT NULL OR ?2 IS NOT NULL OR c.anchor IS NULL AND
  (r.state = 'READY_TO_CLAIM' OR a.id IN (SELECT id FROM anchor_later))
ORDER BY a.n, c.valid_from;
-- Anchors that were added to what is live.
-- :claim_later
SELECT id FROM anchor_later WHERE workload = ?1 ORDER BY n;
-- :anchor_request
SELECT request FROM anchor WHERE id = ?1;
-- :claim_requests
SELECT id FROM request WHERE workload = ?1 AND state = 'READY_TO_CLAIM'
ORDER BY n;
-- :claim_latest_request
SELECT id FROM request WHERE workload = ?1
ORDER BY state IN ('REJECTED', 'WITHDRAWN', 'RETIRED'), n DESC LIMIT 1;
-- What there is of a name: a workload, a request of one.
-- :claim_name
SELECT name, NULL FROM workload WHERE name = ?1
UNION ALL SELECT workload, id FROM request WHERE id = ?1
LIMIT 1;
-- :claim_account
SELECT count(*) FROM account WHERE id = ?1;
-- :claim_live_request
SELECT id FROM request WHERE workload = ?1 AND state = 'LIVE'
ORDER BY n DESC LIMIT 1;
-- :claim_anchors
SELECT a.id FROM anchor AS a WHERE a.request = ?1
  AND NOT EXISTS (SELECT 1 FROM claim AS c WHERE c.anchor = a.id)
ORDER BY a.n;
-- :anchor_created
SELECT created_at FROM anchor WHERE id = ?1;
-- :anchor_facts
SELECT w.product, a.request FROM anchor AS a
JOIN workload AS w ON w.name = a.workload WHERE a.id = ?1;
-- An anchor of a workload that is there already.
-- :anchor_same
SELECT id FROM anchor WHERE workload = ?1 AND anchor_kind = ?2 AND value = ?3
  AND account = ?4
ORDER BY n LIMIT 1;
-- An anchor that no request made: it is there since the workload went live.
-- :anchor_add
INSERT INTO anchor (n, id, workload, request, anchor_kind, value, account,
  created_at)
SELECT n, 'an-' || n, ?1, NULL, ?2, ?3, ?4,
  (SELECT live_since FROM workload WHERE name = ?1)
FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM anchor)
RETURNING id;
-- Who speaks for the value of the anchor ?1 in [?2, ?3), but its own period
-- from ?4 on.  Several workloads may share a workspace: there CloudTrail and
-- tags tell them apart.
-- :claim_others
SELECT o.value, o.workload, utc(c.valid_from),
  coalesce(utc(c.valid_to), 'now'), o.id
FROM anchor AS a JOIN anchor AS o
  ON o.anchor_kind = a.anchor_kind AND o.value = a.value
  AND o.account = a.account
JOIN claim AS c ON c.anchor = o.id AND c.replaced = 0
WHERE a.id = ?1 AND NOT (o.id = a.id AND c.valid_from IS ?4)
  AND NOT (a.anchor_kind = 'WORKSPACE' AND o.workload <> a.workload)
  AND c.valid_to IS NOT c.valid_from
  AND (?3 IS NULL OR c.valid_from < ?3)
  AND (c.valid_to IS NULL OR c.valid_to > ?2)
ORDER BY c.valid_from, o.n LIMIT 1;
-- :claim_insert
INSERT INTO claim (anchor, claimed_at, claimed_by, valid_from, valid_to,
  replaced)
VALUES (?1, ?2, ?3, ?4, ?5, 0);
-- :claim_last
SELECT claimed_at, valid_from, valid_to FROM claim
WHERE anchor = ?1 AND replaced = 0 ORDER BY valid_from DESC LIMIT 1;
-- :claim_replaced
UPDATE claim SET replaced = 1
WHERE anchor = ?1 AND claimed_at = ?2 AND valid_from = ?3;
-- :claim_change
UPDATE claim SET valid_from = ?4, valid_to = ?5
WHERE anchor = ?1 AND claimed_at = ?2 AND valid_from = ?3;
-- :request_claim
UPDATE request SET claimer = ?2, claimer_uid = ?3, claimed_at = ?4
WHERE id = ?1;
-- Something of the workload is in the bill from now on.
-- :workload_live
UPDATE workload SET live_since = coalesce(live_since, ?2) WHERE name = ?1;
