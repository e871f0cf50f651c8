-- counts: users and roles
-- with: known_principal_use
SELECT
  CAST('of which nothing is offered: their evidence is less than the days' AS varchar) AS reason,
  CAST(count(*) AS bigint) AS left_out
FROM (
  SELECT *
  FROM listed_principals
  WHERE snapshot_date = :snapshot_date
    AND status = 'exported'
    AND is_service_linked = false
    /* filters */
) AS p
LEFT JOIN known_principal_use u ON u.account_id = p.account_id AND u.principal_id = p.principal_id
WHERE p.created_at IS NULL
  OR date_diff('millisecond', p.created_at, p.generated_at) < CAST(:days AS bigint) * 86400000
  OR date_diff('millisecond', u.blind_until, p.generated_at) < CAST(:days AS bigint) * 86400000
