-- question: What hides uses of a user or role, and which role did nobody use?
-- topic: none
-- grain: account_id, principal_id
-- parameter: days days = 90: evidence in days that is enough
-- limits: Only who has one of them. is_young: created within the days. blind_regions: where it was active within the days
--   and IAM does not track, or did not yet, and what its tags name (bit 64). has_unlisted_use: the role was used within the
--   days, and later than any of its rows shows. is_dormant: a role, not of a permission set, with no reason but those that a
--   person gives (4095: all before IDLE_BY_DESIGN).
WITH blind_regions AS (
  SELECT b.account_id, b.principal_id, b.region
  FROM known_principal_uses b
  JOIN judged_principals p ON p.account_id = b.account_id AND p.principal_id = b.principal_id
  WHERE b.snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
    AND date_diff('millisecond', b.blind_until, p.judged_at) < CAST(:days AS bigint) * 86400000
  UNION ALL
  SELECT t.account_id, t.principal_id, t.region
  FROM tag_regions t
  JOIN judged_principals p
    ON p.snapshot_date = t.snapshot_date AND p.account_id = t.account_id AND p.principal_id = t.principal_id
),
blind AS (
  SELECT account_id, principal_id, array_join(array_agg(DISTINCT region ORDER BY region), ', ') AS regions
  FROM blind_regions
  GROUP BY account_id, principal_id
),
hidden AS (
  SELECT
    p.account_id, p.principal_id,
    p.age_days < :days AS is_young,
    b.regions AS blind_regions,
    coalesce(
      p.has_unlisted_use AND date_diff('millisecond', s.last_used_at, p.judged_at) < CAST(:days AS bigint) * 86400000, false
    ) AS has_unlisted_use,
    p.principal_type = 'role'
      AND p.permission_set_name IS NULL
      AND bitwise_and(p.fixed_reasons, 4095) = 0
      AND least(p.used_days, p.clear_days) >= :days AS is_dormant
  FROM judged_principals p
  JOIN snapshot_principals s
    ON s.snapshot_date = p.snapshot_date AND s.account_id = p.account_id AND s.principal_id = p.principal_id
  LEFT JOIN blind b ON b.account_id = p.account_id AND b.principal_id = p.principal_id
)
SELECT account_id, principal_id, is_young, blind_regions, has_unlisted_use, is_dormant
FROM hidden
WHERE is_young
  OR blind_regions IS NOT NULL
  OR has_unlisted_use
  OR is_dormant
