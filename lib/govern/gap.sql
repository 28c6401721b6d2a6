-- What is known of a gap ?1 that is acted on, or was, for the workload ?2.
-- Of the anchors that know its caller the oldest: what can be claimed of it.
-- :gap_facts
WITH fact AS (
  SELECT g.*, s.amount, s.from_time, s.to_time, s.first_seen, s.regions,
    iif(g.principal <> '', substr(g.principal, length(rtrim(g.principal,
      replace(g.principal, '/', ''))) + 1), '') AS name,
    (SELECT a.n FROM anchor AS a WHERE a.workload = g.workload AND (
        (a.value = g.principal AND a.account = g.account)
        OR (g.resource <> '' AND a.value = g.resource)
        OR (g.workspace <> '' AND a.value = g.workspace)
        OR a.value = substr(g.key, length(g.principal) + 2)
        OR (a.anchor_kind = 'PERMISSION_SET' AND a.account = g.account
          AND instr(g.principal, '/AWSReservedSSO_' || a.value || '_') > 0))
      ORDER BY a.n LIMIT 1) AS anchor
  FROM gap AS g JOIN gap_seen AS s ON s.gap = g.id WHERE g.id = ?1
)
SELECT f.id, f.class, f.scenario, f.account, f.platform, f.model, f.principal,
  f.resource, f.workspace, coalesce(?2, f.workload), f.name, f.regions,
  usd(f.amount), utc_day(f.from_time), utc_day(f.to_time),
  utc(max(f.first_seen, coalesce(a.created_at, 0))), a.id,
  (SELECT group_concat(name, char(10)) FROM (SELECT n.name
    FROM account_share AS h JOIN node AS n ON n.id = h.product AND n.active
    WHERE h.account = f.account AND h.valid_from <= ?3
      AND coalesce(h.valid_to > ?3, 1) ORDER BY n.name)),
  CASE WHEN a.id IS NULL THEN NULL
    WHEN NOT EXISTS (SELECT 1 FROM claim AS c WHERE c.anchor = a.id)
      AND (r.state = 'READY_TO_CLAIM' OR a.id IN (SELECT id FROM anchor_later))
      THEN 'ready'
    WHEN EXISTS (SELECT 1 FROM claim AS c WHERE c.anchor = a.id
      AND c.replaced = 0 AND c.valid_to IS NULL) THEN 'amend'
    ELSE 'ended' END,
  EXISTS (SELECT 1 FROM load_sum AS s JOIN load AS l ON l.id = s.load
    WHERE l.state = 'ACTIVE' AND s.what = 'WITH_PRINCIPAL' AND s.rows > 0),
  (SELECT m.model_id FROM model AS m WHERE m.model = f.model
    ORDER BY m.platform LIMIT 1),
  f.amount
FROM fact AS f LEFT JOIN anchor AS a ON a.n = f.anchor
LEFT JOIN request AS r ON r.id = a.request;
-- :gap_workload_name
SELECT count(*) FROM workload WHERE name = ?1;
-- The gap that has taken its place: of the same key, and later.
-- :gap_later
SELECT k.id FROM gap AS g JOIN gap AS k ON k.key = g.key
  AND k.scenario = g.scenario AND k.class = g.class AND k.n > g.n
WHERE g.id = ?1 ORDER BY k.n DESC LIMIT 1;
-- What was done last, by what action, for whom and why.
-- :gap_did
SELECT action, workload, rationale FROM gap_act
WHERE gap = ?1 AND verb = 'act' ORDER BY n DESC LIMIT 1;

-- Whom to tell of what was done about gaps, and of those nobody has looked at:
-- id, type, gap (NULL: all), time, addresses, workload, action, rationale.
-- ?1 one notification, or gap, or NULL; ?2 now; [?3, ?4) their times.
-- :gap_told
WITH owner AS (
  SELECT p.id AS product, e.email
  FROM node AS p JOIN person AS o ON o.id = p.owner
  JOIN person AS e ON e.active = 1 AND (e.id = o.id OR (e.id = o.delegate_to
    AND coalesce(o.delegate_until > ?2, 1)))
  WHERE p.level = 4
), role AS (
  SELECT r.role, json_group_array(p.email) AS mail
  FROM person_role AS r JOIN person AS p ON p.id = r.person AND p.active = 1
  GROUP BY r.role
), done AS (
  SELECT g.*, a.action, a.at, a.rationale,
    coalesce(a.workload, g.workload) AS whose
  FROM gap AS g JOIN gap_act AS a ON a.gap = g.id AND a.n = (
    SELECT max(k.n) FROM gap_act AS k WHERE k.gap = g.id)
  WHERE g.state = 'ACTIONED'
), said AS (
  SELECT 'GAP_' || d.action || ':' || d.id AS id, 'GAP_' || d.action AS type,
    d.id AS gap, d.at, CASE
      WHEN d.action IN ('SET_UP', 'BLOCK') THEN (
        SELECT mail FROM role WHERE role = 'cloud-engineer')
      WHEN d.whose IS NOT NULL AND d.action <> 'REQUEST' THEN (
        SELECT json_group_array(email) FROM (SELECT DISTINCT o.email
          FROM workload AS w JOIN owner AS o ON o.product = w.product
          WHERE w.name = d.whose ORDER BY o.email))
      ELSE (SELECT json_group_array(email) FROM (SELECT DISTINCT o.email
          FROM account_share AS h JOIN owner AS o ON o.product = h.product
          WHERE h.account = d.account AND h.valid_from <= ?2
            AND coalesce(h.valid_to > ?2, 1) ORDER BY o.email))
    END AS mail, d.whose AS workload, d.action, d.rationale
  FROM done AS d
  UNION ALL
  SELECT 'GAPS_ACTIVE:all', 'GAPS_ACTIVE', NULL, max(g.detected_at),
    (SELECT mail FROM role WHERE role = 'finops-lead'), NULL, NULL, NULL
  FROM gap AS g WHERE g.state = 'ACTIVE' HAVING count(*) > 0
)
SELECT id, type, gap, at, iif(coalesce(mail, '[]') = '[]', (
    SELECT mail FROM role WHERE role = 'finops-lead'), mail),
  workload, action, rationale
FROM said
WHERE (?1 IS NULL OR ?1 IN (id, type, gap))
  AND (?3 IS NULL OR at >= ?3) AND (?4 IS NULL OR at < ?4)
ORDER BY at, gap IS NULL, CAST(substr(gap, 4) AS INTEGER);
-- The largest that nobody has looked at, as lines; the rest in one.
-- :gap_digest
SELECT id, scenario, key, usd(amount), n, whole FROM (
  SELECT g.id, g.scenario, g.key, s.amount, count(*) OVER () AS n,
    (SELECT usd_sum(t.amount) FROM gap_seen AS t JOIN gap AS k ON k.id = t.gap
     WHERE k.state = 'ACTIVE' AND k.class = 'ATTRIBUTION') AS whole
  FROM gap AS g JOIN gap_seen AS s ON s.gap = g.id WHERE g.state = 'ACTIVE'
  ORDER BY s.amount DESC, g.n LIMIT 10);
