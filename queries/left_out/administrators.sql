-- counts: administrators without a known use within the days
-- needs: days
-- with: known_principal_use, known_principals, unlisted_principals, known_action_use, administrative
SELECT CAST(reason AS varchar) AS reason, CAST(count(*) AS bigint) AS left_out
FROM unlisted_principals p
JOIN administrative a ON a.account_id = p.account_id AND a.principal_id = p.principal_id
WHERE reason IS NOT NULL
  AND is_service_linked = false
GROUP BY reason
ORDER BY reason
