-- What the loaded bill shows by itself.  Each statement gives, for each
-- finding, what it is about (or NULL), its result and a sentence; ?1 is now.
-- :doctor_bill
SELECT NULL, iif(count(*) > 0, 'OK', 'FAIL'), CASE count(*)
  WHEN 0 THEN 'no bill is loaded'
  ELSE count(*) || iif(count(*) = 1, ' month', ' months') || ' of ' ||
    count(DISTINCT payer) || iif(count(DISTINCT payer) = 1, ' payer',
    ' payers') || ', from ' || utc_month(min(period)) || ' to ' ||
    utc_month(max(period)) END
FROM load WHERE state = 'ACTIVE';
-- :doctor_column
SELECT NULL, CASE WHEN w > 0 THEN 'OK' WHEN o > 0 THEN 'FAIL' ELSE 'WARN' END,
  CASE WHEN w > 0 THEN w || ' of ' || (w + o) ||
    ' rows of Bedrock inference name their caller'
  WHEN o > 0 THEN 'no row of Bedrock inference names its caller'
  ELSE 'no Bedrock inference is loaded: cannot tell' END
FROM (SELECT
    coalesce(sum(s.rows) FILTER (WHERE s.what = 'WITH_PRINCIPAL'), 0) AS w,
    coalesce(sum(s.rows) FILTER (WHERE s.what = 'WITHOUT_PRINCIPAL'), 0) AS o
  FROM load AS l JOIN load_sum AS s ON s.load = l.id
  WHERE l.state = 'ACTIVE');
-- :doctor_first_day
SELECT NULL, CASE WHEN named IS NULL THEN 'FAIL'
    WHEN named > first + 86399 THEN 'WARN' ELSE 'OK' END,
  CASE WHEN named IS NULL THEN 'no day has a caller; Bedrock since ' ||
    utc_day(first)
  ELSE 'callers since ' || utc_day(named) || ', Bedrock since ' ||
    utc_day(first) END
FROM (SELECT min(c.hour) AS first,
    min(c.hour) FILTER (WHERE w.principal <> '') AS named
  FROM load AS l JOIN cell AS c ON c.load = l.n
  JOIN sku AS s ON s.id = c.sku JOIN caller AS w ON w.id = c.caller
  WHERE l.state = 'ACTIVE' AND s.platform IN ('BEDROCK', 'MARKETPLACE')
    AND s.feature = 'INFERENCE' AND s.line_type = 'Usage')
WHERE first IS NOT NULL;
-- By account: half and 95 percent are where it becomes a warning, then fine.
-- :doctor_share
SELECT account, CASE WHEN whole = 0 THEN 'WARN'
    WHEN part * 100 >= whole * 95 THEN 'OK'
    WHEN part * 2 >= whole THEN 'WARN' ELSE 'FAIL' END,
  CASE WHEN whole = 0 THEN 'no Bedrock dollars'
  ELSE percent(part, whole) || ' % of ' || usd(whole) ||
    ' Bedrock dollars have a caller' END
FROM (SELECT s.key AS account, sum(s.amount) AS whole,
    coalesce(sum(s.amount) FILTER (WHERE s.what = 'WITH_PRINCIPAL'), 0)
      AS part
  FROM load AS l JOIN load_sum AS s ON s.load = l.id
  WHERE l.state = 'ACTIVE'
    AND s.what IN ('WITH_PRINCIPAL', 'WITHOUT_PRINCIPAL')
  GROUP BY s.key)
ORDER BY account;
-- :doctor_tags
SELECT NULL, iif(own IS NULL, 'WARN', 'OK'),
  coalesce('tags of callers since ' || utc_day(own), 'no tag of a caller') ||
  coalesce('; other tags since ' || utc_day(other), '; no other tag')
FROM (SELECT min(c.hour) FILTER (WHERE w.own) AS own,
    min(c.hour) FILTER (WHERE w.other) AS other
  FROM (SELECT id, tags LIKE '%"iamPrincipal/%' AS own,
      EXISTS (SELECT 1 FROM json_each(tags)
        WHERE key NOT LIKE 'iamPrincipal/%') AS other
    FROM caller WHERE tags <> '{}') AS w
  JOIN cell AS c ON c.caller = w.id JOIN load AS l ON l.n = c.load
  WHERE l.state = 'ACTIVE');
-- :doctor_units
SELECT NULL, iif(max(lost) > 0, 'WARN', 'OK'),
  group_concat(unit || ' ' || coalesce(percent(cost, whole), '0') || ' %', ', ')
FROM (SELECT iif(s.unit = '', 'no unit', s.unit) ||
      iif(s.per_unit IS NULL, ' (not in tokens)', '') AS unit,
    sum(c.cost) AS cost, sum(sum(c.cost)) OVER () AS whole,
    s.per_unit IS NULL AS lost
  FROM load AS l JOIN cell AS c ON c.load = l.n JOIN sku AS s ON s.id = c.sku
  WHERE l.state = 'ACTIVE' AND s.line_type = 'Usage' AND s.token_type IN
    ('INPUT', 'OUTPUT', 'CACHE_READ', 'CACHE_WRITE', 'CACHE_WRITE_1H')
  GROUP BY 1 ORDER BY 2 DESC, 1)
HAVING count(*) > 0;
-- Hours that a delivery had for more than a day and that the next one changed;
-- of one whose cells were pruned that cannot be told.
-- :doctor_late
WITH pair AS (
  SELECT n.n AS new, o.n AS old, n.id AS now, o.id AS was,
    o.data_until - 86400 AS until
  FROM load AS n JOIN load AS o ON o.payer = n.payer AND o.period = n.period
    AND o.state = 'SUPERSEDED' AND o.n NOT IN (SELECT load FROM pruned)
  WHERE n.state = 'ACTIVE' AND o.n = (SELECT max(p.n) FROM load AS p
    WHERE p.payer = n.payer AND p.period = n.period AND p.n < n.n
      AND p.state = 'SUPERSEDED')
), diff AS (
  SELECT p.new, c.hour,
    sum(iif(c.load = p.new, c.cost, -c.cost)) AS cost
  FROM pair AS p JOIN cell AS c ON c.load IN (p.new, p.old)
  WHERE c.hour < p.until GROUP BY p.new, c.hour
)
SELECT p.now, iif(count(d.hour) > 0, 'WARN', 'OK'), CASE count(d.hour)
  WHEN 0 THEN 'replaced ' || p.was || ' and changed nothing older than a day'
  ELSE 'replaced ' || p.was || ' and changed ' || count(d.hour) ||
    iif(count(d.hour) = 1, ' hour', ' hours') || ' older than a day, by ' ||
    usd_sum(d.cost) || ' dollars' END
FROM pair AS p LEFT JOIN diff AS d ON d.new = p.new AND d.cost <> 0
GROUP BY p.new ORDER BY p.new;
-- An account that two payers' months both have is counted twice.
-- :doctor_duplicates
WITH seen AS (
  SELECT DISTINCT l.period, l.payer, w.account FROM load AS l
  JOIN cell AS c ON c.load = l.n JOIN caller AS w ON w.id = c.caller
  WHERE l.state = 'ACTIVE'
), twice AS (
  SELECT utc_month(period) || ' ' || account AS what FROM seen
  GROUP BY period, account HAVING count(*) > 1 ORDER BY 1
)
SELECT NULL, iif(count(*) > 0, 'FAIL', 'OK'), CASE count(*)
  WHEN 0 THEN 'no account of a month comes from two payers'
  ELSE 'comes from two payers: ' || group_concat(what, ', ') END
FROM twice;
-- :doctor_marketplace
SELECT NULL, iif(nameless > 0, 'WARN', 'OK'), CASE rows
  WHEN 0 THEN 'no model is billed by AWS Marketplace'
  ELSE rows || ' rows, ' || usd(cost) || ' dollars, of which ' ||
    usd(nameless) || ' without a known model' END
FROM (SELECT coalesce(sum(c.rows), 0) AS rows,
    coalesce(sum(c.cost), 0) AS cost,
    coalesce(sum(c.cost) FILTER (WHERE s.model NOT IN
      (SELECT model FROM model)), 0) AS nameless
  FROM load AS l JOIN cell AS c ON c.load = l.n JOIN sku AS s ON s.id = c.sku
  WHERE l.state = 'ACTIVE' AND s.platform = 'MARKETPLACE'
    AND s.line_type = 'Usage');
-- AWS delivers daily: two days are in order, four are not.
-- :doctor_freshness
SELECT payer, CASE WHEN until IS NULL THEN 'FAIL'
    WHEN ?1 - until <= 172800 THEN 'OK'
    WHEN ?1 - until <= 345600 THEN 'WARN' ELSE 'FAIL' END,
  coalesce('data until ' || utc(until) || ', ' || ((?1 - until) / 3600) ||
    ' hours ago', 'no usage is in the bill')
FROM (SELECT payer, max(data_until) AS until FROM load
  WHERE state = 'ACTIVE' GROUP BY payer HAVING max(ai_rows) > 0
    OR payer IN (SELECT id FROM account WHERE payer = 1))
ORDER BY payer;
-- :doctor_workspaces
SELECT NULL, iif(part = whole, 'OK', 'WARN'),
  coalesce(percent(part, whole), '0') || ' % of ' || usd(whole) ||
  ' Claude Platform dollars name a workspace; none names a caller'
FROM (SELECT sum(c.cost) AS whole,
    coalesce(sum(c.cost) FILTER (WHERE w.workspace <> ''), 0) AS part
  FROM load AS l JOIN cell AS c ON c.load = l.n JOIN sku AS s ON s.id = c.sku
  JOIN caller AS w ON w.id = c.caller
  WHERE l.state = 'ACTIVE' AND s.platform = 'CLAUDE_PLATFORM'
    AND s.line_type = 'Usage')
WHERE whole IS NOT NULL;
-- :doctor_finding
SELECT json_object('kind', 'finding',
  'id', ?1 || coalesce(':' || ?2, ''), 'result', ?3, 'detail', ?4,
  'fix', iif(?3 = 'OK', NULL, ?5), 'page', ?6);
