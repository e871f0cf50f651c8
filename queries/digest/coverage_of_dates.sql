-- question: How much was measured at each of two dates?
-- topic: none
-- grain: snapshot_date
-- with: compared_principals
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- filters: account, ou, principal, tag, owner, except, except_tag
-- limits: Deleted: those that went while the snapshot was taken.
SELECT
  d.snapshot_date,
  CAST(count(*) FILTER (WHERE d.is_account) AS bigint) AS accounts,
  CAST(count(*) FILTER (WHERE d.is_account AND d.status = 'exported') AS bigint) AS accounts_measured,
  CAST(count(*) FILTER (WHERE NOT d.is_account) AS bigint) AS principals,
  CAST(count(*) FILTER (WHERE NOT d.is_account AND d.status = 'exported') AS bigint) AS principals_measured
FROM (
  SELECT snapshot_date, status, true AS is_account
  FROM accounts_of_dates
  WHERE passes
  UNION ALL
  SELECT snapshot_date, status, false
  FROM principals_of_dates
  WHERE passes
    AND status <> 'deleted'
) AS d
GROUP BY d.snapshot_date
ORDER BY d.snapshot_date
