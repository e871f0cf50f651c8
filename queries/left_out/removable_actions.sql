-- counts: granted actions without an attempt
-- with: known_principal_use, known_action_use, grant_ages, never_removed_actions, aged_actions
WITH judged AS (
  SELECT
    CASE
      WHEN is_service_linked THEN 'of service-linked roles'
      WHEN is_never_removed THEN 'whose use may leave no row (view never_removed)'
      WHEN is_used THEN 'that an earlier snapshot knows to be used within the days'
      WHEN coalesce(evidence_days, -1) < :days THEN 'with less evidence than the days'
      WHEN is_blind THEN 'of principals that were active in a Region that IAM does not track'
      WHEN grant_age = 'YOUNGER' THEN 'granted within the days'
      WHEN grant_age NOT IN (:grant_age) THEN 'whose grant has another age than --grant-age'
    END AS reason
  FROM aged_actions
)
SELECT CAST(reason AS varchar) AS reason, CAST(count(*) AS bigint) AS left_out
FROM judged
WHERE reason IS NOT NULL
GROUP BY reason
ORDER BY reason
