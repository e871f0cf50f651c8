-- Of which services the policies allow an action; NotAction allows one of any. Of single actions nothing is said.
services_of_policies AS (
  SELECT DISTINCT w.account_id, w.owner_arn, '' AS written, n.service_namespace
  FROM (
    SELECT DISTINCT
      s.account_id, s.owner_arn,
      CASE
        WHEN t.action IS NULL OR strpos(t.action, ':') = 0 THEN '%'
        ELSE replace(replace(replace(replace(split_part(lower(t.action), ':', 1), '!', '!!'), '_', '!_'), '*', '%'), '?', '_')
      END AS service_pattern
    FROM snapshot_policy_statements s
    JOIN policies_asked h ON h.account_id = s.account_id AND h.owner_arn = s.owner_arn
    CROSS JOIN UNNEST(coalesce(s.actions, ARRAY['*'])) AS t(action)
    WHERE s.snapshot_date = :snapshot_date
      AND s.policy_type = 'managed'
      AND s.effect = 'Allow'
  ) AS w
  JOIN service_times n ON lower(n.service_namespace) LIKE w.service_pattern ESCAPE '!'
),
names_of_policies AS (
  SELECT written, service_namespace, service_namespace AS action_key
  FROM services_of_policies
  WHERE false
)
