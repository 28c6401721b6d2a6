-- How things stand.
-- :status_tables
CREATE TEMP TABLE IF NOT EXISTS waits (
  n      INTEGER PRIMARY KEY,
  what   TEXT NOT NULL,
  object TEXT NOT NULL,
  about  TEXT,
  due    INTEGER
);
DELETE FROM temp.waits;
-- :status_wait
INSERT INTO temp.waits (what, object, about, due) VALUES (?1, ?2, ?3, ?4);
-- ?1: now, ?2: who asks.
-- :status_record
SELECT json_object('kind', 'status', 'id', 'status', 'at', utc(?1),
  'actor', ?2, 'data_until', utc((SELECT min(until) FROM (
    SELECT max(data_until) AS until FROM load WHERE state = 'ACTIVE'
    GROUP BY payer HAVING max(ai_rows) > 0
      OR payer IN (SELECT id FROM account WHERE payer = 1)))),
  'payers', json((SELECT json_group_array(json_object('payer', payer,
      'data_until', utc(until), 'load', load)) FROM (
    SELECT payer, max(data_until) AS until, id AS load FROM load
    WHERE state = 'ACTIVE' GROUP BY payer ORDER BY payer))),
  'waiting', (SELECT count(*) FROM temp.waits),
  'overdue', (SELECT count(*) FROM temp.waits WHERE due < ?1),
  'todo', json((SELECT json_group_array(json_object('what', what,
      'object', object, 'about', about, 'due_at', utc(due),
      'overdue', json(iif(due < ?1, 'true', 'false'))))
    FROM (SELECT * FROM temp.waits ORDER BY n))),
  'last', json_object(
    'load', json((SELECT json_object('id', id, 'at', utc(active_at),
        'period', utc_month(period)) FROM load
      WHERE state = 'ACTIVE' ORDER BY active_at DESC, n DESC LIMIT 1)),
    'card', json((SELECT json_object('id', id, 'at', utc(generated_at),
        'week', utc_week(week)) FROM card
      ORDER BY generated_at DESC, week DESC, id LIMIT 1)),
    'gap', json((SELECT json_object('id', id, 'at', utc(detected_at)) FROM gap
      ORDER BY n DESC LIMIT 1)),
    'investigation', json((SELECT json_object('id', e.object, 'at', utc(e.at))
      FROM audit AS e WHERE e.object GLOB 'iv-*' AND e.verb = 'raise'
      ORDER BY e.seq DESC LIMIT 1)),
    'event', json((SELECT json_object('seq', seq, 'at', utc(at), 'verb', verb,
        'object', object) FROM audit ORDER BY seq DESC LIMIT 1))),
  'requests', json((SELECT json_group_object(state, n) FROM (
    SELECT state, count(*) AS n FROM request GROUP BY state
    ORDER BY state))),
  'tasks', json((SELECT json_group_object(state, n) FROM (
    SELECT state, count(*) AS n FROM task GROUP BY state ORDER BY state))),
  'workloads', json((SELECT json_group_object(control, n) FROM (
    SELECT control, count(*) AS n FROM workload
    WHERE live_since IS NOT NULL GROUP BY control ORDER BY control))),
  'cards', json((SELECT json_group_object(state, n) FROM (
    SELECT state, count(*) AS n FROM card WHERE state <> 'SUPERSEDED'
    GROUP BY state ORDER BY state))),
  'gaps', json_object('open', (SELECT count(*) FROM gap
      WHERE state IN ('ACTIVE', 'RECALLED')),
    'open_usd', json(coalesce((SELECT usd_sum(s.amount) FROM gap AS g
      JOIN gap_seen AS s ON s.gap = g.id WHERE g.class = 'ATTRIBUTION'
        AND g.state IN ('ACTIVE', 'RECALLED')), '0'))),
  'investigations', json_object('open', (SELECT count(*)
    FROM investigation WHERE state <> 'CLOSED')));
