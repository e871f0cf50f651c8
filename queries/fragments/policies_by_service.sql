-- The services whose actions the policies allow, one or more. Single actions are not looked at. Needs services_allowed.
services_of_policies AS (
  SELECT DISTINCT w.account_id, w.owner_arn, '' AS written, n.service_namespace
  FROM services_allowed w
  JOIN policies_asked h ON h.account_id = w.account_id AND h.owner_arn = w.owner_arn
  JOIN service_times n
    ON CASE
      WHEN length(n.service_namespace) < w.least_length THEN false
      WHEN w.expression IS NULL THEN lower(n.service_namespace) LIKE w.like_pattern ESCAPE '!'
      ELSE regexp_like(lower(n.service_namespace), w.expression)
    END
  WHERE w.policy_type = 'managed'
),
names_of_policies AS (
  SELECT written, service_namespace, service_namespace AS action_key
  FROM services_of_policies
  WHERE false
)
