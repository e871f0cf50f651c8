-- Of whom every policy that they hold is in force for the days, as it is written now: when it was attached nobody knows.
-- Of an inline policy nobody knows the date. Nothing attached is no reason against: a group may hold it.
policy_dates AS (
  SELECT v.account_id, v.policy_arn, coalesce(max(v.version_created_at), max(v.updated_at)) AS changed_at
  FROM (
    SELECT snapshot_date, run_id, account_id, policy_arn, created_at AS version_created_at, CAST(NULL AS timestamp) AS updated_at
    FROM policy_versions
    WHERE is_default = true
    UNION ALL
    SELECT snapshot_date, run_id, account_id, policy_arn, CAST(NULL AS timestamp), updated_at
    FROM policies
  ) AS v
  JOIN listed_accounts a
    ON a.snapshot_date = v.snapshot_date AND a.account_id = v.account_id AND a.run_id = v.run_id
  WHERE v.snapshot_date = :snapshot_date
  GROUP BY v.account_id, v.policy_arn
),
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
  LEFT JOIN policy_dates d ON d.account_id = h.account_id AND d.policy_arn = t.policy_arn
  GROUP BY h.account_id, h.principal_id
  HAVING count(*) FILTER (WHERE coalesce(h.inline_policy_names, '') <> '') = 0
    AND count(d.policy_arn) > 0
    AND count(*) FILTER (
      WHERE t.policy_arn <> ''
      AND coalesce(date_diff('millisecond', d.changed_at, h.judged_at), -1) < CAST(:days AS bigint) * 86400000
    ) = 0
)
