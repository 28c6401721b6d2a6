-- What a killed invocation began counts with the next one.
-- :trail_unfinished
SELECT n FROM trail WHERE id NOT IN (SELECT object FROM audit)
ORDER BY n LIMIT 1;
-- :trail_begin
INSERT INTO trail (n, id, started_at, files, events, counted, duplicates,
  ignored)
SELECT n, 'tr-' || n, ?1, 0, 0, 0, 0, 0
FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM trail)
RETURNING n;
-- :trail_event_add
INSERT INTO trail_event (hash) VALUES (?1) ON CONFLICT DO NOTHING;
-- :trail_call_add
INSERT INTO trail_call (trail, hour, workspace, role, account, action, calls,
  with_tokens, tokens)
VALUES (?1, ?2, ?3, ?4, ?5, iif(?6, 'BATCH', 'INFERENCE'), 1, ?7, ?8)
ON CONFLICT DO UPDATE SET calls = calls + 1,
  with_tokens = with_tokens + excluded.with_tokens,
  tokens = tokens + excluded.tokens;
-- :trail_add_file
UPDATE trail SET files = files + 1, events = events + ?2,
  counted = counted + ?3, duplicates = duplicates + ?4,
  ignored = ignored + ?5
WHERE n = ?1;
-- :trail_record
SELECT json_object('kind', 'trail', 'id', t.id, 'files', t.files,
  'events', t.events, 'counted', t.counted, 'duplicates', t.duplicates,
  'ignored', t.ignored,
  'first_hour', utc((SELECT min(hour) FROM trail_call WHERE trail = t.n)),
  'last_hour', utc((SELECT max(hour) FROM trail_call WHERE trail = t.n)),
  'workspaces', json((SELECT json_group_array(workspace) FROM (
    SELECT DISTINCT workspace FROM trail_call WHERE trail = t.n
    ORDER BY workspace))))
FROM trail AS t WHERE t.n = ?1;
-- :trail_says
SELECT counted || ' of ' || events || ' events counted' FROM trail
WHERE n = ?1;
