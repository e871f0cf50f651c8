-- question: Which users and roles are new, gone or renamed between two snapshots?
-- by: principal
-- topic: time
-- grain: a principal that changed, or a principal or account whose changes are not known (UNKNOWN)
-- with: compared_principals
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: principal_arn, change, account_name, principal_type
-- next: query changes --by action
-- limits: By principal_id: what was made again under the same ARN is GONE and NEW. UNKNOWN: one of the snapshots
--   did not list the account; absent from every run of an organization, it was not in it. Filters take who passes them
--   in either snapshot. What came and went between two snapshots was never seen.
WITH before_runs AS (
  -- A run without an organization lists the caller's account alone.
  SELECT count(organization_id) > 0 AS named_every_account
  FROM snapshot_runs
  WHERE snapshot_date = :from_date
),
after_runs AS (
  SELECT count(organization_id) > 0 AS named_every_account
  FROM snapshot_runs
  WHERE snapshot_date = :to_date
),
present AS (
  SELECT
    p.account_id, p.account_name, p.principal_arn, p.principal_id, p.principal_type, p.created_at, p.from_arn, p.to_arn,
    coalesce(p.from_status, CASE WHEN b.principals_total IS NULL THEN b.status END, 'absent') AS from_status,
    coalesce(p.to_status, CASE WHEN a.principals_total IS NULL THEN a.status END, 'absent') AS to_status,
    b.principals_total IS NOT NULL OR (b.account_id IS NULL AND br.named_every_account) AS is_from_known,
    a.principals_total IS NOT NULL OR (a.account_id IS NULL AND ar.named_every_account) AS is_to_known
  FROM both_principals p
  CROSS JOIN before_runs br
  CROSS JOIN after_runs ar
  LEFT JOIN before_accounts b ON b.account_id = p.account_id
  LEFT JOIN after_accounts a ON a.account_id = p.account_id
),
unknown_accounts AS (
  SELECT b.*
  FROM both_accounts b
  CROSS JOIN before_runs br
  CROSS JOIN after_runs ar
  WHERE NOT (from_status = 'exported' OR (from_status = 'absent' AND br.named_every_account))
    OR NOT (to_status = 'exported' OR (to_status = 'absent' AND ar.named_every_account))
),
changes AS (
  SELECT
    account_id, account_name, principal_arn, principal_id, principal_type,
    CASE
      WHEN from_arn IS NULL AND NOT is_from_known THEN 'UNKNOWN'
      WHEN to_arn IS NULL AND NOT is_to_known THEN 'UNKNOWN'
      WHEN to_arn IS NULL OR to_status = 'deleted' THEN 'GONE'
      WHEN from_arn IS NULL THEN 'NEW'
      WHEN from_arn <> to_arn THEN 'RENAMED'
    END AS change,
    created_at, from_status, to_status
  FROM present
  WHERE NOT (from_status = 'deleted' AND to_status IN ('deleted', 'absent'))
)
SELECT *
FROM changes
WHERE change IS NOT NULL
UNION ALL
SELECT
  account_id, account_name, CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), 'UNKNOWN',
  CAST(NULL AS timestamp), from_status, to_status
FROM unknown_accounts
ORDER BY account_id, principal_arn, principal_id
