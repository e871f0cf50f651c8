-- question: Which dormant principals became active again?
-- topic: none
-- grain: a principal
-- compared-with: from_date
-- with: compared_principals, comparable_principals
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- parameter: days days = 90: days without use that make a principal dormant
-- filters: account, ou, principal, tag, owner, except, except_tag
-- speaks-of: dormant, in rows where kind = REACTIVATED
-- limits: As those of changes --kind reactivated, whose rows these are.
WITH dormant_before AS (
  SELECT account_id, principal_id, judged_at, last_known_use_at
  FROM judged_principals_earlier
  WHERE bitwise_and(fixed_reasons, 4094) = 0 -- all but SERVICE_LINKED and IDLE_BY_DESIGN
    AND least(used_days, clear_days) >= :days
)
SELECT
  CAST('REACTIVATED' AS varchar) AS kind, CAST(1 AS integer) AS finding_rank, c.account_id, c.account_name, c.principal_arn,
  c.principal_id, CAST(NULL AS varchar) AS subject, b.last_known_use_at AS from_last_used_at, a.last_known_use_at AS to_last_used_at
FROM dormant_before b
JOIN judged_principals a ON a.account_id = b.account_id AND a.principal_id = b.principal_id
JOIN comparable c ON c.account_id = b.account_id AND c.principal_id = b.principal_id
WHERE a.is_measured
  AND date_diff('millisecond', b.judged_at, a.last_known_use_at) > -86400000
ORDER BY c.account_id, c.principal_arn, c.principal_id
