-- What a workload used, of what was laid into `spent`.
-- :compare_mix
SELECT s.token_type, s.tier, s.geography, nullif(s.region, ''), s.per_unit,
  s.model, sum(x.usage), sum(x.cost)
FROM temp.spent AS x JOIN temp.own AS o ON o.id = x.own
JOIN sku AS s ON s.id = x.sku
WHERE o.workload = ?1
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6;
-- :compare_tokens
SELECT coalesce(json_group_object(lower(token_type), json(tokens)), '{}')
FROM (SELECT s.token_type, tokens_sum(x.usage, s.per_unit) AS tokens
  FROM temp.spent AS x JOIN temp.own AS o ON o.id = x.own
  JOIN sku AS s ON s.id = x.sku
  WHERE o.workload = ?1 AND s.per_unit IS NOT NULL
  GROUP BY s.token_type ORDER BY s.token_type);
-- The same by tier.
-- :compare_tiers
SELECT coalesce(json_group_object(tier, json(tokens)), '{}')
FROM (SELECT s.tier, tokens_sum(x.usage, s.per_unit) AS tokens
  FROM temp.spent AS x JOIN temp.own AS o ON o.id = x.own
  JOIN sku AS s ON s.id = x.sku
  WHERE o.workload = ?1 AND s.per_unit IS NOT NULL
  GROUP BY s.tier ORDER BY s.tier);
-- Models that could be asked for; ?1: only this.
-- :compare_models
SELECT model FROM model
WHERE platform = 'BEDROCK' AND (model = ?1 OR ?1 IS NULL AND status <> 'BLOCKED')
ORDER BY model;
-- :compare_record
SELECT json_object('kind', 'comparison', 'id', ?1 || ':' || m.model
    || iif(?15 IS NULL, '', ':batch=' || usd(?15)),
  'workload', ?1, 'platform', m.platform, 'model', m.model, 'name', m.name,
  'status', m.status, 'current', json(iif(?3, 'true', 'false')),
  'from', utc(?4), 'to', utc(?5), 'tokens', json(?6),
  'tiers', json(?13), 'batch_percent', json(tenths(?14)),
  'asked_batch_percent', json(usd(?15)),
  'actual_usd', json(usd(?7)), 'estimate_usd', json(usd(?8)),
  'difference_usd', json(usd(?8 - ?7)),
  'difference_percent', json(percent(?8 - ?7, ?7)),
  'not_compared_usd', json(usd(?9)), 'reason', ?10, 'assumed', ?11,
  'note', ?12,
  'price_book', (SELECT value FROM meta WHERE key = 'price_book'))
FROM model AS m WHERE m.platform = 'BEDROCK' AND m.model = ?2;
