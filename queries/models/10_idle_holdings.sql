-- Documents that are left alone by a name of the list of what is idle by design, and who holds them: by the name of a policy
-- of the customer, of the group or the permission set that has it, and of AWS's own policies those that the list has by ARN.
-- policy_name is '' of a managed policy.
-- Grain: account_id, principal_id, owner_arn, policy_name, idle_name.
WITH held AS (
  SELECT
    h.account_id, h.principal_id, h.owner_arn,
    coalesce(h.policy_name, '') AS policy_name,
    h.group_name, a.permission_set_name,
    CASE
      WHEN h.policy_type = 'inline' THEN h.policy_name
      WHEN strpos(h.owner_arn, ':iam::aws:') > 0 THEN h.owner_arn
      ELSE regexp_extract(h.owner_arn, '[^/]+$')
    END AS document_name
  FROM known_holders h
  JOIN asked_principals a ON a.run_id = h.run_id AND a.account_id = h.account_id AND a.principal_id = h.principal_id
  WHERE h.snapshot_date = :snapshot_date
),
names AS (
  SELECT DISTINCT t.name
  FROM held h
  CROSS JOIN UNNEST(ARRAY[h.document_name, h.group_name, h.permission_set_name]) AS t(name)
),
-- An ARN alone has a colon.
idle AS (
  SELECT n.name, d.name AS idle_name
  FROM names n
  JOIN idle_by_design d
    ON lower(n.name) LIKE d.name_pattern ESCAPE '!' AND (strpos(n.name, ':') > 0) = (strpos(d.name_pattern, ':') > 0)
)
SELECT DISTINCT h.account_id, h.principal_id, h.owner_arn, h.policy_name, i.idle_name
FROM held h
CROSS JOIN UNNEST(ARRAY[h.document_name, h.group_name, h.permission_set_name]) AS t(name)
JOIN idle i ON i.name = t.name
