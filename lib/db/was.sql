-- The table for what rows of the table ?1 were.
-- :was_table
SELECT printf('CREATE TABLE was_%s (was_n INTEGER PRIMARY KEY, '
    || 'was_seq INTEGER NOT NULL, was_there INTEGER NOT NULL, %s) STRICT',
  ?1, group_concat(name || ' ' || type, ', '))
FROM pragma_table_info(?1);
-- The trigger that writes there: ?2 is UPDATE or INSERT, ?3 OLD or NEW.
-- :was_trigger
SELECT printf('CREATE TRIGGER was_%s_%s AFTER %s ON %s '
    || 'WHEN EXISTS (SELECT 1 FROM audit) BEGIN '
    || 'INSERT INTO was_%s (was_seq, was_there, %s) '
    || 'SELECT max(seq), %d, %s FROM audit; END',
  ?1, lower(?2), ?2, ?1, ?1, group_concat(name, ', '), ?2 = 'UPDATE',
  group_concat(?3 || '.' || name, ', '))
FROM pragma_table_info(?1);
