-- What the policy adds, and what AWS itself has named in an import.
-- :region_known
SELECT EXISTS (SELECT 1 FROM policy, json_each(policy.value) AS r
    WHERE policy.key = 'regions' AND r.value = ?1)
  OR EXISTS (SELECT 1 FROM model_region WHERE region = ?1)
  OR EXISTS (SELECT 1 FROM model_profile WHERE source_region = ?1)
  OR EXISTS (SELECT 1 FROM price WHERE region = ?1);
