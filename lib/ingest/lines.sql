-- Loads that are behind the figures that were asked for.
-- :lines_loads
SELECT l.n, l.id, l.payer, l.period FROM load AS l
WHERE l.n IN (SELECT w.load FROM temp.why_figure AS f
    JOIN temp.why_cell AS w ON w.figure = f.n
  UNION SELECT w.load FROM temp.why_figure AS f
    JOIN temp.why_rows AS w ON w.figure = f.n) ORDER BY l.n;
-- :lines_files
SELECT n, name, bytes, sha256 FROM load_file WHERE load = ?1 ORDER BY n;
-- What is looked for in a load: cells, and the part of each that is a figure's.
-- :lines_cells
SELECT w.hour, w.sku, w.caller, w.figure, f.id, sum(w.cost),
  CASE f.measure WHEN 1 THEN c.net WHEN 2 THEN c.list ELSE c.cost END, c.rows,
  f.measure
FROM temp.why_cell AS w JOIN temp.why_figure AS f ON f.n = w.figure
JOIN cell AS c ON c.load = w.load AND c.hour = w.hour AND c.sku = w.sku
  AND c.caller = w.caller
WHERE w.load = ?1 GROUP BY w.hour, w.sku, w.caller, w.figure
ORDER BY w.hour, w.sku, w.caller, w.figure;
-- :lines_rows
SELECT w.figure, f.id, w.what, w.key, w.file
FROM temp.why_rows AS w JOIN temp.why_figure AS f ON f.n = w.figure
WHERE w.load = ?1 ORDER BY w.figure;
-- :lines_figures
SELECT n, id, value FROM temp.why_figure AS f
WHERE EXISTS (SELECT 1 FROM temp.why_cell AS c WHERE c.figure = f.n)
  OR EXISTS (SELECT 1 FROM temp.why_rows AS r WHERE r.figure = f.n)
ORDER BY n;
-- :lines_max
SELECT coalesce(max(n), 0) FROM temp.why_figure;
-- :lines_record
SELECT json_object('kind', 'why_line', 'id', ?1 || '#' || ?2 || '/' || ?3 ||
    ':' || ?5, 'of', ?1, 'load', ?2, 'file', ?4, 'line', ?5,
  'line_item_id', nullif(?6, ''), 'start', utc(?7), 'line_type', ?8,
  'product_code', nullif(?9, ''), 'rule', ?10, 'amount_usd', json(usd(?11)),
  'residue_usd', json(?12), 'share_usd', json(?13));
