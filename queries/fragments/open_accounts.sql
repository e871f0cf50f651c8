-- Of all accounts that are neither suspended nor closed, how many were not measured.
open_accounts AS (
  SELECT count(*) AS accounts_unmeasured
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
    AND status <> 'exported'
    AND NOT is_closed
)
