-- Users and roles at each date from from_date to to_date, but those that were deleted. is_dormant: a role that
-- dormant_principals lists at the date, by what was known then; at the last date also by what later runs saw.
listed_of_dates AS MATERIALIZED (
  SELECT
    p.*,
    coalesce(generated_at, CAST(CAST(snapshot_date AS date) AS timestamp)) AS judged_at
  FROM snapshot_principals p
  WHERE snapshot_date BETWEEN :from_date AND :to_date
    AND status <> 'deleted'
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
    AND principal_arn IN (:principal) -- if given
),
uses_of_dates AS (
  SELECT
    snapshot_date, account_id, principal_id,
    max(max(used_at)) OVER (PARTITION BY account_id, principal_id ORDER BY snapshot_date) AS used_at,
    max(max(blind_until)) OVER (PARTITION BY account_id, principal_id ORDER BY snapshot_date) AS blind_until
  FROM (
    SELECT
      CASE WHEN snapshot_date > :to_date THEN CAST(:to_date AS varchar) ELSE snapshot_date END AS snapshot_date,
      account_id, principal_id, used_at, blind_until
    FROM known_principal_uses
    WHERE snapshot_date BETWEEN :from_date.lookback AND :uses_until
      AND account_id IN (:account) -- if given
    UNION ALL
    SELECT snapshot_date, account_id, principal_id, CAST(NULL AS timestamp), CAST(NULL AS timestamp)
    FROM listed_of_dates
  ) AS uses
  GROUP BY snapshot_date, account_id, principal_id
),
blind_by_name AS (
  SELECT DISTINCT snapshot_date, account_id, principal_id
  FROM tag_regions
  WHERE snapshot_date BETWEEN :from_date AND :to_date
),
idle AS (
  SELECT DISTINCT snapshot_date, account_id, principal_id
  FROM idle_principals
  WHERE snapshot_date BETWEEN :from_date AND :to_date
),
principals_of_dates AS MATERIALIZED (
  SELECT
    l.*,
    l.principal_type = 'role'
      AND NOT l.is_service_linked
      AND l.status = 'exported'
      AND b.principal_id IS NULL
      AND i.principal_id IS NULL
      AND coalesce(l.evidence_days, -1) >= :days
      AND coalesce(date_diff('millisecond', l.created_at, l.generated_at) >= CAST(:days AS bigint) * 86400000, true)
      AND coalesce(date_diff('millisecond', u.used_at, l.judged_at) >= CAST(:days AS bigint) * 86400000, true)
      AND coalesce(date_diff('millisecond', u.blind_until, l.judged_at) >= CAST(:days AS bigint) * 86400000, true) AS is_dormant
  FROM listed_of_dates l
  LEFT JOIN uses_of_dates u
    ON u.snapshot_date = l.snapshot_date AND u.account_id = l.account_id AND u.principal_id = l.principal_id
  LEFT JOIN blind_by_name b
    ON b.snapshot_date = l.snapshot_date AND b.account_id = l.account_id AND b.principal_id = l.principal_id
  LEFT JOIN idle i
    ON i.snapshot_date = l.snapshot_date AND i.account_id = l.account_id AND i.principal_id = l.principal_id
)
