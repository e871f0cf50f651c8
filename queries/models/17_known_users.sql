-- Who is known to have used something in the last 415 days, under each ARN that a run saw, also who is gone. user_name is the
-- ARN's, with user or role before it.
-- Grain: account_id, principal_id, principal_arn.
SELECT
  u.account_id, u.principal_id, u.principal_arn,
  max(u.principal_type) AS principal_type,
  max(u.principal_type) || '/' || regexp_extract(u.principal_arn, '[^/]+$') AS user_name,
  max(u.permission_set_name) AS permission_set_name,
  bool_or(u.is_service_linked) AS is_service_linked,
  count(a.principal_id) = 0 AS is_gone
FROM known_principal_uses u
LEFT JOIN asked_principals a ON a.account_id = u.account_id AND a.principal_id = u.principal_id
WHERE u.snapshot_date BETWEEN CAST(CAST(CAST(:snapshot_date AS date) - INTERVAL '415' DAY AS date) AS varchar) AND :uses_until
GROUP BY u.account_id, u.principal_id, u.principal_arn
