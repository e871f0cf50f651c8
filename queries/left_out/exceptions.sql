-- counts: users and roles
-- filters: account_id, ou, principal, tag, principal_type
SELECT CAST('by --except' AS varchar) AS reason, CAST(count(*) AS bigint) AS left_out
FROM listed_principals
WHERE snapshot_date = :snapshot_date
  AND coalesce(lower(principal_arn) IN (:except.lower) OR lower(principal_name) IN (:except.lower), false)
  /* filters */
