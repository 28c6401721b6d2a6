-- :ingest_rules
SELECT n, body FROM rule ORDER BY n;
-- :ingest_aliases
SELECT alias, model FROM model_alias ORDER BY alias;
-- :ingest_prices
SELECT platform, model, token_type, tier, geography, region, usd_per_million,
  effective_from
FROM price ORDER BY platform, model, token_type, tier, geography, region,
  effective_from;

-- What a killed ingest left behind.
-- :ingest_leftovers
SELECT n, id FROM load WHERE state = 'LOADING' ORDER BY n;
-- :ingest_purge_cells
DELETE FROM cell WHERE load = ?1;
-- :ingest_purge_sums
DELETE FROM load_sum WHERE load = ?1;
-- :ingest_purge_files
DELETE FROM load_file WHERE load = ?1;
-- :ingest_purge_load
DELETE FROM load WHERE id = ?1 AND state = 'LOADING';

-- :ingest_active
SELECT n, export, id, data_until FROM load WHERE payer = ?1 AND period = ?2
  AND state = 'ACTIVE';
-- :ingest_next_load
SELECT coalesce(max(n), 0) + 1 FROM load;
-- :ingest_load
INSERT INTO load (n, id, payer, export, period, currency, state, started_at,
  files, rows, ai_rows, skipped_rows, file_usd, ai_usd, spend_usd,
  skipped_usd, residue, first_hour, last_hour, data_until, cells,
  unclassified_rows, digest, milliseconds)
VALUES (?1, 'ld-' || ?1, ?2, ?3, ?4, ?5, 'LOADING', ?6, ?7, ?8, ?9, ?10, ?11,
  ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, zeroblob(32), 0);
-- :ingest_file
INSERT INTO load_file (load, n, name, bytes, sha256, rows, file_usd, ai_usd,
  skipped_usd)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
-- :ingest_sum
INSERT INTO load_sum (load, what, key, rows, amount)
VALUES (?1, ?2, ?3, ?4, ?5);

-- per_unit may be NULL, which UNIQUE takes for different from itself.
-- :ingest_sku_find
SELECT id FROM sku WHERE platform = ?1 AND feature = ?2 AND model = ?3
  AND token_type = ?4 AND tier = ?5 AND geography = ?6 AND region = ?7
  AND line_type = ?8 AND unit = ?9 AND per_unit IS ?10 AND legal_entity = ?11
  AND endpoint = ?12;
-- :ingest_sku_add
INSERT INTO sku (platform, feature, model, token_type, tier, geography,
  region, line_type, unit, per_unit, legal_entity, endpoint)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
RETURNING id;
-- :ingest_caller_find
SELECT id FROM caller WHERE payer = ?1 AND account = ?2 AND principal = ?3
  AND session = ?4 AND resource = ?5 AND workspace = ?6 AND tags = ?7
  AND invoice = ?8;
-- :ingest_caller_add
INSERT INTO caller (payer, account, principal, session, resource, workspace,
  tags, invoice)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
RETURNING id;
-- :ingest_cell
INSERT INTO cell (load, hour, sku, caller, rows, usage, cost, net, list)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- Do two loads say the same, cell by cell and in what is no cell?
-- :ingest_same
SELECT count(*) FROM load AS a JOIN load AS b ON b.n = ?2
WHERE a.n = ?1 AND a.digest = b.digest AND a.export = b.export
  AND a.rows = b.rows AND a.ai_rows = b.ai_rows AND a.file_usd = b.file_usd
  AND a.spend_usd = b.spend_usd AND a.residue = b.residue
  AND a.data_until IS b.data_until AND NOT EXISTS (
    SELECT what, key, rows, amount FROM load_sum WHERE load = a.id
    EXCEPT SELECT what, key, rows, amount FROM load_sum WHERE load = b.id);
-- :ingest_digest
UPDATE load SET digest = ?2, milliseconds = ?3 WHERE n = ?1;
-- :ingest_supersede
UPDATE load SET state = 'SUPERSEDED', superseded_at = ?2
WHERE n = ?1 AND state = 'ACTIVE';
-- :ingest_activate
UPDATE load SET state = 'ACTIVE', active_at = ?2
WHERE n = ?1 AND state = 'LOADING';

-- The record of a load, or of all that are whole; ?2 is 1 where it was found
-- to be loaded already.
-- :ingest_record
SELECT json_object('kind', 'load', 'id', l.id, 'period', utc_month(l.period),
  'payer', l.payer, 'export', l.export, 'state', l.state,
  'currency', l.currency, 'files', l.files, 'rows', l.rows,
  'ai_rows', l.ai_rows, 'skipped_rows', l.skipped_rows,
  'file_usd', json(usd(l.file_usd)), 'ai_usd', json(usd(l.ai_usd)),
  'spend_usd', json(usd(l.spend_usd)),
  'skipped_usd', json(usd(l.skipped_usd)), 'residue_usd', json(l.residue),
  'by_type', json((SELECT json_group_object(key, json(usd(amount))) FROM
    (SELECT key, amount FROM load_sum WHERE load = l.id AND what = 'TYPE'
     ORDER BY key))),
  'by_platform', json((SELECT json_group_object(key, json(usd(amount))) FROM
    (SELECT key, amount FROM load_sum WHERE load = l.id
     AND what = 'PLATFORM' ORDER BY key))),
  'first_hour', utc(l.first_hour), 'last_hour', utc(l.last_hour),
  'data_until', utc(l.data_until), 'cells', l.cells,
  'pruned_at', (SELECT utc(at) FROM pruned WHERE load = l.n),
  'unknown_models', json((SELECT json_group_array(key) FROM
    (SELECT key FROM load_sum WHERE load = l.id AND what = 'UNKNOWN_MODEL'
     ORDER BY key))),
  'unknown_types', json((SELECT json_group_array(key) FROM
    (SELECT key FROM load_sum WHERE load = l.id AND what = 'UNKNOWN_TYPE'
     ORDER BY key))),
  'unclassified_rows', l.unclassified_rows,
  'unverified_rows', (SELECT coalesce(sum(rows), 0) FROM load_sum
    WHERE load = l.id AND what = 'UNVERIFIED'),
  'unpriced_rows', (SELECT coalesce(sum(rows), 0) FROM load_sum
    WHERE load = l.id AND what = 'UNPRICED'),
  'rate_mismatch_rows', (SELECT coalesce(sum(rows), 0) FROM load_sum
    WHERE load = l.id AND what = 'RATE_MISMATCH'),
  'ccu_mismatch_rows', (SELECT coalesce(sum(rows), 0) FROM load_sum
    WHERE load = l.id AND what = 'CCU_MISMATCH'),
  'principal_coverage', json((SELECT json_group_object(key,
      json(percent(sum_with, sum_with + sum_without))) FROM
    (SELECT key, sum(iif(what = 'WITH_PRINCIPAL', amount, 0)) AS sum_with,
       sum(iif(what = 'WITHOUT_PRINCIPAL', amount, 0)) AS sum_without
     FROM load_sum WHERE load = l.id
     AND what IN ('WITH_PRINCIPAL', 'WITHOUT_PRINCIPAL')
     GROUP BY key ORDER BY key))),
  'other_currencies', json((SELECT json_group_object(key,
      json(usd(amount))) FROM
    (SELECT key, amount FROM load_sum WHERE load = l.id
     AND what = 'CURRENCY' ORDER BY key))),
  'reconcile', json((SELECT json_group_array(json_object('file', name,
      'rows', rows, 'file_usd', json(usd(file_usd)),
      'ai_usd', json(usd(ai_usd)), 'skipped_usd', json(usd(skipped_usd))))
    FROM (SELECT * FROM load_file WHERE load = l.id ORDER BY n))),
  'reconciled', json(iif(l.file_usd = l.ai_usd + l.skipped_usd AND
    (SELECT count(*) FROM load_file WHERE load = l.id
     AND file_usd <> ai_usd + skipped_usd) = 0, 'true', 'false')),
  'unchanged', json(iif(?2, 'true', 'false')),
  'seconds', json(usd(l.milliseconds * 10000000)),
  'mb_per_second', (SELECT json(tenths(sum(bytes) / 100 /
      max(l.milliseconds, 1))) FROM load_file WHERE load = l.id))
FROM load AS l
WHERE iif(?1 IS NULL, l.state <> 'LOADING', l.n = ?1)
  AND (?3 IS NULL OR l.state = ?3)
ORDER BY l.n;
-- :ingest_ended
UPDATE load SET superseded_at = ?2 WHERE n = ?1;
-- Weeks whose cards were made while it was in force.
-- :ingest_weeks
SELECT group_concat(utc_week(week), ', ') FROM (
  SELECT DISTINCT c.week FROM card AS c JOIN load AS l ON l.id = ?1
  WHERE c.week <= l.last_hour AND c.week + 604800 > l.first_hour
    AND CAST(c.audit_head AS INTEGER) >= (SELECT min(seq) FROM audit
      WHERE object = l.id)
  ORDER BY c.week);
-- :ingest_pruned
INSERT INTO pruned (load, at) VALUES (?1, ?2);
-- :ingest_is_pruned
SELECT count(*) FROM pruned WHERE load = ?1;
-- :ingest_load_of
SELECT n FROM load WHERE id = ?1;

-- Which rule took which rows.  The key is
-- "PLATFORM\nFEATURE\nRULE\nTOKEN_TYPE".
-- :ingest_explain
WITH took AS (
  SELECT load, key, rows, amount, instr(key, char(10)) AS a
  FROM load_sum WHERE what = 'RULE' AND load = 'ld-' || ?1),
cut AS (
  SELECT load, substr(key, 1, a - 1) AS platform, substr(key, a + 1) AS rest,
    instr(substr(key, a + 1), char(10)) AS b, rows, amount
  FROM took),
part AS (
  SELECT load, platform, substr(rest, 1, b - 1) AS feature,
    substr(rest, b + 1, instr(substr(rest, b + 1), char(10)) - 1) AS rule,
    sum(rows) AS rows, sum(amount) AS amount
  FROM cut GROUP BY 1, 2, 3, 4)
SELECT json_object('kind', 'rule', 'id', p.rule, 'load', p.load,
  'platform', p.platform, 'feature', p.feature,
  'rows', p.rows, 'amount_usd', json(usd(p.amount)),
  'verified', json(iif(u.load IS NULL, 'true', 'false')))
FROM part AS p
LEFT JOIN load_sum AS u ON u.load = p.load AND u.what = 'UNVERIFIED'
  AND u.key = p.rule
ORDER BY p.rule, p.platform, p.feature;

-- What of a load foc.yaml does not know, as the end of a sentence; NULL
-- where it knows all.  ?2 is what each account spent, {"account":cost}.
-- :ingest_strangers
WITH spent AS (
  SELECT key AS account, value AS usd FROM json_each(?2) WHERE value <> 0),
strange AS (
  SELECT account, usd FROM spent
  WHERE account NOT IN (SELECT id FROM account WHERE active)),
said AS (
  SELECT 1 AS n, 'this payer, who has $' || usd(sum(usd)) || ' of AI spend'
    AS text
  FROM spent JOIN load AS l ON l.n = ?1
  WHERE l.payer NOT IN (SELECT id FROM account WHERE active)
  HAVING count(*) > 0
  UNION ALL
  SELECT 1, 'this payer, who has no AI spend' FROM load AS l
  WHERE l.n = ?1 AND l.ai_rows = 0
    AND l.payer NOT IN (SELECT id FROM account WHERE active)
  UNION ALL
  SELECT 2, iif(count(*) = 1, 'the account ', 'the accounts ') ||
    (SELECT group_concat(account, ', ') FROM
      (SELECT account FROM strange ORDER BY account LIMIT 10)) ||
    iif(count(*) > 10, ' and ' || (count(*) - 10) || ' more', '') ||
    ', where $' || usd(sum(usd)) || ' of AI spend is'
  FROM strange HAVING count(*) > 0)
SELECT group_concat(text, '; nor ') FROM (SELECT text FROM said ORDER BY n);

-- What a new load (?1) changes about the one it replaces (?2, may be NULL).
-- :ingest_change
SELECT json_object('kind', 'load_change', 'id', a.payer || ':' ||
  utc_month(a.period) || ':' || p.key, 'payer', a.payer,
  'period', utc_month(a.period), 'platform', p.key,
  'before_usd', json(usd(coalesce(old.amount, 0))),
  'after_usd', json(usd(coalesce(new.amount, 0))),
  'difference_usd', json(usd(coalesce(new.amount, 0) -
    coalesce(old.amount, 0))))
FROM load AS a LEFT JOIN load AS b ON b.n = ?2
JOIN (SELECT DISTINCT key FROM load_sum WHERE what = 'PLATFORM'
  AND load IN ('ld-' || ?1, 'ld-' || ?2)) AS p
LEFT JOIN load_sum AS new ON new.load = a.id AND new.what = 'PLATFORM'
  AND new.key = p.key
LEFT JOIN load_sum AS old ON old.load = b.id AND old.what = 'PLATFORM'
  AND old.key = p.key
WHERE a.n = ?1 ORDER BY p.key;
