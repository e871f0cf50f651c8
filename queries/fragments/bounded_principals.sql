-- Principals all of whose policies have been in force for the days as they are written now: when a policy was attached,
-- nobody knows. The date of an inline policy is not known either. Nothing attached is no reason against: a group may hold it.
bounded_principals AS (
  SELECT h.account_id, h.principal_id
  FROM (
    SELECT
      p.account_id, p.principal_id, p.judged_at,
      CASE WHEN t.group_name = '' THEN p.inline_policy_names ELSE g.inline_policy_names END AS inline_policy_names,
      CASE WHEN t.group_name = '' THEN p.attached_policy_arns ELSE g.attached_policy_arns END AS attached_policy_arns
    FROM judged_principals p
    CROSS JOIN UNNEST(split(CASE WHEN p.group_names <> '' THEN ', ' || p.group_names ELSE '' END, ', ')) AS t(group_name)
    LEFT JOIN snapshot_groups g
      ON g.snapshot_date = :snapshot_date AND g.account_id = p.account_id AND lower(g.group_name) = lower(t.group_name)
    WHERE p.is_measured
      AND date_diff('millisecond', p.created_at, p.judged_at) >= CAST(:days AS bigint) * 86400000
  ) AS h
  CROSS JOIN UNNEST(split(coalesce(h.attached_policy_arns, '?'), ', ')) AS t(policy_arn)
  LEFT JOIN snapshot_policy_dates d
    ON d.snapshot_date = :snapshot_date AND d.account_id = h.account_id AND d.policy_arn = t.policy_arn
  GROUP BY h.account_id, h.principal_id
  HAVING count(*) FILTER (WHERE coalesce(h.inline_policy_names, '') <> '') = 0
    AND count(d.policy_arn) > 0
    AND count(*) FILTER (
      WHERE t.policy_arn <> ''
      AND coalesce(date_diff('millisecond', d.changed_at, h.judged_at), -1) < CAST(:days AS bigint) * 86400000
    ) = 0
)
