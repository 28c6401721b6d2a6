-- What is behind figures: filled by who knows whose the spend is, read by who
-- reads the bill again.  Gone with the connection.
-- :why_tables
-- Figures that were asked for, in their order.
CREATE TEMP TABLE IF NOT EXISTS why_figure (
  n     INTEGER PRIMARY KEY AUTOINCREMENT,
  id    TEXT NOT NULL,
  value TEXT,                              -- what its lines add up to
  measure INTEGER NOT NULL DEFAULT 0       -- 1 net cost, 2 list
);
-- Who owns a part of a cell, and by which rule; rule counts from 1 in each
-- figure.
CREATE TEMP TABLE IF NOT EXISTS why_own (
  figure     INTEGER NOT NULL,
  own        INTEGER NOT NULL,
  rule       INTEGER NOT NULL,
  source     TEXT,                         -- NULL: a load's, nobody's part
  layer      TEXT,
  workload   TEXT,
  owner      TEXT,                         -- product or unit, by its path
  part       INTEGER NOT NULL,
  parts      INTEGER NOT NULL,
  anchor     TEXT,
  claimed_at INTEGER,
  valid_from INTEGER,
  valid_to   INTEGER,
  PRIMARY KEY (figure, own)
) WITHOUT ROWID;
-- Parts of cells that add up to a figure.
CREATE TEMP TABLE IF NOT EXISTS why_cell (
  figure INTEGER NOT NULL,
  load   INTEGER NOT NULL,
  hour   INTEGER NOT NULL,
  sku    INTEGER NOT NULL,
  caller INTEGER NOT NULL,
  own    INTEGER NOT NULL,
  usage  INTEGER NOT NULL,
  cost   INTEGER NOT NULL,
  num    INTEGER NOT NULL DEFAULT 1,       -- num / den of it by CloudTrail
  den    INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (figure, load, hour, sku, caller, own)
) WITHOUT ROWID;
-- Rows of a load that are behind a figure and no cells: ALL of them in the
-- currency of the load, SKIPPED ones that are not AI, of them those of a
-- PRODUCT or an OTHER_INVOICE (key), all of an INVOICE, those of a CURRENCY,
-- AI ones, what rounding left (RESIDUE).  file: only of that one of its files.
CREATE TEMP TABLE IF NOT EXISTS why_rows (
  figure INTEGER NOT NULL,
  load   INTEGER NOT NULL,
  what   TEXT NOT NULL,
  key    TEXT,
  file   INTEGER
);
-- Records that were printed on the way to one: figures come in flocks.  what:
-- records of two kinds have one id.
CREATE TEMP TABLE IF NOT EXISTS why_seen (
  id   TEXT NOT NULL,
  what TEXT NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (id, what)
) WITHOUT ROWID;
DELETE FROM temp.why_seen;
DELETE FROM temp.why_figure;
DELETE FROM temp.why_own;
DELETE FROM temp.why_cell;
DELETE FROM temp.why_rows;
