-- Managed policies that the snapshots list or that somebody holds, by name and by ARN; inline policies and permission
-- sets by name.
SELECT DISTINCT t.name
FROM (
  SELECT policy_arn, snapshot_date
  FROM snapshot_policies
  UNION ALL
  SELECT t.policy_arn, p.snapshot_date
  FROM listed_principals p
  CROSS JOIN UNNEST(split(p.attached_policy_arns, ', ')) AS t(policy_arn)
  UNION ALL
  SELECT t.policy_arn, g.snapshot_date
  FROM snapshot_groups g
  CROSS JOIN UNNEST(split(g.attached_policy_arns, ', ')) AS t(policy_arn)
  UNION ALL
  SELECT policy_name, snapshot_date
  FROM snapshot_inline_policies
  UNION ALL
  SELECT permission_set_name, snapshot_date
  FROM listed_principals
) AS p
CROSS JOIN UNNEST(ARRAY[regexp_extract(p.policy_arn, '[^/]+$'), p.policy_arn]) AS t(name)
WHERE t.name <> ''
  AND p.snapshot_date IN (:dates) -- if given
