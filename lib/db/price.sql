-- The price of tokens at a time.  A platform shares the prices of its twin
-- (the same model is billed either way), and of several that fit the asked
-- geography comes first, then the region's own before that of any region,
-- then the platform's own, then the newest.  ?4 NULL: no region is meant.
-- :price_find
SELECT id, usd_per_million, geography = ?6 FROM price
WHERE platform IN (?1, CASE ?1 WHEN 'BEDROCK' THEN 'MARKETPLACE'
    WHEN 'MARKETPLACE' THEN 'BEDROCK' ELSE ?1 END)
  AND model = ?2 AND token_type = ?3 AND (?4 IS NULL OR region IN ('*', ?4))
  AND tier = ?5 AND effective_from <= ?7
ORDER BY geography <> ?6,
  CASE WHEN ?4 IS NULL THEN region <> '*' ELSE region = '*' END,
  ?4 IS NULL AND region <> 'us-east-1', platform <> ?1, region,
  effective_from DESC, n DESC LIMIT 1;
-- The name of a book is what is in it: the day of its newest price, and the
-- beginning of a hash over all of them.
-- :price_rows
SELECT platform, model, region, token_type, tier, geography, usd_per_million,
  effective_from
FROM price ORDER BY platform, model, region, token_type, tier, geography,
  effective_from;
-- :price_newest
SELECT max(effective_from) FROM price;
