-- The latest stop of a workload, and the resume after it.
-- :after_stop
SELECT w.control, s.at, (SELECT min(r.at) FROM audit AS r
  WHERE r.object = 'wl-' || w.name AND r.verb = 'resume' AND r.seq > s.seq)
FROM workload AS w LEFT JOIN audit AS s ON s.seq = (
  SELECT max(seq) FROM audit
  WHERE object = 'wl-' || w.name AND verb = 'suspend')
WHERE w.name = ?1;
-- :after_spent
SELECT usd_sum(x.cost) FROM temp.own AS o JOIN temp.spent AS x ON x.own = o.id
WHERE o.workload = ?1;
-- :after_record
SELECT json_object('kind', 'stop_check', 'id', 'wl-' || ?1, 'workload', ?1,
  'control', ?2, 'stopped_at', utc(?3), 'resumed_at', utc(?4),
  'data_until', utc(?5), 'from', utc(?6), 'spent_usd', json(?7),
  'stop_hour_usd', json(?8), 'reason', ?9);
