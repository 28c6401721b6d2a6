-- ?1 name, ?2 account; NULL: all.
-- :prereq_rows
SELECT name, account, state FROM prerequisite
WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR account IN ('', ?2))
ORDER BY account, name;
-- ?3: what mends it.
-- :prereq_record
SELECT json_object('kind', 'prereq', 'id', name || ':' || account,
  'name', name, 'platform', platform, 'account', nullif(account, ''),
  'state', state, 'checked_at', utc(checked_at), 'evidence', evidence,
  'fix', ?3)
FROM prerequisite WHERE name = ?1 AND account = ?2;
-- :prereq_names
SELECT name, min(account <> '') FROM prerequisite GROUP BY name
ORDER BY name;
-- :prereq_expect
INSERT INTO prereq (name, platform, account, state, evidence, fix)
SELECT name, platform, account, 'UNKNOWN', '', '' FROM prerequisite
WHERE name = ?1 AND account = ?2
ON CONFLICT (name, account) DO NOTHING;
-- :prereq_evidence
UPDATE prereq SET checked_at = ?3, evidence = ?4
WHERE name = ?1 AND account = ?2;
-- Is it a payer's?  Where foc.yaml names none, that cannot be told.
-- :prereq_payer
SELECT EXISTS (SELECT 1 FROM account
    WHERE id = ?1 AND payer = 1 AND active = 1),
  EXISTS (SELECT 1 FROM account WHERE id = ?1 AND active = 1),
  (SELECT group_concat(id, ', ') FROM (SELECT id FROM account
    WHERE payer = 1 AND active = 1 ORDER BY id));
