-- The services whose actions a document allows, one or more, as patterns for LIKE; NotAction allows one of any.
services_allowed AS (
  SELECT DISTINCT
    account_id, policy_type, owner_arn, policy_name,
    CASE
      WHEN action IS NULL OR strpos(action, ':') = 0 THEN '%'
      ELSE replace(
        replace(replace(replace(replace(split_part(lower(action), ':', 1), '!', '!!'), '%', '!%'), '_', '!_'), '*', '%'), '?', '_'
      )
    END AS service_pattern
  FROM (
    SELECT s.account_id, s.policy_type, s.owner_arn, s.policy_name, t.action
    FROM snapshot_policy_statements s
    CROSS JOIN UNNEST(coalesce(s.actions, ARRAY['*'])) AS t(action)
    WHERE s.snapshot_date = :snapshot_date
      AND s.policy_type IN ('managed', 'inline')
      AND s.effect = 'Allow'
  ) AS statements_of_policies
)
