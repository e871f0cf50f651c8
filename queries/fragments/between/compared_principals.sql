-- What two snapshots say of each account and principal that passes the filters in either; by principal_id. The
-- reader decides what is known of those that one of the two lacks.
accounts_of_dates AS (
  SELECT
    snapshot_date, account_id, account_name, status, principals_total,
    (
      true
      AND account_id IN (:principal.account) -- if given
      /* filters of accounts */
    ) AS passes
  FROM snapshot_accounts
  WHERE snapshot_date IN (:from_date, :to_date)
),
before_accounts AS (
  SELECT * FROM accounts_of_dates WHERE snapshot_date = :from_date
),
after_accounts AS (
  SELECT * FROM accounts_of_dates WHERE snapshot_date = :to_date
),
both_accounts AS (
  SELECT
    coalesce(a.account_id, b.account_id) AS account_id,
    coalesce(a.account_name, b.account_name) AS account_name,
    coalesce(b.status, 'absent') AS from_status,
    coalesce(a.status, 'absent') AS to_status
  FROM before_accounts b
  FULL OUTER JOIN after_accounts a ON a.account_id = b.account_id
  WHERE coalesce(b.passes, false) OR coalesce(a.passes, false)
),
principals_of_dates AS (
  SELECT
    snapshot_date, account_id, account_name, principal_arn, principal_id, principal_type, created_at, status,
    (
      true
      /* filters */
    ) AS passes
  FROM listed_principals
  WHERE snapshot_date IN (:from_date, :to_date)
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
),
before_principals AS (
  SELECT * FROM principals_of_dates WHERE snapshot_date = :from_date
),
after_principals AS (
  SELECT * FROM principals_of_dates WHERE snapshot_date = :to_date
),
both_principals AS (
  SELECT
    coalesce(a.account_id, b.account_id) AS account_id,
    coalesce(a.account_name, b.account_name) AS account_name,
    coalesce(a.principal_arn, b.principal_arn) AS principal_arn,
    coalesce(a.principal_id, b.principal_id) AS principal_id,
    coalesce(a.principal_type, b.principal_type) AS principal_type,
    coalesce(a.created_at, b.created_at) AS created_at,
    b.principal_arn AS from_arn,
    a.principal_arn AS to_arn,
    b.status AS from_status,
    a.status AS to_status
  FROM before_principals b
  FULL OUTER JOIN after_principals a ON a.account_id = b.account_id AND a.principal_id = b.principal_id
  WHERE coalesce(b.passes, false) OR coalesce(a.passes, false)
)
