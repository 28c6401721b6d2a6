-- :price_record
SELECT json_object('kind', 'price', 'id', id, 'platform', platform,
  'model', model, 'region', region, 'token_type', token_type, 'tier', tier,
  'geography', geography, 'usd_per_million', json(usd(usd_per_million)),
  'effective_from', utc_day(effective_from), 'source', source)
FROM price WHERE (?1 IS NULL OR model = ?1) ORDER BY n;
-- :price_model
SELECT min(model) FROM price WHERE lower(model) = lower(?1);
-- :model_known
SELECT count(*) FROM model WHERE platform = ?1 AND model = ?2;
-- :estimate_line
SELECT json_object('token_type', ?1, 'tokens', ?2, 'cost_usd', json(usd(?4)),
  'usd_per_million', json(usd(p.usd_per_million)), 'price', p.id,
  'region', p.region, 'geography', p.geography,
  'effective_from', utc_day(p.effective_from), 'source', p.source)
FROM (SELECT 1) LEFT JOIN price AS p ON p.id = ?3;
-- :estimate_priced
SELECT json_object('kind', 'estimate', 'id', ?1 || ':' || ?2, 'platform', ?1,
  'model', ?2, 'region', ?3, 'availability', ?4, 'geography', ?5,
  'estimate_usd', json(usd(?7)), 'reason', ?8,
  'lines', json('[' || ?6 || ']'),
  'price_book', (SELECT value FROM meta WHERE key = 'price_book'));
