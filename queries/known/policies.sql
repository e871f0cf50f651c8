-- Managed policies that the snapshots list, or that somebody holds or has as a boundary, by name and by ARN.
SELECT DISTINCT t.name
FROM (
  SELECT policy_arn, snapshot_date
  FROM snapshot_policies
  UNION ALL
  SELECT permissions_boundary_arn, snapshot_date
  FROM listed_principals
  UNION ALL
  SELECT t.policy_arn, p.snapshot_date
  FROM listed_principals p
  CROSS JOIN UNNEST(split(p.attached_policy_arns, ', ')) AS t(policy_arn)
  UNION ALL
  SELECT t.policy_arn, g.snapshot_date
  FROM snapshot_groups g
  CROSS JOIN UNNEST(split(g.attached_policy_arns, ', ')) AS t(policy_arn)
) AS p
CROSS JOIN UNNEST(ARRAY[regexp_extract(p.policy_arn, '[^/]+$'), p.policy_arn]) AS t(name)
WHERE t.name <> ''
  AND p.snapshot_date IN (:dates) -- if given
