-- The bills of the month ?2 beside where each line of them went.  What a load
-- said of its files when they were read stands on one side; on the other what
-- was attributed, what is kept apart of it, and what is no AI.  Each way of
-- cutting the bill is one `by`; each must come out without a difference.
-- :reconcile_records
WITH bill AS (
  SELECT l.n, l.id, l.payer, l.rows, l.file_usd, l.spend_usd
  FROM load AS l JOIN temp.bill AS b ON b.load = l.n WHERE l.period = ?2
), said AS (
  SELECT b.payer, s.what, s.key, s.rows, s.amount
  FROM bill AS b JOIN load_sum AS s ON s.load = b.id
), cells AS MATERIALIZED (
  SELECT b.payer, k.sku, k.caller, sum(k.rows) AS rows, sum(k.cost) AS cost
  FROM bill AS b JOIN cell AS k ON k.load = b.n
  GROUP BY b.payer, k.sku, k.caller
), kept AS (
  SELECT k.payer, s.platform, s.line_type AS type, c.invoice,
    sum(k.rows) AS rows, sum(iif(s.id IN (SELECT id FROM temp.spend_sku), 0,
      k.cost)) AS apart
  FROM cells AS k JOIN sku AS s ON s.id = k.sku
  JOIN caller AS c ON c.id = k.caller
  GROUP BY k.payer, s.platform, s.line_type, c.invoice
), owned AS (
  SELECT x.payer, s.platform, s.line_type AS type, x.invoice, x.source,
    sum(x.amount) AS amount
  FROM temp.charge AS x JOIN sku AS s ON s.id = x.sku
  WHERE x.measure = 0 GROUP BY 1, 2, 3, 4, 5
), side (by, payer, platform, type, product, invoice, lines, found, bill,
    source, amount) AS (
  SELECT 'PLATFORM', payer, substr(key, 1, instr(key, '|') - 1),
    substr(key, instr(key, '|') + 1), NULL, NULL, rows, 0, amount, NULL, 0
  FROM said WHERE what = 'PLATFORM_TYPE'
  UNION ALL SELECT 'TYPE', payer, NULL, key, NULL, NULL, rows, 0, amount,
    NULL, 0 FROM said WHERE what = 'TYPE'
  UNION ALL SELECT 'PRODUCT', payer, NULL, NULL, key, NULL, rows, rows, amount,
    'NOT_AI', amount FROM said WHERE what = 'PRODUCT'
  UNION ALL SELECT 'INVOICE', payer, NULL, NULL, NULL, key, rows, 0, amount,
    NULL, 0 FROM said WHERE what = 'INVOICE'
  UNION ALL SELECT 'INVOICE', payer, NULL, NULL, NULL, key, 0, rows, 0,
    'NOT_AI', amount FROM said WHERE what = 'OTHER_INVOICE'
  UNION ALL SELECT 'FILE', payer, NULL, NULL, NULL, NULL, rows, 0, file_usd,
    NULL, 0 FROM bill
  UNION ALL SELECT 'FILE', payer, NULL, NULL, NULL, NULL, 0, rows, 0,
    'NOT_AI', amount FROM said WHERE what = 'PRODUCT'
  UNION ALL SELECT 'FILE', payer, NULL, NULL, NULL, NULL, 0, rows, 0,
    'FOREIGN', 0 FROM said WHERE what = 'CURRENCY'
  UNION ALL SELECT 'SPEND', payer, NULL, NULL, NULL, NULL, 0, 0, spend_usd,
    NULL, 0 FROM bill
  UNION ALL SELECT w.by, k.payer, iif(w.by = 'PLATFORM', k.platform, NULL),
    iif(w.by IN ('PLATFORM', 'TYPE'), k.type, NULL), NULL,
    iif(w.by = 'INVOICE', k.invoice, NULL), 0, k.rows, 0, 'APART', k.apart
  FROM kept AS k, (SELECT 'PLATFORM' AS by UNION ALL SELECT 'TYPE'
    UNION ALL SELECT 'INVOICE' UNION ALL SELECT 'FILE') AS w
  UNION ALL SELECT w.by, o.payer, iif(w.by = 'PLATFORM', o.platform, NULL),
    iif(w.by IN ('PLATFORM', 'TYPE'), o.type, NULL), NULL,
    iif(w.by = 'INVOICE', o.invoice, NULL), 0, 0, 0, o.source, o.amount
  FROM owned AS o, (SELECT 'PLATFORM' AS by UNION ALL SELECT 'TYPE'
    UNION ALL SELECT 'INVOICE' UNION ALL SELECT 'FILE'
    UNION ALL SELECT 'SPEND') AS w
), cut AS (
  SELECT by, payer, platform, type, product, invoice, sum(lines) AS lines,
    sum(found) AS found, sum(bill) AS bill,
    sum(iif(source = 'WORKLOAD', amount, 0)) AS workload,
    sum(iif(source = 'TAG', amount, 0)) AS tag,
    sum(iif(source = 'POOL', amount, 0)) AS pool,
    sum(iif(source = 'UNALLOCATED', amount, 0)) AS nobody,
    sum(iif(source = 'APART', amount, 0)) AS apart,
    sum(iif(source = 'NOT_AI', amount, 0)) AS other,
    sum(bill) - sum(amount) AS off
  FROM side GROUP BY by, payer, platform, type, product, invoice
)
SELECT json_object('kind', 'reconciliation', 'id', ?1 || '|' || by || '|' ||
    payer || '|' || coalesce(platform || '|' || type, type, product, invoice,
    ''),
  'period', ?1, 'by', by, 'payer', payer, 'platform', platform,
  'line_type', type, 'product_code', product,
  'invoice', iif(by = 'INVOICE', invoice, NULL),
  'lines', iif(by = 'SPEND', NULL, lines),
  'lines_difference', lines - found,
  'bill_usd', json(usd(bill)), 'workload_usd', json(usd(workload)),
  'tag_usd', json(usd(tag)), 'pool_usd', json(usd(pool)),
  'unallocated_usd', json(usd(nobody)), 'apart_usd', json(usd(apart)),
  'not_ai_usd', json(usd(other)), 'difference_usd', json(usd(off))),
  off <> 0 OR lines <> found, payer, by,
  coalesce(platform || ' ' || type, type, product, invoice, ''), usd(off)
FROM cut
ORDER BY payer, CASE by WHEN 'PLATFORM' THEN 1 WHEN 'TYPE' THEN 2
  WHEN 'PRODUCT' THEN 3 WHEN 'INVOICE' THEN 4 WHEN 'SPEND' THEN 5 ELSE 6 END,
  platform, type, product, invoice;
