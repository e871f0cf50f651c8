-- Documents that a principal of the snapshot holds: managed policies, and what lies in itself or in one of its groups.
policies_held AS (
  SELECT
    p.account_id, p.principal_id, CAST(NULL AS varchar) AS group_name, t.owner_arn,
    CASE WHEN t.owner_arn = p.principal_arn THEN 'inline' ELSE 'managed' END AS policy_type
  FROM listed_principals p
  CROSS JOIN UNNEST(split(p.principal_arn || ', ' || coalesce(p.attached_policy_arns, ''), ', ')) AS t(owner_arn)
  WHERE p.snapshot_date = :snapshot_date
  UNION ALL
  SELECT
    p.account_id, p.principal_id, t.group_name, u.owner_arn,
    CASE WHEN u.owner_arn = g.group_arn THEN 'inline' ELSE 'managed' END
  FROM listed_principals p
  CROSS JOIN UNNEST(split(p.group_names, ', ')) AS t(group_name)
  JOIN snapshot_groups g
    ON g.snapshot_date = :snapshot_date AND g.account_id = p.account_id AND g.group_name = t.group_name
  CROSS JOIN UNNEST(split(g.group_arn || ', ' || coalesce(g.attached_policy_arns, ''), ', ')) AS u(owner_arn)
  WHERE p.snapshot_date = :snapshot_date
)
