-- counts: service-linked roles without a known use within the days
-- with: known_principal_use, known_principals, unlisted_principals
SELECT CAST(reason AS varchar) AS reason, CAST(count(*) AS bigint) AS left_out
FROM unlisted_principals
WHERE reason IS NOT NULL
  AND is_service_linked = true
GROUP BY reason
ORDER BY reason
