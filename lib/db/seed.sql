-- :seed_model
INSERT INTO model (platform, model, vendor, name, model_id, in_region, status,
  updated_at, source)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
-- :seed_alias
INSERT INTO model_alias (alias, model) VALUES (lower(?1), ?2)
ON CONFLICT (alias) DO NOTHING;
-- :seed_profile
INSERT INTO model_profile (model, profile_id, geography, source_region,
  destinations)
VALUES (?1, ?2, ?3, ?4, ?5);
-- :seed_price
INSERT INTO price (n, id, platform, model, region, token_type, tier,
  geography, usd_per_million, effective_from, source)
SELECT n, 'pr-' || n, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
FROM (SELECT coalesce(max(n), 0) + 1 AS n FROM price);
