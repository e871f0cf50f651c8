-- question: Who used an action that gives rights or changes policies for the first time?
-- topic: none
-- grain: a principal
-- with: compared_principals, comparable_principals, began_between
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- filters: account, ou, principal, tag, owner, except, except_tag
-- limits: As those of changes --by action: an attempt counts, denied ones too, and what the earlier snapshot shows no more may
--   have been used long before. What IAM began to track in between may have been used before.
WITH levels AS (
  SELECT service_namespace, lower(action_name) AS action_key, max(access_level) AS access_level
  FROM snapshot_actions
  WHERE snapshot_date = :to_date
  GROUP BY service_namespace, lower(action_name)
),
used AS (
  SELECT
    u.snapshot_date, u.account_id, u.principal_id, u.service_namespace, lower(u.action_name) AS action_key,
    max(u.action_name) AS action_name, max(u.last_accessed_at) AS last_accessed_at
  FROM known_action_uses u
  JOIN listed_accounts a
    ON a.snapshot_date = u.snapshot_date AND a.account_id = u.account_id AND a.run_id = u.run_id
  WHERE u.snapshot_date IN (:from_date, :to_date)
    AND u.account_id IN (:account) -- if given
    AND u.account_id IN (:principal.account) -- if given
  GROUP BY u.snapshot_date, u.account_id, u.principal_id, u.service_namespace, lower(u.action_name)
),
first_used AS (
  SELECT account_id, principal_id, service_namespace, action_key, max(action_name) AS action_name, max(last_accessed_at) AS last_accessed_at
  FROM used
  GROUP BY account_id, principal_id, service_namespace, action_key
  HAVING max(CASE WHEN snapshot_date = :from_date THEN 1 ELSE 0 END) = 0
),
powers AS (
  SELECT
    n.service_namespace, n.action_key,
    /* power of n.action_key, l.access_level, d.power */ AS power
  FROM (
    SELECT DISTINCT service_namespace, action_key
    FROM first_used
  ) AS n
  LEFT JOIN levels l ON l.service_namespace = n.service_namespace AND l.action_key = n.action_key
  LEFT JOIN action_powers d ON d.service_namespace = n.service_namespace AND d.action_key = n.action_key
),
ranked_powers AS (
  SELECT
    service_namespace, action_key, power,
    CASE power WHEN 'administrator' THEN 1 WHEN 'escalates' THEN 2 ELSE 3 END AS power_rank
  FROM powers
  WHERE power IN ('administrator', 'escalates', 'changes_policies')
),
rolled AS (
  SELECT
    c.account_id, c.account_name, c.principal_arn, c.principal_id,
    min(p.power_rank) AS power_rank,
    count(*) AS actions,
    min_by(
      f.service_namespace || ':' || f.action_name,
      CAST(p.power_rank AS varchar) || f.service_namespace || ':' || f.action_key
    ) AS example,
    array_join(array_agg(f.service_namespace || ':' || f.action_key ORDER BY f.service_namespace || ':' || f.action_key), ',')
      AS items,
    max(f.last_accessed_at) AS last_accessed_at
  FROM first_used f
  JOIN ranked_powers p ON p.service_namespace = f.service_namespace AND p.action_key = f.action_key
  JOIN comparable c ON c.account_id = f.account_id AND c.principal_id = f.principal_id
  LEFT JOIN began_actions b
    ON b.service_namespace = f.service_namespace
    AND b.action_key = f.action_key
    AND b.first_reported_at > c.from_generated_at
    AND b.first_witnessed_at <= c.from_generated_at
  WHERE c.is_measured
    AND NOT c.is_new
    AND b.action_key IS NULL
  GROUP BY c.account_id, c.account_name, c.principal_arn, c.principal_id
)
SELECT
  CAST('PERMISSIONS_FIRST_USED' AS varchar) AS kind, CAST(power_rank AS integer) AS finding_rank, account_id, account_name,
  principal_arn, principal_id, CAST(lower(to_hex(sha256(to_utf8(items)))) AS varchar) AS subject,
  CAST(CASE power_rank WHEN 1 THEN 'administrator' WHEN 2 THEN 'escalates' ELSE 'changes_policies' END AS varchar) AS power,
  CAST(actions AS bigint) AS actions, CAST(example AS varchar) AS example, CAST(last_accessed_at AS timestamp) AS last_used_at
FROM rolled
ORDER BY finding_rank, account_id, principal_arn, principal_id
