-- One difference between the file and foc.yaml.
-- :org_change
SELECT json_object('kind', 'change', 'id', ?2 || ' ' || ?3, 'op', ?1,
  'what', ?2, 'name', ?3, 'detail', ?4);

-- What holds now, by kind: the name, then the fields that foc.yaml says.
-- :org_now_setting
SELECT key, value FROM meta
WHERE key IN ('organization', 'currency', 'label_e1', 'label_e2', 'label_e3',
  'label_e4')
ORDER BY key;
-- :org_now_person
SELECT p.id, p.name, p.email,
  coalesce((SELECT group_concat(name, ' ') FROM (
    SELECT name FROM person_unix WHERE person = p.id ORDER BY name)), ''),
  coalesce((SELECT group_concat(role, ' ') FROM (
    SELECT role FROM person_role WHERE person = p.id
    ORDER BY instr('product-owner finops-lead cloud-engineer portfolio-owner'
      || ' finance admin operator', role))), '')
FROM person AS p WHERE p.active = 1 ORDER BY p.id;
-- :org_now_delegate
SELECT id, delegate_to, utc(delegate_until) FROM person
WHERE active = 1 AND delegate_to IS NOT NULL ORDER BY id;
-- :org_now_unit
SELECT name FROM node WHERE level = 1 AND active = 1 ORDER BY name;
-- :org_now_department
SELECT u.name || ' > ' || d.name FROM node AS d JOIN node AS u ON u.id = d.parent
WHERE d.level = 2 AND d.active = 1 ORDER BY 1;
-- :org_now_portfolio
SELECT p.name, u.name || ' > ' || d.name, p.owner
FROM node AS p JOIN node AS d ON d.id = p.parent JOIN node AS u ON u.id = d.parent
WHERE p.level = 3 AND p.active = 1 ORDER BY p.name;
-- :org_now_product
SELECT p.name, f.name, p.owner
FROM node AS p JOIN node AS f ON f.id = p.parent
WHERE p.level = 4 AND p.active = 1 ORDER BY p.name;
-- :org_now_account
SELECT id, name, environment, iif(payer, 'true', 'false') FROM account
WHERE active = 1 ORDER BY id;
-- :org_now_share
SELECT s.account || ' ' || p.name,
  iif(s.valid_from = 0, 'always', utc(s.valid_from))
FROM account_share AS s JOIN node AS p ON p.id = s.product
WHERE s.valid_to IS NULL ORDER BY 1;
-- :org_now_rule
SELECT CAST(n AS TEXT), body FROM rule ORDER BY n;

-- Adding and changing are one statement: who was gone is back.
-- :org_put_person
INSERT INTO person (id, name, email, active) VALUES (?1, ?2, ?3, 1)
ON CONFLICT (id) DO UPDATE
SET name = excluded.name, email = excluded.email, active = 1;
-- :org_put_role
INSERT INTO person_role (person, role) VALUES (?1, ?2);
-- :org_put_unix
INSERT INTO person_unix (person, name) VALUES (?1, ?2)
ON CONFLICT (name) DO UPDATE SET person = excluded.person;
-- :org_clear_roles
DELETE FROM person_role WHERE person = ?1;
-- :org_clear_unix
DELETE FROM person_unix WHERE person = ?1;
-- :org_put_delegate
UPDATE person SET delegate_to = ?2, delegate_until = ?3 WHERE id = ?1;
-- :org_put_unit
INSERT INTO node (level, name, active) VALUES (1, ?1, 1)
ON CONFLICT (coalesce(parent, 0), name) WHERE level < 3 DO UPDATE
SET active = 1;
-- :org_put_department
INSERT INTO node (level, name, parent, active)
SELECT 2, substr(?1, length(name) + 4), id, 1 FROM node
WHERE level = 1 AND name || ' > ' = substr(?1, 1, length(name) + 3)
ON CONFLICT (coalesce(parent, 0), name) WHERE level < 3 DO UPDATE
SET active = 1;
-- :org_put_portfolio
INSERT INTO node (level, name, parent, owner, active)
SELECT 3, ?1, d.id, ?3, 1
FROM node AS d JOIN node AS u ON u.id = d.parent
WHERE d.level = 2 AND u.name || ' > ' || d.name = ?2
ON CONFLICT (name) WHERE level = 3 DO UPDATE
SET parent = excluded.parent, owner = excluded.owner, active = 1;
-- :org_put_product
INSERT INTO node (level, name, parent, owner, active)
SELECT 4, ?1, id, ?3, 1 FROM node WHERE level = 3 AND name = ?2
ON CONFLICT (name) WHERE level = 4 DO UPDATE
SET parent = excluded.parent, owner = excluded.owner, active = 1;
-- :org_put_account
INSERT INTO account (id, name, environment, payer, active)
VALUES (?1, ?2, ?3, ?4 = 'true', 1)
ON CONFLICT (id) DO UPDATE
SET name = excluded.name, environment = excluded.environment,
  payer = excluded.payer, active = 1;
-- :org_put_share
INSERT INTO account_share (account, product, valid_from)
SELECT ?1, id, ?3 FROM node WHERE level = 4 AND name = ?2
ON CONFLICT (account, product, valid_from) DO UPDATE SET valid_to = NULL;
-- :org_put_rule
INSERT INTO rule (n, body) VALUES (CAST(?1 AS INTEGER), ?2)
ON CONFLICT (n) DO UPDATE SET body = excluded.body;
-- :org_put_policy
INSERT INTO policy (key, value) VALUES (?1, ?2)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- Nothing that others may refer to is deleted.
-- :org_drop_person
UPDATE person SET active = 0, delegate_to = NULL, delegate_until = NULL
WHERE id = ?1;
-- :org_drop_node
UPDATE node SET active = 0 WHERE level = ?1 AND name = ?2;
-- :org_drop_department
UPDATE node SET active = 0 WHERE id = (
  SELECT d.id FROM node AS d JOIN node AS u ON u.id = d.parent
  WHERE d.level = 2 AND u.name || ' > ' || d.name = ?1);
-- :org_drop_account
UPDATE account SET active = 0 WHERE id = ?1;
-- :org_drop_rule
DELETE FROM rule WHERE n = CAST(?1 AS INTEGER);
-- An open share ends at ?3, or never was where that lies before its start.
-- :org_end_share
UPDATE account_share SET valid_to = max(valid_from, ?3)
WHERE account = ?1 AND valid_to IS NULL
  AND product = (SELECT id FROM node WHERE level = 4 AND name = ?2);
-- Until when the product shared the account before.
-- :org_share_until
SELECT max(valid_to) FROM account_share
WHERE account = ?1 AND valid_to > valid_from
  AND product = (SELECT id FROM node WHERE level = 4 AND name = ?2);

-- What stands in the way of a removal, or nothing.
-- :org_block_product
SELECT 'workload ' || w.name FROM workload AS w JOIN node AS p ON p.id = w.product
WHERE p.level = 4 AND p.name = ?1 ORDER BY w.name LIMIT 1;
-- :org_block_person
SELECT 'task of ' || id FROM request
WHERE implementer = ?1 AND state = 'CE_IN_PROGRESS' ORDER BY n LIMIT 1;
-- :org_block_account
SELECT 'scope ' || id FROM scope
WHERE account = ?1 AND state <> 'REVOKED' ORDER BY n LIMIT 1;
-- :org_block_currency
SELECT 'load ' || id FROM load ORDER BY n LIMIT 1;

-- :org_show_people
SELECT json_object('kind', 'person', 'id', p.id, 'name', p.name,
  'email', p.email,
  'unix', json((SELECT json_group_array(name) FROM (
    SELECT name FROM person_unix WHERE person = p.id ORDER BY name))),
  'roles', json((SELECT json_group_array(role) FROM (
    SELECT role FROM person_role WHERE person = p.id ORDER BY role))),
  'active', json(iif(p.active, 'true', 'false')),
  'delegate_to', p.delegate_to, 'delegate_until', utc(p.delegate_until))
FROM person AS p ORDER BY p.active DESC, p.id;
-- :org_show_accounts
SELECT json_object('kind', 'account', 'id', a.id, 'name', a.name,
  'environment', a.environment, 'payer', json(iif(a.payer, 'true', 'false')),
  'shared_by', json((SELECT json_group_array(name) FROM (
    SELECT p.name FROM account_share AS s JOIN node AS p ON p.id = s.product
    WHERE s.account = a.id AND s.valid_to IS NULL ORDER BY p.name))),
  'shares', json((SELECT json_group_array(json(share)) FROM (
    SELECT json_object('product', p.name,
      'valid_from', iif(s.valid_from = 0, NULL, utc(s.valid_from)),
      'valid_to', utc(s.valid_to)) AS share
    FROM account_share AS s JOIN node AS p ON p.id = s.product
    WHERE s.account = a.id AND s.valid_to IS NOT s.valid_from
    ORDER BY p.name, s.valid_from))),
  'active', json(iif(a.active, 'true', 'false')))
FROM account AS a ORDER BY a.active DESC, a.id;
-- :org_show_hierarchy
SELECT json_object('kind', 'product', 'id', p.name, 'name', p.name,
  'path', json_object('e1', u.name, 'e2', d.name, 'e3', f.name, 'e4', p.name),
  'owner', p.owner, 'portfolio_owner', f.owner,
  'active', json(iif(p.active, 'true', 'false')))
FROM node AS p JOIN node AS f ON f.id = p.parent JOIN node AS d ON d.id = f.parent
JOIN node AS u ON u.id = d.parent
WHERE p.level = 4 ORDER BY p.active DESC, u.name, d.name, f.name, p.name;
-- One key; ?3: both are JSON already.
-- :org_show_policy
SELECT CASE ?3 WHEN 1
  THEN json_object('kind', 'policy', 'id', ?1, 'key', ?1, 'value',
    json(coalesce(value, ?2)), 'default', json(?2))
  ELSE json_object('kind', 'policy', 'id', ?1, 'key', ?1, 'value',
    coalesce(value, ?2), 'default', ?2) END
FROM (SELECT (SELECT value FROM policy WHERE key = ?1) AS value);

-- The export with the caller's identity gates every approval.
-- The first task: what every approval waits for.  Of several payers none is
-- meant.
-- :org_first_task
INSERT INTO task (n, id, type, state, position, of, priority, account,
  opened_at, due_at)
SELECT 1, 'ts-1', 'CUR_EXPORT', ?1, 1, 1, 'NORMAL',
  iif(count(*) = 1, min(id), NULL), ?2, ?3
FROM account WHERE payer = 1 AND active = 1;
-- :org_first_prereq
INSERT INTO prereq (name, platform, account, state, checked_at, evidence, fix)
VALUES ('CUR_EXPORT', 'ALL', '', iif(?1, 'PASSED', 'UNKNOWN'), ?2,
  iif(?1, 'sandbox', ''), '');
