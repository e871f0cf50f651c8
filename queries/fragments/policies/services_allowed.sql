-- The services whose actions a document allows, one or more; NotAction allows one of any. Needs policy_patterns.
services_allowed AS (
  SELECT DISTINCT
    a.account_id, a.policy_type, a.owner_arn, a.policy_name, p.least_length, p.like_pattern, p.expression
  FROM allowed_parts a
  JOIN policy_patterns p ON p.part = a.service_part
)
