-- Regions from which something was used, by account, as any run knows it.
-- Grain: account_id, region.
SELECT DISTINCT account_id, region
FROM known_principal_uses
WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
  AND region IS NOT NULL
ORDER BY account_id, region
