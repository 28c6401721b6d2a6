-- Figures of gaps for one report, by number: measured by it, or by the last
-- detection.
-- :gap_figure_tables
CREATE TEMP TABLE IF NOT EXISTS gap_figure (
  n      INTEGER PRIMARY KEY,
  amount INTEGER NOT NULL,
  tokens TEXT,
  first_seen INTEGER,
  last_seen  INTEGER
);
DELETE FROM temp.gap_figure;
-- :gap_figure_seen
INSERT INTO temp.gap_figure (n, amount, tokens, first_seen, last_seen)
SELECT g.n, s.amount, s.tokens, s.first_seen, s.last_seen
FROM gap AS g JOIN gap_seen AS s ON s.gap = g.id WHERE g.id = ?1;

-- Gaps as records: those with ids ?1, a JSON list, or those of state ?2, scenario ?3 and
-- class ?4 (NULL: any).  Of a span from ?5 to ?6 with an AI spend of ?7, where
-- these are not told by the last detection.  ?8 is more for the record.
-- :gap_records
SELECT json_patch(json_object('kind', 'gap', 'id', g.id, 'class', g.class,
  'scenario', g.scenario, 'key', g.key, 'state', g.state,
  'account', nullif(g.account, ''), 'region', nullif(g.region, ''),
  'platform', nullif(g.platform, ''), 'model', nullif(g.model, ''),
  'principal', nullif(g.principal, ''), 'resource', nullif(g.resource, ''),
  'workspace', nullif(g.workspace, ''),
  'workload', coalesce(g.workload, did.workload),
  'from', utc(coalesce(?5, s.from_time)), 'to', utc(coalesce(?6, s.to_time)),
  'amount_usd', json(usd(coalesce(f.amount, 0))),
  'share_percent', json(percent(coalesce(f.amount, 0),
    coalesce(?7, s.share_of))),
  'tokens', json(f.tokens), 'regions', json(s.regions),
  'first_seen', utc(min(coalesce(s.first_seen, f.first_seen),
    coalesce(f.first_seen, s.first_seen))),
  'last_seen', utc(max(coalesce(s.last_seen, f.last_seen),
    coalesce(f.last_seen, s.last_seen))),
  'detected_at', utc(g.detected_at), 'previous', g.previous,
  'action', did.action, 'rationale', said.rationale,
  'acted_by', said.by, 'acted_at', utc(said.at),
  'evidence', iif(g.state = 'RESOLVED', found.rationale, NULL)), ?8)
FROM gap AS g
LEFT JOIN temp.gap_figure AS f ON f.n = g.n
LEFT JOIN gap_seen AS s ON s.gap = g.id
LEFT JOIN gap_act AS did ON did.gap = g.id AND did.n = (
  SELECT max(a.n) FROM gap_act AS a WHERE a.gap = g.id AND a.verb = 'act')
LEFT JOIN gap_act AS said ON said.gap = g.id AND said.n = (
  SELECT max(a.n) FROM gap_act AS a WHERE a.gap = g.id AND a.verb <> 'find')
LEFT JOIN gap_act AS found ON found.gap = g.id AND found.verb = 'find'
  AND found.n = (SELECT max(a.n) FROM gap_act AS a WHERE a.gap = g.id)
WHERE (?1 IS NULL OR g.id IN (SELECT value FROM json_each(?1)))
  AND (?2 IS NULL OR g.state = ?2)
  AND (?3 IS NULL OR g.scenario = ?3) AND (?4 IS NULL OR g.class = ?4)
ORDER BY g.class, coalesce(f.amount, 0) DESC, g.n;
-- The decision that is its next one.
-- :gap_act_add
INSERT INTO gap_act (gap, n, at, by, verb, action, workload, rationale,
  ends_at)
SELECT ?1, coalesce(max(n), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
FROM gap_act WHERE gap = ?1;
