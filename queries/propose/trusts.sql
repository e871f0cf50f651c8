-- Whom the trust policies of roles allow, as type:value, conditions or not.
-- Grain: account_id, owner_arn, trusted.
SELECT DISTINCT s.account_id, s.owner_arn, t.trusted
FROM snapshot_policy_statements s
CROSS JOIN UNNEST(s.principals) AS t(trusted)
WHERE s.snapshot_date = :snapshot_date
  AND s.policy_type = 'trust'
  AND s.effect = 'Allow'
