-- counts: granted actions
-- filters: account_id, ou, principal, tag, except, except_tag, service, access_level
SELECT CAST('by --except-action' AS varchar) AS reason, CAST(count(*) AS bigint) AS left_out
FROM action_access
WHERE snapshot_date = :snapshot_date
  AND service_namespace || ':' || action_name IN (:except_action)
  /* filters */
