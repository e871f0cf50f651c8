-- The principal that is asked for, as the snapshot measured it.
chosen AS (
  SELECT account_id, principal_arn, principal_id
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND account_id = :principal.account -- if given
    AND principal_arn = :principal -- if given
    AND status = 'exported'
)
