-- question: Which dormant principals became active again?
-- topic: none
-- grain: a principal
-- with: compared_principals, comparable_principals
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- parameter: days days = 90: days without use that make a principal dormant
-- filters: account, ou, principal, tag, owner, except, except_tag
-- speaks-of: dormant, in rows where kind = REACTIVATED
-- limits: As those of changes --kind reactivated, whose rows these are.
WITH known_before AS (
  SELECT account_id, principal_id, max(used_at) AS last_known_use_at
  FROM known_principal_uses
  WHERE snapshot_date BETWEEN :from_date.lookback AND :from_date
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
  GROUP BY account_id, principal_id
),
dormant_before AS (
  SELECT account_id, principal_id, generated_at, last_used_at
  FROM snapshot_principals
  WHERE snapshot_date = :from_date
    AND status = 'exported'
    AND evidence_days >= :days
    AND (last_used_at IS NULL OR days_since_last_access >= :days)
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
),
measured_after AS (
  SELECT account_id, principal_id, last_used_at
  FROM snapshot_principals
  WHERE snapshot_date = :to_date
    AND status = 'exported'
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
)
SELECT
  CAST('REACTIVATED' AS varchar) AS kind, CAST(1 AS integer) AS finding_rank, c.account_id, c.account_name, c.principal_arn,
  c.principal_id, CAST(NULL AS varchar) AS subject, b.last_used_at AS from_last_used_at, a.last_used_at AS to_last_used_at
FROM dormant_before b
JOIN measured_after a ON a.account_id = b.account_id AND a.principal_id = b.principal_id
JOIN comparable c ON c.account_id = b.account_id AND c.principal_id = b.principal_id
LEFT JOIN known_before k ON k.account_id = b.account_id AND k.principal_id = b.principal_id
WHERE (
    k.last_known_use_at IS NULL
    OR date_diff('millisecond', k.last_known_use_at, b.generated_at) >= CAST(:days AS bigint) * 86400000
  )
  AND date_diff('millisecond', b.generated_at, a.last_used_at) > -86400000
ORDER BY c.account_id, c.principal_arn, c.principal_id
