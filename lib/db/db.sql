-- :application_id
PRAGMA application_id;
-- :user_version
PRAGMA user_version;
-- :schema_identity
PRAGMA application_id = 1718575921; -- 0x666f6331, "foc1"
PRAGMA user_version = 2;
-- :schema_tables
SELECT count(*) FROM sqlite_schema;
-- :begin
BEGIN IMMEDIATE;
-- :commit
COMMIT;
-- :read_begin
BEGIN;
-- :meta_get
SELECT value FROM meta WHERE key = ?1;
-- :meta_set
INSERT INTO meta (key, value) VALUES (?1, ?2)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;
-- :policy_get
SELECT value FROM policy WHERE key = ?1;

-- :actor_users
SELECT u.name, p.id FROM person_unix AS u JOIN person AS p ON p.id = u.person
WHERE p.active = 1 ORDER BY u.name;
-- :actor_by_id
SELECT id FROM person WHERE id = ?1 AND active = 1;
-- Who only operates is a service, and lends its user to persons.
-- :actor_other_roles
SELECT count(*) FROM person_role WHERE person = ?1 AND role <> 'operator';
-- :actor_roles
SELECT role FROM person_role WHERE person = ?1;

-- :audit_last
SELECT seq, at, hash FROM audit ORDER BY seq DESC LIMIT 1;
-- :audit_insert
INSERT INTO audit (seq, at, actor, uid, login_uid, role, verb, object, before,
  after, rationale, digest, prev, hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14);
-- :audit_all
SELECT seq, at, actor, uid, login_uid, role, verb, object, before, after,
  rationale, digest, prev, hash
FROM audit ORDER BY seq;
-- :audit_one
SELECT seq, at, actor, uid, login_uid, role, verb, object, before, after,
  rationale, digest, prev, hash
FROM audit WHERE seq = ?1;
-- :audit_log
SELECT json_object('kind', 'event', 'id', CAST(seq AS TEXT), 'seq', seq,
  'at', utc(at), 'actor', actor, 'uid', uid, 'login_uid', login_uid,
  'role', role, 'verb', verb, 'object', object, 'before', before,
  'after', after, 'rationale', rationale, 'hash', lower(hex(hash)))
FROM audit
WHERE at >= coalesce(?1, at) AND (?2 IS NULL OR at < ?2)
ORDER BY seq;
-- :audit_is_workload
SELECT count(*) FROM workload WHERE name = ?1;
-- The same of an object ?3; where ?4 is a workload, of all that belongs to it;
-- where ?5 is a request, of its scopes, tasks and anchors.
-- :audit_log_of
SELECT json_object('kind', 'event', 'id', CAST(seq AS TEXT), 'seq', seq,
  'at', utc(at), 'actor', actor, 'uid', uid, 'login_uid', login_uid,
  'role', role, 'verb', verb, 'object', object, 'before', before,
  'after', after, 'rationale', rationale, 'hash', lower(hex(hash)))
FROM audit
WHERE object IN (
    SELECT ?3
    UNION ALL SELECT 'wl-' || ?4
    UNION ALL SELECT id FROM request WHERE workload = ?4
    UNION ALL SELECT id FROM scope WHERE workload = ?4 OR request = ?5
    UNION ALL SELECT id FROM task WHERE workload = ?4 OR request = ?5
    UNION ALL SELECT id FROM anchor WHERE workload = ?4 OR request = ?5
    UNION ALL SELECT id FROM card WHERE workload = ?4
    UNION ALL SELECT id FROM gap WHERE workload = ?4
    UNION ALL SELECT id FROM investigation WHERE workload = ?4)
  AND at >= coalesce(?1, at) AND (?2 IS NULL OR at < ?2)
ORDER BY seq;
-- The newest event of each object that has rows of its own, and the digest of
-- them.
-- :audit_digests
SELECT seq, object, digest FROM audit
WHERE seq IN (SELECT max(seq) FROM audit GROUP BY object)
  AND digest IS NOT NULL AND object GLOB '[a-z][a-z]-*'
ORDER BY seq;
-- :audit_digest_of
SELECT seq, digest FROM audit
WHERE seq = (SELECT max(seq) FROM audit WHERE object = ?1);
-- The newest event of all others: these bind all facts together.
-- :audit_facts
SELECT seq, digest FROM audit
WHERE seq = (SELECT max(seq) FROM audit WHERE object NOT GLOB '[a-z][a-z]-*');
-- Objects of the governed tables that no event speaks of.
-- :audit_strangers
SELECT id FROM (
  SELECT id FROM request UNION ALL SELECT id FROM scope
  UNION ALL SELECT id FROM task UNION ALL SELECT id FROM anchor
  UNION ALL SELECT id FROM model_access
  UNION ALL SELECT id FROM investigation
  UNION ALL SELECT id FROM gap
  UNION ALL SELECT id FROM card UNION ALL SELECT 'wl-' || name FROM workload
  UNION ALL SELECT id FROM load WHERE state <> 'LOADING')
WHERE id NOT IN (SELECT object FROM audit) ORDER BY id;

-- What an object consists of, for the digest that an event binds.
-- :rows_br
SELECT * FROM request WHERE id = ?1;
-- :rows_sc
SELECT * FROM scope WHERE id = ?1;
-- :rows_ts
SELECT t.*, s.* FROM task AS t LEFT JOIN task_step AS s ON s.task = t.id
WHERE t.id = ?1 ORDER BY s.n;
-- :rows_an
SELECT a.*, c.* FROM anchor AS a LEFT JOIN claim AS c ON c.anchor = a.id
WHERE a.id = ?1 ORDER BY c.claimed_at, c.valid_from;
-- :rows_wl
SELECT w.*, e.* FROM workload AS w
LEFT JOIN estimate AS e ON e.workload = w.name
WHERE w.name = substr(?1, 4) ORDER BY e.n;
-- :rows_wl_stop
SELECT * FROM stop_action WHERE workload = substr(?1, 4)
ORDER BY event, action, target;
-- :rows_ld
SELECT l.*, f.* FROM load AS l LEFT JOIN load_file AS f ON f.load = l.id
WHERE l.id = ?1 ORDER BY f.n;
-- :rows_ld_sums
SELECT * FROM load_sum WHERE load = ?1 ORDER BY what, key;
-- No row, and so nothing to hash, of a load that has its cells.
-- :rows_ld_pruned
SELECT * FROM pruned WHERE load = CAST(substr(?1, 4) AS INTEGER);
-- Who may act, whose budget it is, and by what rules: one list, each row with
-- the name of its table.  ?1 is not needed; every kind is asked alike.
-- :rows_org
SELECT 1 AS part, id AS a, name AS b, email AS c, active AS d,
  delegate_to AS e, delegate_until AS f FROM person WHERE ?1 IS NOT NULL
UNION ALL SELECT 2, person, role, NULL, NULL, NULL, NULL FROM person_role
UNION ALL SELECT 3, name, person, NULL, NULL, NULL, NULL FROM person_unix
UNION ALL SELECT 4, id, name, parent, active, owner, level FROM node
UNION ALL SELECT 5, id, name, environment, active, payer, NULL FROM account
UNION ALL SELECT 6, account, product, valid_from, valid_to, NULL, NULL
  FROM account_share
UNION ALL SELECT 7, key, value, NULL, NULL, NULL, NULL FROM policy
UNION ALL SELECT 8, n, body, NULL, NULL, NULL, NULL FROM rule
ORDER BY 1, 2, 3, 4;
-- :rows_tr
SELECT t.*, c.* FROM trail AS t LEFT JOIN trail_call AS c ON c.trail = t.n
WHERE t.id = ?1 ORDER BY c.hour, c.workspace, c.role, c.account, c.action;
-- :rows_tr_events
SELECT rows, digest FROM seal
WHERE name = 'trail_event' AND part = CAST(substr(?1, 4) AS INTEGER);
-- :rows_cd
SELECT c.*, l.* FROM card AS c LEFT JOIN card_line AS l ON l.card = c.id
WHERE c.id = ?1 ORDER BY l.n;
-- :rows_cd_disputes
SELECT * FROM card_dispute WHERE card = ?1 ORDER BY n;
-- :rows_ma
SELECT * FROM model_access WHERE id = ?1;
-- :rows_gp
SELECT g.*, a.* FROM gap AS g LEFT JOIN gap_act AS a ON a.gap = g.id
WHERE g.id = ?1 ORDER BY a.n;
-- :rows_iv
SELECT i.*, g.* FROM investigation AS i
LEFT JOIN investigation_figure AS g ON g.investigation = i.id
WHERE i.id = ?1 ORDER BY g.n;

-- :integrity_check
PRAGMA integrity_check;
-- :foreign_key_check
PRAGMA foreign_key_check;
-- :vacuum_into
VACUUM INTO ?1;
-- The cells of each readable load against its stated sums.
-- :check_conservation
SELECT l.id, sum(c.cost) IS NOT l.ai_usd
  AND NOT (l.ai_usd = 0 AND sum(c.cost) IS NULL),
  count(c.load) <> l.cells,
  coalesce(sum(c.rows), 0) <> l.ai_rows,
  l.file_usd <> l.ai_usd + l.skipped_usd
FROM load AS l LEFT JOIN cell AS c ON c.load = l.n
WHERE l.state = 'ACTIVE' GROUP BY l.id ORDER BY l.n;
-- The closed ledger: what a load said of its files, cut by type, by platform
-- and type, by product and by invoice, against its cells and what is no AI.
-- :check_ledger
WITH side (n, id, what, key, rows, amount) AS (
  SELECT l.n, l.id, iif(s.what = 'OTHER_INVOICE', 'INVOICE', s.what), s.key,
    iif(s.what = 'OTHER_INVOICE', -s.rows, s.rows),
    iif(s.what = 'OTHER_INVOICE', -s.amount, s.amount)
  FROM load AS l JOIN load_sum AS s ON s.load = l.id
  WHERE l.state = 'ACTIVE' AND s.what IN ('TYPE', 'PLATFORM_TYPE', 'INVOICE',
    'OTHER_INVOICE')
  UNION ALL
  SELECT l.n, l.id, w.what, CASE w.what WHEN 'TYPE' THEN k.type
    WHEN 'INVOICE' THEN k.invoice ELSE k.platform || '|' || k.type END,
    -k.rows, -k.cost
  FROM load AS l JOIN (SELECT c.load, s.platform, s.line_type AS type,
      a.invoice, sum(c.rows) AS rows, sum(c.cost) AS cost
    FROM (SELECT load, sku, caller, sum(rows) AS rows, sum(cost) AS cost
      FROM cell GROUP BY load, sku, caller) AS c JOIN sku AS s ON s.id = c.sku
    JOIN caller AS a ON a.id = c.caller
    GROUP BY c.load, s.platform, s.line_type, a.invoice) AS k ON k.load = l.n,
    (SELECT 'TYPE' AS what UNION ALL SELECT 'PLATFORM_TYPE'
      UNION ALL SELECT 'INVOICE') AS w
  WHERE l.state = 'ACTIVE'
  UNION ALL
  SELECT l.n, l.id, 'file', w.key, CASE w.key WHEN 'all' THEN l.rows
    WHEN 'AI' THEN l.ai_rows ELSE l.skipped_rows END, CASE w.key
    WHEN 'all' THEN l.file_usd WHEN 'AI' THEN l.ai_usd
    ELSE l.skipped_usd END
  FROM load AS l, (SELECT 'all' AS key UNION ALL SELECT 'AI'
    UNION ALL SELECT 'other') AS w WHERE l.state = 'ACTIVE'
  UNION ALL
  -- Lines in another currency are counted, and in no sum.
  SELECT l.n, l.id, 'file', CASE s.what WHEN 'TYPE' THEN 'AI'
    WHEN 'PRODUCT' THEN 'other' ELSE 'all' END,
    -s.rows, iif(s.what = 'CURRENCY', 0, -s.amount)
  FROM load AS l JOIN load_sum AS s ON s.load = l.id
  WHERE l.state = 'ACTIVE'
    AND s.what IN ('TYPE', 'PRODUCT', 'INVOICE', 'CURRENCY')
)
SELECT id, CASE what WHEN 'file' THEN 'the lines of its files (' || key || ')'
  WHEN 'INVOICE' THEN 'invoice ' || iif(key = '', '(none yet)', key)
  WHEN 'TYPE' THEN 'type ' || key ELSE replace(key, '|', ', ') END,
  usd(sum(amount)), sum(rows)
FROM side GROUP BY n, what, key HAVING sum(amount) <> 0 OR sum(rows) <> 0
ORDER BY n, what, key;
-- :stats
SELECT json_object('kind', 'stat', 'id', name, 'rows', n) FROM (
  SELECT 'person' AS name, count(*) AS n FROM person
  UNION ALL SELECT 'account', count(*) FROM account
  UNION ALL SELECT 'model', count(*) FROM model
  UNION ALL SELECT 'price', count(*) FROM price
  UNION ALL SELECT 'workload', count(*) FROM workload
  UNION ALL SELECT 'request', count(*) FROM request
  UNION ALL SELECT 'model_access', count(*) FROM model_access
  UNION ALL SELECT 'scope', count(*) FROM scope
  UNION ALL SELECT 'task', count(*) FROM task
  UNION ALL SELECT 'anchor', count(*) FROM anchor
  UNION ALL SELECT 'load', count(*) FROM load
  UNION ALL SELECT 'sku', count(*) FROM sku
  UNION ALL SELECT 'caller', count(*) FROM caller
  UNION ALL SELECT 'cell', count(*) FROM cell
  UNION ALL SELECT 'trail', count(*) FROM trail
  UNION ALL SELECT 'trail_call', count(*) FROM trail_call
  UNION ALL SELECT 'card', count(*) FROM card
  UNION ALL SELECT 'card_dispute', count(*) FROM card_dispute
  UNION ALL SELECT 'gap', count(*) FROM gap
  UNION ALL SELECT 'investigation', count(*) FROM investigation
  UNION ALL SELECT 'audit', count(*) FROM audit);

-- :digest_cells
SELECT hour, sku, caller, rows, usage, cost, net, list FROM cell
WHERE load = ?1 ORDER BY hour, sku, caller;
-- :digest_skus
SELECT * FROM sku WHERE id IN (SELECT sku FROM cell WHERE load = ?1)
ORDER BY id;
-- :digest_callers
SELECT * FROM caller WHERE id IN (SELECT caller FROM cell WHERE load = ?1)
ORDER BY id;
-- :digest_loads
SELECT n, id, digest FROM load WHERE state <> 'LOADING'
  AND n NOT IN (SELECT load FROM pruned) ORDER BY n;

-- What the data of every payer reach that matters: that foc.yaml names, or that
-- has AI rows.  NULL: nothing is loaded.
-- :data_until
SELECT min(until) FROM (SELECT max(data_until) AS until FROM load
  WHERE state = 'ACTIVE' GROUP BY payer HAVING max(ai_rows) > 0
    OR payer IN (SELECT id FROM account WHERE payer = 1));
