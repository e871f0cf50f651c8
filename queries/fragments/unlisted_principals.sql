-- Measured principals of which no use within the days is known; reason: why they are not idle_principals, null where
-- they are.
unlisted_principals AS (
  SELECT
    account_id, principal_id, is_service_linked,
    CASE
      WHEN coalesce(evidence_days, -1) < :days THEN 'with less evidence than the days'
      WHEN date_diff('millisecond', blind_until, generated_at) < CAST(:days AS bigint) * 86400000
        THEN 'that were active in a Region that IAM does not track'
    END AS reason
  FROM known_principals
  WHERE status = 'exported'
    AND (known_use_at IS NULL OR date_diff('millisecond', known_use_at, generated_at) >= CAST(:days AS bigint) * 86400000)
)
