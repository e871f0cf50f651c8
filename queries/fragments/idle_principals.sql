-- Measured principals that no snapshot up to the date knows to be used within the days, and that have evidence of them;
-- without days, all measured ones, and is_dormant says nothing. It is null, with the reason, for a user of whom no use is known: IAM tells the last use of a role, not of a user.
idle_principals AS (
  SELECT
    p.*,
    CASE
      WHEN p.principal_type <> 'role' AND p.known_use_at IS NULL THEN CAST(NULL AS boolean)
      WHEN :days >= 0 THEN true
    END AS is_dormant,
    CASE
      WHEN p.principal_type = 'role' OR p.known_use_at IS NOT NULL THEN CAST(NULL AS varchar)
      WHEN :days >= 0 THEN 'user_use_not_collected'
    END AS reason
  FROM known_principals p
  WHERE p.status = 'exported'
    AND p.evidence_days >= :days
    AND (p.known_use_at IS NULL OR date_diff('millisecond', p.known_use_at, p.generated_at) >= CAST(:days AS bigint) * 86400000)
    AND (p.blind_until IS NULL OR date_diff('millisecond', p.blind_until, p.generated_at) >= CAST(:days AS bigint) * 86400000)
)
