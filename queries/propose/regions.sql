-- Regions from which something was used, by account.
-- Grain: account_id, region.
SELECT DISTINCT account_id, last_accessed_region AS region
FROM service_access
WHERE snapshot_date = :snapshot_date
  AND last_accessed_region IS NOT NULL
ORDER BY account_id, region
