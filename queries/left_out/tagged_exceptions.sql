-- counts: users and roles
-- filters: account_id, ou, principal, tag, principal_type
SELECT CAST('by --except-tag' AS varchar) AS reason, CAST(count(*) AS bigint) AS left_out
FROM listed_principals
WHERE snapshot_date = :snapshot_date
  AND coalesce(regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')), '') <> ''
  /* filters */
