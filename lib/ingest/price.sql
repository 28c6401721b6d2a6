-- The price that holds on a day for exactly this.
-- :price_in_effect
SELECT id, usd_per_million, effective_from = ?7 FROM price
WHERE platform = ?1 AND model = ?2 AND region = ?3 AND token_type = ?4
  AND tier = ?5 AND geography = ?6 AND effective_from <= ?7
ORDER BY effective_from DESC LIMIT 1;
-- :price_update
UPDATE price SET usd_per_million = ?2, source = ?3 WHERE id = ?1;
