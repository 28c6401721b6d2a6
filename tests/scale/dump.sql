-- SPDX-License-Identifier: MIT
-- All that a load leaves but its files and the time that it took.
SELECT * FROM cell ORDER BY 1, 2, 3, 4;
SELECT * FROM sku ORDER BY id;
SELECT * FROM caller ORDER BY id;
SELECT * FROM load_sum ORDER BY 1, 2, 3;
SELECT n, payer, export, period, currency, state, rows, ai_rows, skipped_rows,
  file_usd, ai_usd, spend_usd, skipped_usd, residue, first_hour, last_hour,
  data_until, cells, unclassified_rows, hex(digest)
FROM load ORDER BY n;
SELECT seq, actor, role, verb, object, before, after, rationale
FROM audit WHERE verb IN ('ingest', 'supersede') ORDER BY seq;
