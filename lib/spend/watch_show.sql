-- Investigations as records.
-- :watch_view
CREATE TEMP VIEW IF NOT EXISTS watch_record AS
SELECT i.n, i.id, i.state, i.signal, json_object('kind', 'investigation',
  'id', i.id, 'signal', i.signal,
  'reason', nullif(i.reason, ''),
  'severity', iif(i.signal = 'SCOPE_UNUSED', 'INFO', 'WARNING'),
  'key', i.signal || '|' || i.subject || '|' ||
    iif(i.signal IN ('SPIKE_HOUR', 'NEW_PRINCIPAL'), utc(i.start),
      utc_day(i.start)),
  'subject', i.subject, 'state', i.state,
  'hour', iif(i.signal IN ('SPIKE_HOUR', 'NEW_PRINCIPAL'), utc(i.start),
    NULL),
  'day', iif(i.signal IN ('SPIKE_HOUR', 'NEW_PRINCIPAL'), NULL,
    utc_day(i.start)),
  'until', utc(g.until), 'amount_usd', json(usd(g.amount)),
  'baseline_usd', json(usd(g.baseline)),
  'first_usd', json((SELECT usd(amount) FROM investigation_figure
    WHERE investigation = i.id AND n = 1)),
  'payer', nullif(i.payer, ''), 'account', nullif(i.account, ''),
  'principal', nullif(i.principal, ''), 'platform', nullif(i.platform, ''),
  'model', nullif(i.model, ''), 'region', nullif(i.region, ''),
  'workload', i.workload, 'scope', i.scope,
  'raised_at', utc(i.raised_at), 'owner', i.owner, 'gap', i.gap,
  'finding', i.finding,
  'suggestion', CASE i.signal
    WHEN 'SPIKE_HOUR' THEN 'ask who runs it; foc-workload investigate marks '
      || 'a workload, foc-bill stop stops it'
    WHEN 'NEW_PRINCIPAL' THEN 'find whose it is; its gap is in foc-gaps, '
      || 'a request for it is foc-request new'
    WHEN 'MODEL_SURGE' THEN 'see foc-workload usage by principal and '
      || 'workload; foc-model block where nobody asked for it'
    WHEN 'SCOPE_UNUSED' THEN 'foc-approve revoke where it is not needed'
    ELSE iif(i.reason = 'MODEL_NOT_APPROVED',
      'foc-model approve it, or have its callers use another model',
      'finish its task, or find out why the role still works') END) AS record
FROM investigation AS i LEFT JOIN investigation_figure AS g
  ON g.investigation = i.id AND g.n = (SELECT max(n)
    FROM investigation_figure WHERE investigation = i.id);
-- ?4 is what a scan did with one.
-- :watch_records
SELECT iif(?4 IS NULL, record, json_insert(record, '$.outcome', ?4))
FROM temp.watch_record
WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR signal = ?2)
  AND (?3 IS NULL OR id = ?3)
ORDER BY n;

-- One with its evidence: what stands out, what went before it, whose it is.
-- :watch_subject
SELECT i.signal, i.subject, i.start, g.until
FROM investigation AS i JOIN investigation_figure AS g
  ON g.investigation = i.id
WHERE i.id = ?1 ORDER BY g.n DESC LIMIT 1;
-- :watch_show_tables
CREATE TEMP TABLE IF NOT EXISTS watch_rule (
  factor INTEGER NOT NULL,
  mad INTEGER NOT NULL,
  min_usd INTEGER NOT NULL,
  days INTEGER NOT NULL
);
CREATE TEMP TABLE IF NOT EXISTS watch_step (
  time INTEGER PRIMARY KEY,
  amount INTEGER NOT NULL,
  baseline INTEGER,
  mad INTEGER,
  threshold INTEGER,
  samples INTEGER NOT NULL,
  hit INTEGER NOT NULL,
  before INTEGER NOT NULL
);
CREATE TEMP TABLE IF NOT EXISTS watch_cell (
  time INTEGER NOT NULL,
  account TEXT NOT NULL,
  principal TEXT NOT NULL,
  workspace TEXT NOT NULL,
  platform TEXT NOT NULL,
  feature TEXT NOT NULL,
  model TEXT NOT NULL,
  token_type TEXT NOT NULL,
  region TEXT NOT NULL,
  workload TEXT,
  source TEXT NOT NULL,
  usage INTEGER NOT NULL,
  per_unit INTEGER,
  cost INTEGER NOT NULL
);
DELETE FROM temp.watch_rule;
DELETE FROM temp.watch_step;
DELETE FROM temp.watch_cell;
-- :watch_rule_add
INSERT INTO temp.watch_rule (factor, mad, min_usd, days)
VALUES (?1, ?2, ?3, ?4);
-- :watch_step_add
INSERT INTO temp.watch_step (time, amount, baseline, mad, threshold, samples,
  hit, before)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
-- Of what was taken, what is the subject's.
-- :watch_cells_fill
INSERT INTO temp.watch_cell
SELECT x.time, c.account, c.principal, c.workspace, s.platform, s.feature,
  s.model, s.token_type, s.region, o.workload, o.source, x.usage, s.per_unit,
  x.cost
FROM investigation AS i, temp.spent AS x JOIN temp.own AS o ON o.id = x.own
JOIN caller AS c ON c.id = o.caller JOIN sku AS s ON s.id = x.sku
WHERE i.id = ?1 AND CASE i.signal
  WHEN 'SPIKE_HOUR' THEN iif(i.workload IS NOT NULL, o.workload = i.workload,
    c.account = i.account
    AND iif(c.principal <> '', c.principal, c.workspace) = i.principal
    AND iif(s.model <> '', s.model, s.platform || ':' || s.feature)
      = i.model)
  WHEN 'MODEL_SURGE' THEN c.payer = i.payer
    AND iif(s.model <> '', s.model, s.platform || ':' || s.feature) = i.model
  WHEN 'NEW_PRINCIPAL' THEN c.account = i.account
    AND c.principal = i.principal
  ELSE CASE i.reason
    WHEN 'MODEL_NOT_APPROVED' THEN c.account = i.account
      AND s.platform = i.platform AND s.model = i.model
    ELSE o.workload = i.workload AND c.account = i.account
      AND (s.model = i.model OR s.platform = 'AGENTCORE') END END;
-- ?2: by days.
-- :watch_show
SELECT json_insert(record, '$.evidence', json_object(
  'rule', json((SELECT json_object('factor', json(usd(factor)),
      'mads', json(usd(mad)), 'min_usd', json(usd(min_usd)), 'days', days)
    FROM temp.watch_rule)),
  'steps', json((SELECT json_group_array(json(step)) FROM (
    SELECT json_object(iif(?2, 'day', 'hour'), iif(?2, utc_day(time),
        utc(time)), 'amount_usd', json(usd(amount)),
      'baseline_usd', json(usd(baseline)), 'mad_usd', json(usd(mad)),
      'threshold_usd', json(usd(threshold)), 'samples', samples,
      'stands_out', json(iif(hit, 'true', 'false'))) AS step
    FROM temp.watch_step WHERE NOT before ORDER BY time))),
  'before', json((SELECT json_group_array(json(step)) FROM (
    SELECT json_object(iif(?2, 'day', 'hour'), iif(?2, utc_day(time),
        utc(time)), 'amount_usd', json(usd(amount))) AS step
    FROM temp.watch_step WHERE before AND amount <> 0 ORDER BY time))),
  'days', json((SELECT json_group_array(json(step)) FROM (
    SELECT json_object('day', utc_day(time), 'amount_usd',
      json(usd_sum(cost))) AS step
    FROM temp.watch_cell GROUP BY time - time % 86400 ORDER BY time))),
  'cells', json((SELECT json_group_array(json(cell)) FROM (
    SELECT json_object('account', account,
      'principal', nullif(principal, ''),
      'workspace', nullif(workspace, ''), 'platform', platform,
      'feature', feature, 'model', nullif(model, ''),
      'token_type', token_type, 'region', nullif(region, ''),
      'workload', workload, 'source', source,
      'tokens', json(tokens_sum(usage, per_unit)),
      'cost_usd', json(usd_sum(cost))) AS cell
    FROM temp.watch_cell
    GROUP BY account, principal, workspace, platform, feature, model,
      token_type, region, workload, source
    ORDER BY sum(cost) DESC, account, principal, workspace, platform,
      feature, model, token_type, region, workload, source
    LIMIT 100))),
  'cells_usd', json((SELECT usd_sum(cost) FROM temp.watch_cell))))
FROM temp.watch_record WHERE id = ?1;

-- :watch_is_person
SELECT count(*) FROM person WHERE id = ?1 AND active = 1;
-- :watch_set_owner
UPDATE investigation SET owner = ?2 WHERE id = ?1;
-- :watch_set_gap
UPDATE investigation SET gap = ?2 WHERE id = ?1;
-- :watch_set_finding
UPDATE investigation SET finding = ?2 WHERE id = ?1;
-- :watch_is_gap
SELECT count(*) FROM gap WHERE id = ?1;

-- What people should be told, as it follows from the state: FinOps Leads what
-- nobody looks into, others what was given to them.  ?1 one of it, or NULL;
-- [?2, ?3) its times.
-- :watch_notify
WITH said (type, id, at, mail, workload, subject, body) AS (
  SELECT 'INVESTIGATIONS_OPEN', 'INVESTIGATIONS_OPEN', max(i.raised_at),
    (SELECT json_group_array(p.email) FROM person AS p
      JOIN person_role AS r ON r.person = p.id AND r.role = 'finops-lead'
      WHERE p.active = 1),
    NULL, iif(count(*) = 1, 'An investigation that nobody looks into',
      count(*) || ' investigations that nobody looks into'),
    'This stands out in the bill, the largest first:' || char(10) ||
    char(10) || (SELECT group_concat(line, char(10)) FROM (
      SELECT json_extract(v.record, '$.id') || '  ' ||
        json_extract(v.record, '$.key') || char(10) || '    $' ||
        usd(g.amount) || coalesce(', against $' || usd(g.baseline), '')
        AS line
      FROM temp.watch_record AS v JOIN investigation_figure AS g
        ON g.investigation = v.id AND g.n = (SELECT max(n)
          FROM investigation_figure WHERE investigation = v.id)
      WHERE v.state = 'OPEN' ORDER BY g.amount DESC, v.n LIMIT 50)) ||
    iif(count(*) > 50, char(10) || 'and ' || (count(*) - 50) || ' more', '')
    || char(10) || char(10) || 'To look: foc-watch show ID' || char(10) ||
    'To give it to somebody: foc-watch assign ID --to PERSON' || char(10)
  FROM investigation AS i WHERE i.state = 'OPEN' HAVING count(*) > 0
  UNION ALL
  SELECT 'INVESTIGATION_ASSIGNED', 'INVESTIGATION_ASSIGNED:' || i.id,
    (SELECT max(e.at) FROM audit AS e WHERE e.object = i.id
      AND e.verb = 'assign'),
    json_array(p.email), i.workload, i.id || ' is yours to look into',
    json_extract(v.record, '$.key') || char(10) || '$' || usd(g.amount) ||
    coalesce(', against $' || usd(g.baseline), '') || char(10) || char(10) ||
    'Next: ' || json_extract(v.record, '$.suggestion') || char(10) ||
    'What is behind it: foc-watch show ' || i.id || char(10) ||
    'A FinOps Lead closes it with what you find.' || char(10)
  FROM investigation AS i JOIN person AS p ON p.id = i.owner AND p.active = 1
  JOIN temp.watch_record AS v ON v.id = i.id
  JOIN investigation_figure AS g ON g.investigation = i.id
    AND g.n = (SELECT max(n) FROM investigation_figure
      WHERE investigation = i.id)
  WHERE i.state = 'ASSIGNED'
)
SELECT json_object('kind', 'notification', 'id', id, 'type', type,
  'at', utc(at), 'to', json(mail), 'from', (SELECT p.email FROM person AS p
    JOIN person_role AS r ON r.person = p.id AND r.role = 'operator'
    WHERE p.active = 1 ORDER BY p.id LIMIT 1),
  'workload', workload, 'request', NULL, 'subject', subject, 'body', body,
  'message_id', lower(replace(id, ':', '.')) || '.' || at || '@' ||
    (SELECT value FROM meta WHERE key = 'id') || '.foc',
  'thread_id', coalesce(workload, lower(type)) || '@' ||
    (SELECT value FROM meta WHERE key = 'id') || '.foc')
FROM said
WHERE (?1 IS NULL OR ?1 IN (id, type, substr(id, instr(id, ':') + 1)))
  AND (?2 IS NULL OR at >= ?2) AND (?3 IS NULL OR at < ?3)
ORDER BY at, id;
