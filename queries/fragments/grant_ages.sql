-- How old the grants of the snapshot are known to be. Reads the snapshots within the days and one before them.
measured_before AS (
  SELECT p.snapshot_date, p.run_id, p.account_id, p.principal_arn, p.principal_id, p.generated_at
  FROM principals p
  JOIN listed_accounts a
    ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id AND a.run_id = p.run_id
  WHERE p.status = 'exported'
    AND p.snapshot_date BETWEEN :history_from AND :snapshot_date
    AND p.account_id IN (:account_id)
    AND p.account_id IN (:principal.account)
),
dated AS (
  SELECT
    a.*,
    max(CASE WHEN a.is_old THEN a.snapshot_date END) OVER (PARTITION BY a.account_id, a.principal_id) AS old_snapshot
  FROM (
    SELECT
      b.*,
      b.snapshot_date < :snapshot_date
        AND date_diff('day', CAST(b.generated_at AS date), CAST(b.generated_now AS date)) >= :days AS is_old
    FROM (
      SELECT
        m.*,
        max(CASE WHEN m.snapshot_date = :snapshot_date THEN m.generated_at END)
          OVER (PARTITION BY m.account_id, m.principal_id) AS generated_now,
        max(m.snapshot_date) OVER (PARTITION BY m.account_id, m.principal_id) AS last_date
      FROM measured_before m
    ) AS b
    WHERE b.last_date = :snapshot_date
  ) AS a
),
times_measured AS (
  SELECT
    account_id, principal_id,
    count(*) FILTER (WHERE NOT is_old AND snapshot_date < :snapshot_date) AS recent_snapshots,
    max(old_snapshot) AS old_snapshot
  FROM dated
  GROUP BY account_id, principal_id
),
-- is_of_old_snapshot is worked out here, once a principal and date, so that the many rows of actions compare no dates.
earlier AS (
  SELECT d.*, d.snapshot_date = d.old_snapshot AS is_of_old_snapshot
  FROM dated d
  WHERE d.snapshot_date < :snapshot_date
),
times_granted AS (
  SELECT
    e.account_id, e.principal_id, f.service_namespace, f.action_name,
    count(*) FILTER (WHERE NOT e.is_old) AS recent_grants,
    count(*) FILTER (WHERE e.is_of_old_snapshot) AS grants_in_old_snapshot,
    min(e.generated_at) AS first_generated_at
  FROM action_last_accessed f
  JOIN earlier e
    ON e.snapshot_date = f.snapshot_date
    AND e.run_id = f.run_id
    AND e.account_id = f.account_id
    AND e.principal_arn = f.principal_arn
  WHERE f.snapshot_date >= :history_from
    AND f.snapshot_date < :snapshot_date
    AND f.account_id IN (:account_id)
    AND f.account_id IN (:principal.account)
    AND f.service_namespace IN (:service)
  GROUP BY e.account_id, e.principal_id, f.service_namespace, f.action_name
),
-- When the version in force of each policy was made.
policy_dates AS (
  SELECT v.account_id, v.policy_arn, v.created_at AS changed_at
  FROM policy_versions v
  JOIN listed_accounts a
    ON a.snapshot_date = v.snapshot_date AND a.account_id = v.account_id AND a.run_id = v.run_id
  WHERE v.snapshot_date = :snapshot_date
    AND v.is_default = true
),
-- A principal beside what itself (a group without a name) and each of its groups holds.
holders AS (
  SELECT
    p.account_id, p.principal_id, p.generated_at,
    CASE WHEN t.group_name = '' THEN p.inline_policy_names ELSE g.inline_policy_names END AS inline_policy_names,
    CASE WHEN t.group_name = '' THEN p.attached_policy_arns ELSE g.attached_policy_arns END AS attached_policy_arns
  FROM listed_principals p
  CROSS JOIN UNNEST(split(CASE WHEN p.group_names <> '' THEN ', ' || p.group_names ELSE '' END, ', ')) AS t(group_name)
  LEFT JOIN snapshot_groups g
    ON g.snapshot_date = p.snapshot_date AND g.account_id = p.account_id AND g.group_name = t.group_name
  WHERE p.snapshot_date = :snapshot_date
    AND p.account_id IN (:account_id)
    AND p.account_id IN (:principal.account)
),
-- Of an inline policy nobody knows the date. Nothing attached is no reason against: a group may hold it.
bounded AS (
  SELECT h.account_id, h.principal_id
  FROM holders h
  CROSS JOIN UNNEST(split(coalesce(h.attached_policy_arns, '?'), ', ')) AS t(policy_arn)
  LEFT JOIN policy_dates d ON d.account_id = h.account_id AND d.policy_arn = t.policy_arn
  GROUP BY h.account_id, h.principal_id
  HAVING count(*) FILTER (WHERE coalesce(h.inline_policy_names, '') <> '') = 0
    AND count(d.policy_arn) > 0
    AND count(*) FILTER (
      WHERE t.policy_arn <> ''
      AND coalesce(date_diff('day', CAST(d.changed_at AS date), CAST(h.generated_at AS date)), -1) < :days
    ) = 0
),
principal_ages AS (
  SELECT m.account_id, m.principal_id, m.recent_snapshots, m.old_snapshot, b.principal_id IS NOT NULL AS is_bounded
  FROM times_measured m
  LEFT JOIN bounded b ON b.account_id = m.account_id AND b.principal_id = m.principal_id
)
