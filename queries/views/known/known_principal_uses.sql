-- The last use of a principal in each Region, by actions and services together, that a committed run saw, its RoleLastUsed,
-- and its last sign-in with the password. It judges nothing; a condition on snapshot_date prunes files.
-- blind_until: IAM may not have seen the principal until then, because it was active in a Region that IAM does not track, or
-- not yet. region is untracked where is_untracked_region; null, or text that is no Region's name, says nothing.
-- Grain: none; a principal may have several rows.
CREATE OR REPLACE VIEW known_principal_uses AS
WITH uses AS (
  SELECT
    u.snapshot_date, u.run_id, u.account_id, u.principal_arn, u.principal_id, u.principal_type, u.permission_set_name,
    u.is_service_linked, u.last_accessed_at AS used_at, u.last_service_accessed_at AS service_used_at,
    u.last_accessed_region AS region
  FROM raw.principal_uses u
  JOIN raw.runs r ON r.run_id = u.run_id AND r.snapshot_date = u.snapshot_date
  UNION ALL
  SELECT
    p.snapshot_date, p.run_id, p.account_id, p.principal_arn, p.principal_id, p.principal_type, p.permission_set_name,
    p.is_service_linked, p.role_last_used_at, CAST(NULL AS timestamp), p.role_last_used_region
  FROM raw.principals p
  JOIN raw.runs r ON r.run_id = p.run_id AND r.snapshot_date = p.snapshot_date
  WHERE p.role_last_used_at IS NOT NULL
  UNION ALL
  SELECT
    p.snapshot_date, p.run_id, p.account_id, p.principal_arn, p.principal_id, p.principal_type, p.permission_set_name,
    p.is_service_linked, p.password_last_used_at, CAST(NULL AS timestamp), CAST(NULL AS varchar)
  FROM raw.principals p
  JOIN raw.runs r ON r.run_id = p.run_id AND r.snapshot_date = p.snapshot_date
  WHERE p.password_last_used_at IS NOT NULL
)
SELECT
  u.snapshot_date, u.run_id, u.account_id, u.principal_arn, u.principal_id, u.principal_type, u.permission_set_name,
  u.is_service_linked, u.used_at, u.service_used_at, u.region,
  CAST(t.region IS NULL AND regexp_extract(u.region, '^[a-z]{2,5}(-[a-z]+)+-[0-9]+$') = u.region AS boolean) AS is_untracked_region,
  CAST(
    CASE
      WHEN t.region IS NOT NULL THEN t.tracked_since
      WHEN regexp_extract(u.region, '^[a-z]{2,5}(-[a-z]+)+-[0-9]+$') = u.region THEN u.used_at
    END AS timestamp
  ) AS blind_until
FROM uses u
LEFT JOIN tracked_regions t ON t.region = u.region
