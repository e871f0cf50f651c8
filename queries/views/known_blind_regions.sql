-- Regions in which a principal was active and IAM may not have seen it, as a committed run knows, of whichever run the
-- snapshot of its date shows: partial and superseded ones, too. Whatever looks like a Region and is none that IAM tracks
-- is one that it does not track. blind_until: the last use there; of a Region that IAM tracks the day since when it does.
-- It judges nothing; a condition on snapshot_date prunes files.
-- Grain: run_id, account_id, principal_id, region.
CREATE OR REPLACE VIEW known_blind_regions AS
WITH uses AS (
  SELECT
    u.snapshot_date, u.run_id, u.account_id, u.principal_id,
    u.last_accessed_region AS region,
    max(u.last_accessed_at) AS used_at
  FROM known_action_uses u
  WHERE u.last_accessed_region IS NOT NULL
  GROUP BY u.snapshot_date, u.run_id, u.account_id, u.principal_id, u.last_accessed_region
  UNION ALL
  SELECT
    u.snapshot_date, u.run_id, u.account_id, u.principal_id,
    u.last_accessed_region,
    max(u.last_accessed_at)
  FROM known_service_uses u
  WHERE u.last_accessed_region IS NOT NULL
  GROUP BY u.snapshot_date, u.run_id, u.account_id, u.principal_id, u.last_accessed_region
  UNION ALL
  SELECT p.snapshot_date, p.run_id, p.account_id, p.principal_id, p.role_last_used_region, p.role_last_used_at
  FROM principals p
  JOIN runs r ON r.run_id = p.run_id AND r.snapshot_date = p.snapshot_date
  WHERE p.role_last_used_region IS NOT NULL
    AND p.role_last_used_at IS NOT NULL
)
SELECT
  u.snapshot_date, u.run_id, u.account_id, u.principal_id, u.region,
  CAST(bool_or(t.region IS NOT NULL) AS boolean) AS is_tracked,
  CAST(max(coalesce(t.tracked_since, u.used_at)) AS timestamp) AS blind_until
FROM uses u
LEFT JOIN tracked_regions t ON t.region = u.region
WHERE t.region IS NOT NULL
  OR regexp_extract(u.region, '^[a-z]{2,5}(-[a-z]+)+-[0-9]+$') = u.region
GROUP BY u.snapshot_date, u.run_id, u.account_id, u.principal_id, u.region
