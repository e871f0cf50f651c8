-- question: Which dormant principals became active again?
-- topic: time
-- grain: a principal that was dormant at from_date and used since, or a principal or account that one of the snapshots did not measure (UNKNOWN)
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- parameter: days days = 90: days without use that make a principal dormant
-- filters: account, ou, principal, tag, owner, except, except_tag
-- speaks-of: dormant, in rows where change = REACTIVATED
-- first: principal_arn, change, to_last_used_at, from_last_used_at, account_name
-- next: query principal_history --principal ARN
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Use of the
--   day before the earlier snapshot, which it may not have shown yet, counts; older use does not. An account that a snapshot does not name has no row. Filters
--   match a principal that passes them in either snapshot. One that became active and dormant again between the two
--   snapshots shows only in last_used_at.
WITH known_before AS (
  SELECT account_id, principal_id, max(used_at) AS last_known_use_at
  FROM known_principal_uses
  WHERE snapshot_date BETWEEN :from_date.lookback AND :from_date
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
  GROUP BY account_id, principal_id
),
before_principals AS (
  SELECT
    *,
    (
      true
      /* filters */
    ) AS passes
  FROM snapshot_principals
  WHERE snapshot_date = :from_date
    AND status = 'exported'
    AND evidence_days >= :days
    AND (last_used_at IS NULL OR days_since_last_access >= :days)
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
),
after_principals AS (
  SELECT
    *,
    (
      true
      /* filters */
    ) AS passes
  FROM snapshot_principals
  WHERE snapshot_date = :to_date
    AND status = 'exported'
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
),
reactivated AS (
  SELECT
    a.account_id, a.account_name, a.principal_arn, a.principal_id, 'REACTIVATED' AS change,
    b.last_used_at AS from_last_used_at,
    b.days_since_last_access AS from_days_since_last_access,
    a.last_used_at AS to_last_used_at,
    CAST(NULL AS varchar) AS error_code
  FROM before_principals b
  JOIN after_principals a ON a.account_id = b.account_id AND a.principal_id = b.principal_id
  LEFT JOIN known_before k ON k.account_id = b.account_id AND k.principal_id = b.principal_id
  WHERE (b.passes OR a.passes)
    AND (
      k.last_known_use_at IS NULL
      OR date_diff('millisecond', k.last_known_use_at, b.generated_at) >= CAST(:days AS bigint) * 86400000
    )
    AND date_diff('millisecond', b.generated_at, a.last_used_at) > -86400000
),
gaps AS (
  SELECT DISTINCT
    account_id, account_name, principal_arn, principal_id, 'UNKNOWN' AS change,
    CAST(NULL AS timestamp) AS from_last_used_at, CAST(NULL AS integer) AS from_days_since_last_access,
    CAST(NULL AS timestamp) AS to_last_used_at, error_code
  FROM unmeasured
  WHERE snapshot_date IN (:from_date, :to_date)
    /* filters */
)
SELECT * FROM reactivated
UNION ALL
SELECT * FROM gaps
ORDER BY account_id, principal_arn, principal_id, error_code, account_name
