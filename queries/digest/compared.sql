-- question: What do two snapshots say of the same accounts and principals?
-- topic: none
-- grain: one row
-- with: compared_principals
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- filters: account, ou, principal, tag, owner, except, except_tag
-- limits: compared: exported in both. A principal is new or gone where the other snapshot listed its account without it.
WITH named AS (
  SELECT snapshot_date, count(organization_id) > 0 AS every_account, max(organization_id) AS organization_id
  FROM snapshot_runs
  WHERE snapshot_date IN (:from_date, :to_date)
  GROUP BY snapshot_date
),
states AS (
  SELECT
    p.from_status, p.to_status, p.from_arn IS NULL AS is_from_absent, p.to_arn IS NULL AS is_to_absent,
    b.principals_total IS NOT NULL OR (b.account_id IS NULL AND f.every_account) AS is_from_known,
    a.principals_total IS NOT NULL OR (a.account_id IS NULL AND t.every_account) AS is_to_known
  FROM both_principals p
  JOIN named f ON f.snapshot_date = :from_date
  JOIN named t ON t.snapshot_date = :to_date
  LEFT JOIN before_accounts b ON b.account_id = p.account_id
  LEFT JOIN after_accounts a ON a.account_id = p.account_id
),
judged_states AS (
  SELECT
    CASE
      WHEN (is_from_absent AND NOT is_from_known) OR (is_to_absent AND NOT is_to_known) THEN 'unknown'
      WHEN is_to_absent OR to_status = 'deleted' THEN 'gone'
      WHEN is_from_absent THEN 'new'
      WHEN from_status = 'exported' AND to_status = 'exported' THEN 'compared'
      ELSE 'unknown'
    END AS state
  FROM states
  WHERE NOT coalesce(from_status = 'deleted' AND coalesce(to_status, 'deleted') = 'deleted', false)
),
principals_counted AS (
  SELECT
    count(*) FILTER (WHERE state = 'compared') AS principals_compared,
    count(*) FILTER (WHERE state = 'unknown') AS principals_not_compared,
    count(*) FILTER (WHERE state = 'new') AS principals_new,
    count(*) FILTER (WHERE state = 'gone') AS principals_gone
  FROM judged_states
),
accounts_counted AS (
  SELECT
    count(*) AS accounts,
    count(*) FILTER (WHERE from_status = 'exported' AND to_status = 'exported') AS accounts_compared
  FROM both_accounts
)
SELECT
  CAST(a.accounts AS bigint) AS accounts,
  CAST(a.accounts_compared AS bigint) AS accounts_compared,
  CAST(p.principals_compared AS bigint) AS principals_compared,
  CAST(p.principals_not_compared AS bigint) AS principals_not_compared,
  CAST(p.principals_new AS bigint) AS principals_new,
  CAST(p.principals_gone AS bigint) AS principals_gone,
  CAST(n.organization_id AS varchar) AS organization_id
FROM accounts_counted a
CROSS JOIN principals_counted p
LEFT JOIN named n ON n.snapshot_date = :to_date
