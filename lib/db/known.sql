-- What a person may name on a command line, with what tells it from others.
-- :known
SELECT word, hint FROM (
  SELECT 'request' AS what, id AS word, workload || ' ' || state AS hint, n
    FROM request
  UNION ALL SELECT 'scope', id, workload || ' ' || model || ' ' || region ||
    ' ' || state, n FROM scope
  UNION ALL SELECT 'task', id, coalesce(workload || ' ', '') || type || ' ' || state, n
    FROM task
  UNION ALL SELECT 'anchor', id, workload || ' ' || value, n FROM anchor
  UNION ALL SELECT 'workload', name, control, 0 FROM workload
  UNION ALL SELECT 'model', model, group_concat(platform || ' ' || status,
    ', '), 0 FROM model GROUP BY model
  UNION ALL SELECT 'model_access', id, model || ' ' || state, n
    FROM model_access
  UNION ALL SELECT 'prereq', name, min(platform), 0 FROM prerequisite
    GROUP BY name
  UNION ALL SELECT 'card', id, state, -week FROM card
  UNION ALL SELECT 'rollup', 'ru-' || utc_week(c.week) || '-' || e3.name,
    NULL, -c.week FROM card AS c JOIN workload AS w ON w.name = c.workload
    JOIN node AS e4 ON e4.id = w.product JOIN node AS e3 ON e3.id = e4.parent
    GROUP BY c.week, e3.id
  UNION ALL SELECT 'investigation', id, signal || ' ' || state, n
    FROM investigation
  UNION ALL SELECT 'load', id, utc_month(period) || ' ' || state, n FROM load
  UNION ALL SELECT 'figure', c.id || ':' || k.value, c.state, -c.week
    FROM card AS c, json_each('["actual_usd", "estimate_usd",' ||
      '"variance_usd", "mtd_usd", "forecast_usd"]') AS k
  UNION ALL SELECT 'figure', l.id || ':' || k.value, utc_month(l.period), l.n
    FROM load AS l, json_each('["file_usd", "ai_usd", "spend_usd",' ||
      '"skipped_usd"]') AS k
  UNION ALL SELECT 'figure', 'wl-' || w.name || ':mtd_usd', w.control, 0
    FROM workload AS w
  UNION ALL SELECT 'gap', id, scenario || ' ' || state, n FROM gap
  UNION ALL SELECT 'person', id, name, 0 FROM person WHERE active = 1
  UNION ALL SELECT 'account', id, name, 0 FROM account WHERE active = 1
  UNION ALL SELECT 'product', name, NULL, 0 FROM node
    WHERE level = 4 AND active = 1
  UNION ALL SELECT 'portfolio', name, NULL, 0 FROM node
    WHERE level = 3 AND active = 1
) WHERE what = ?1 ORDER BY n, word;
