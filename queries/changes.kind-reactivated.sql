-- question: Which dormant principals became active again?
-- topic: time
-- grain: a principal that was dormant at from_date and used since, or a principal or account that one of the snapshots did not measure (UNKNOWN)
-- compared-with: from_date
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- parameter: days days = 90: days without use that make a principal dormant
-- filters: account, ou, principal, tag, owner, except, except_tag
-- speaks-of: dormant, in rows where change = REACTIVATED
-- first: principal_arn, change, to_last_used_at, from_last_used_at, account_name
-- next: query principal_history --principal ARN
-- limits: Dormant at from_date: a user or role without a known use within the days, whose evidence covers them, as in
--   dormant_principals, but also who is idle by design or service-linked. Attempts count, denied ones too, and show up to
--   four hours late; IAM looks back 400 days. A use that any run knows counts. Use of the day before the earlier snapshot,
--   which it may not have shown yet, counts as since; older use does not. An account that a snapshot does not name has no
--   row. Filters match a principal that passes them in either snapshot. One that became active and dormant again between the
--   two snapshots shows only in to_last_used_at.
WITH dormant_before AS (
  SELECT *, (
      true
      /* filters */
    ) AS passes
  FROM judged_principals_earlier
  WHERE bitwise_and(fixed_reasons, 4094) = 0 -- all but SERVICE_LINKED and IDLE_BY_DESIGN
    AND least(used_days, clear_days) >= :days
),
measured_after AS (
  SELECT *, (
      true
      /* filters */
    ) AS passes
  FROM judged_principals
  WHERE is_measured
)
SELECT
  a.account_id, a.account_name, a.principal_arn, a.principal_id, 'REACTIVATED' AS change, b.last_known_use_at AS from_last_used_at,
  CAST(floor(CAST(date_diff('millisecond', b.last_known_use_at, b.judged_at) AS double) / 86400000) AS integer)
    AS from_days_since_last_access,
  a.last_known_use_at AS to_last_used_at, CAST(NULL AS varchar) AS error_code
FROM dormant_before b
JOIN measured_after a ON a.account_id = b.account_id AND a.principal_id = b.principal_id
WHERE (b.passes OR a.passes)
  AND date_diff('millisecond', b.judged_at, a.last_known_use_at) > -86400000
UNION ALL
SELECT DISTINCT
  account_id, account_name, principal_arn, principal_id, 'UNKNOWN', CAST(NULL AS timestamp), CAST(NULL AS integer),
  CAST(NULL AS timestamp), error_code
FROM unmeasured
WHERE snapshot_date IN (:from_date, :to_date)
  /* filters */
ORDER BY account_id, principal_arn, principal_id, error_code, account_name
