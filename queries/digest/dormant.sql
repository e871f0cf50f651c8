-- question: Which roles are dormant now, and were not before?
-- topic: none
-- grain: a role
-- compared-with: from_date
-- with: weighed_principals, compared_principals, comparable_principals, administrative
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- parameter: days days = 90: days without use, and evidence that is enough
-- parameter: action action list: actions that make an administrator
-- exceptions: except, except_tag
-- filters: account, ou, principal, tag, owner
-- speaks-of: dormant, in rows where kind = DORMANT_NEW
-- limits: As those of dormant_principals, at each date by the uses that were known then.
WITH dormant_before AS (
  SELECT account_id, principal_id
  FROM weighed_principals_earlier
  WHERE withheld IS NULL
    AND excepted_by IS NULL
),
dormant AS (
  SELECT
    c.account_id, c.account_name, c.principal_arn, c.principal_id, p.last_known_use_at,
    CASE WHEN p.last_known_use_at > p.judged_at THEN 0
      ELSE floor(CAST(date_diff('millisecond', p.last_known_use_at, p.judged_at) AS double) / 86400000)
    END AS days_since_last_use,
    p.evidence_days, a.principal_id IS NOT NULL AS is_administrator
  FROM weighed_principals p
  JOIN comparable c ON c.account_id = p.account_id AND c.principal_id = p.principal_id
  LEFT JOIN dormant_before b ON b.account_id = p.account_id AND b.principal_id = p.principal_id
  LEFT JOIN administrative a ON a.account_id = p.account_id AND a.principal_id = p.principal_id
  WHERE p.withheld IS NULL
    AND p.excepted_by IS NULL
    AND p.principal_type = 'role'
    AND c.is_measured
    AND b.principal_id IS NULL
)
SELECT
  CAST('DORMANT_NEW' AS varchar) AS kind, CAST(CASE WHEN is_administrator THEN 1 ELSE 2 END AS integer) AS finding_rank,
  account_id, account_name, principal_arn, principal_id, CAST(NULL AS varchar) AS subject,
  CAST(is_administrator AS boolean) AS is_administrator, CAST(last_known_use_at AS timestamp) AS last_used_at,
  CAST(days_since_last_use AS integer) AS days_since_last_access, CAST(evidence_days AS integer) AS evidence_days
FROM dormant
ORDER BY finding_rank, account_id, principal_arn, principal_id
