-- What a report stands on: the loads of the span, the latest usage that every
-- payer's data reach, and whether AWS may still change the months.
-- ?1 from, ?2 to (NULL: open), ?3 now, ?4 seconds AWS may restate after a month.
-- :report_header
WITH used AS (
  SELECT n, id, payer, period, data_until, ai_rows FROM load
  WHERE state = 'ACTIVE' AND (?2 IS NULL OR period < ?2)
    AND (?1 IS NULL OR
      unixepoch(period, 'unixepoch', '+1 month') > ?1)
), reach AS (
  SELECT min(until) AS until FROM (
    SELECT max(data_until) AS until FROM used GROUP BY payer
    HAVING max(ai_rows) > 0
      OR payer IN (SELECT id FROM account WHERE payer = 1))
), months AS (
  SELECT period, unixepoch(period, 'unixepoch', '+1 month') AS ends,
    min(data_until) AS until
  FROM used GROUP BY period
)
SELECT json_object('kind', 'report', 'id', 'report',
  'source', (SELECT json_group_array(id) FROM
    (SELECT id FROM used ORDER BY n)),
  'data_until', (SELECT utc(until) FROM reach),
  'months', (SELECT json_group_array(json_object(
      'month', utc_month(period),
      'state', CASE WHEN until >= ends AND ?3 >= ends + ?4
        THEN 'FINAL' ELSE 'OPEN' END))
    FROM (SELECT * FROM months ORDER BY period)),
  'price_book', (SELECT value FROM meta WHERE key = 'price_book'),
  'basis', 'UNBLENDED');
