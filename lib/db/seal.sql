-- New with version 2 of the schema: the whole of that step.
-- :schema_2
-- What blocks of rows were when they were written, so that a flipped bit shows
-- and foc-db check can say where: cells by load and hour, what is only added
-- to in blocks of 32, other tables that no event binds row by row as a whole.
CREATE TABLE seal (
  name   TEXT NOT NULL,                    -- of the table
  part   INTEGER NOT NULL,                 -- load.n, trail.n; else 0
  block  INTEGER NOT NULL,                 -- hour, id / 32; else 0
  rows   INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (name, part, block)
) STRICT, WITHOUT ROWID;
-- Loads whose cells foc-db prune took out: all else of them stays.
CREATE TABLE pruned (
  load INTEGER PRIMARY KEY REFERENCES load, -- load.n
  at   INTEGER NOT NULL
) STRICT;
CREATE INDEX anchor_workload ON anchor (workload);
CREATE INDEX anchor_request ON anchor (request);
CREATE INDEX estimate_workload ON estimate (workload);
CREATE INDEX estimate_request ON estimate (request);
CREATE INDEX scope_replaces ON scope (replaces);
CREATE INDEX task_after ON task (after_task);
-- :schema_text
SELECT type, name, tbl_name, sql FROM main.sqlite_master
ORDER BY type, name;

-- How to read the table ?1 in the order of its key; or ?2 of it: from a key
-- on, which is then its first column.
-- :seal_select
SELECT printf('SELECT * FROM main.%s%s ORDER BY %s', ?1,
  iif(?2, ' WHERE ' || min(name) || ' >= ?1', ''), group_concat(name, ', '))
FROM (SELECT name FROM pragma_table_info(?1, 'main') WHERE pk > 0
  ORDER BY pk);
-- :seal_get
SELECT rows, digest FROM seal WHERE name = ?1 AND part = ?2 AND block = ?3;
-- :seal_put
INSERT INTO seal (name, part, block, rows, digest) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (name, part, block) DO UPDATE SET rows = excluded.rows,
  digest = excluded.digest;
-- :seal_last
SELECT max(block) FROM seal WHERE name = ?1 AND part = 0;
-- :seal_blocks
SELECT block, rows, digest FROM seal
WHERE name = ?1 AND part = ?2 AND block >= ?3 ORDER BY block;
-- :seal_parts
SELECT part, rows, digest FROM seal WHERE name = ?1 ORDER BY part;
-- :seal_drop
DELETE FROM seal WHERE name = 'cell' AND part = ?1;
-- Seals of what there is not: ?1 are the names that there are, as a list.
-- :seal_strangers
SELECT DISTINCT name, part FROM seal
WHERE instr(?1, ' ' || name || ' ') = 0
  OR (name = 'cell' AND part NOT IN (SELECT n FROM load
    WHERE n NOT IN (SELECT load FROM pruned)))
  OR (name NOT IN ('cell', 'trail_event') AND part <> 0)
ORDER BY name, part;
-- :seal_trail_events
SELECT hash FROM trail_event;
-- Loads that have their cells.
-- :seal_loads
SELECT n, id, state, digest FROM load WHERE state <> 'LOADING'
  AND n NOT IN (SELECT load FROM pruned) ORDER BY n;
-- Cells of no load, or of one that should have none, from load to load.
-- :seal_stray_cells
WITH RECURSIVE has (load) AS (
  SELECT min(load) FROM cell
  UNION ALL
  SELECT (SELECT min(load) FROM cell WHERE cell.load > has.load) FROM has
  WHERE load IS NOT NULL)
SELECT load, (SELECT count(*) FROM cell WHERE cell.load = has.load) FROM has
WHERE load IS NOT NULL AND (load NOT IN (SELECT n FROM load)
  OR load IN (SELECT load FROM pruned));

-- The newest event of version 1 that bound the organisation.
-- :migrate_old_org
SELECT seq, digest FROM audit
WHERE seq = (SELECT max(seq) FROM audit WHERE object = 'org');
-- :migrate_to_2
PRAGMA user_version = 2;

-- Events that a backup, whose newest is ?1, has not.
-- :restore_lost
SELECT json_object('kind', 'event', 'id', CAST(seq AS TEXT), 'seq', seq,
  'at', utc(at), 'actor', actor, 'uid', uid, 'login_uid', login_uid,
  'role', role, 'verb', verb, 'object', object, 'before', before,
  'after', after, 'rationale', rationale, 'hash', lower(hex(hash)))
FROM audit WHERE seq > ?1 ORDER BY seq;
