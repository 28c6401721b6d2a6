-- :product_of_request
SELECT w.product FROM request AS r JOIN workload AS w ON w.name = r.workload
WHERE r.id = ?1;
-- :request_reject
UPDATE request SET approver = ?2, approver_uid = ?3, decided_at = ?4,
  rationale = ?5
WHERE id = ?1;
-- Whether ?2 owns the product ?1, or stands in for who does, at ?3.
-- :owner_may
SELECT p.name, coalesce(p.owner, 'nobody'),
  p.owner = ?2 OR (o.delegate_to = ?2 AND coalesce(o.delegate_until > ?3, 1))
FROM node AS p LEFT JOIN person AS o ON o.id = p.owner WHERE p.id = ?1;
-- Who had a part in a request: person and user id.
-- :duty_requester
SELECT requester, requester_uid FROM request WHERE id = ?1;
-- The approver is who granted it, and who decided on what was added later.
-- :duty_approver
SELECT approver, approver_uid FROM request
WHERE id = ?1 AND approver IS NOT NULL
UNION
SELECT actor, uid FROM audit WHERE role = 'finops-lead'
  AND verb IN ('open', 'block') AND object IN (SELECT id FROM task
    WHERE request = ?1 AND type <> 'REVOKE');
-- :duty_implementer
SELECT actor, uid FROM audit WHERE role = 'cloud-engineer'
  AND object IN (SELECT id FROM task WHERE request = ?1);

-- :model_resolve
SELECT model FROM (
  SELECT model, 1 AS k FROM model WHERE model = lower(?1)
  UNION ALL SELECT model, 2 FROM model_alias WHERE alias = lower(?1)
  UNION ALL SELECT model, 3 FROM model WHERE lower(model_id) = lower(?1)
  UNION ALL SELECT model, 4 FROM model_profile
    WHERE lower(profile_id) = lower(?1))
ORDER BY k LIMIT 1;
-- :model_status
SELECT status FROM model WHERE platform = ?1 AND model = ?2;
-- What is known of the region decides; where nothing was ever listed there,
-- what is known in general.
-- :model_route
SELECT m.model_id, coalesce(
    (SELECT r.in_region FROM model_region AS r
      WHERE r.model = m.model AND r.region = ?3),
    iif(EXISTS (SELECT 1 FROM model_region AS r WHERE r.region = ?3), 0, NULL),
    m.in_region), m.vendor
FROM model AS m WHERE m.platform = ?1 AND m.model = ?2;
-- :profile_route
SELECT profile_id, geography, destinations FROM model_profile
WHERE model = ?1 AND source_region = ?2
ORDER BY geography = 'GLOBAL', profile_id LIMIT 1;
-- :profile_regions
SELECT group_concat(r, ', ') FROM (
  SELECT source_region AS r FROM model_profile WHERE model = ?1
  UNION SELECT region FROM model_region WHERE model = ?1 AND in_region = 1
  ORDER BY 1);
-- Prerequisites of a platform in an account that are not met.
-- :prereq_unmet
SELECT name, account, state FROM prerequisite
WHERE platform IN ('ALL', ?1) AND account IN ('', ?2)
  AND state NOT IN ('PASSED', 'WAIVED')
ORDER BY account, name LIMIT 1;
-- :account_active
SELECT count(*) FROM account WHERE id = ?1 AND active = 1;
