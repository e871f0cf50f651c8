-- question: How much of the granted access is used, by account, OU, principal or permission set?
-- topic: organization
-- grain: an account, OU or root with everything below it (its path), principal (ARN) or permission set; null: principals without one, or accounts that were not measured or whose OU is not known
-- parameter: by account|ou|principal|permission_set = account: what the rows stand for
-- filters: account_id, ou, principal, tag, except, except_tag
-- speaks-of: unused, in the count actions_unused
-- first: name, unused_percent, principals_measured, principals_unmeasured, services_granted, services_accessed
-- next: query worklist
-- limits: Counts only principals that were measured; with an unmeasured account the number of unmeasured principals
--   is not known. An unmeasured account may hold every permission set, and counts in each. Actions are those that IAM
--   tracks. Service-linked roles are left out. actions_unused leaves out what any run knows to be used in the last 400
--   days, though this snapshot shows no time.
WITH earlier_uses AS (
  -- What other runs know to be used, and the chosen one does not.
  SELECT u.account_id, u.principal_id, u.service_namespace, u.action_name
  FROM known_action_uses u
  LEFT JOIN listed_accounts a
    ON a.snapshot_date = u.snapshot_date AND a.account_id = u.account_id AND a.run_id = u.run_id
    AND a.snapshot_date = :snapshot_date
  WHERE u.snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
    AND u.last_accessed_at >= CAST(:snapshot_date AS date) - INTERVAL '400' DAY
    AND u.account_id IN (:account_id)
    AND u.account_id IN (:principal.account)
  GROUP BY u.account_id, u.principal_id, u.service_namespace, u.action_name
  HAVING count(a.account_id) = 0
),
used_before AS (
  SELECT m.account_id, m.principal_id, count(*) AS actions
  FROM measured_actions m
  JOIN earlier_uses u
    ON u.account_id = m.account_id
    AND u.principal_id = m.principal_id
    AND u.service_namespace = m.service_namespace
    AND u.action_name = m.action_name
  WHERE m.snapshot_date = :snapshot_date
    AND m.last_accessed_at IS NULL
  GROUP BY m.account_id, m.principal_id
),
listed AS (
  SELECT *
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked = false
    AND status = 'exported'
    /* filters */
),
measured AS (
  SELECT
    p.account_id, p.principal_arn, p.permission_set_name, p.status,
    p.services_granted, p.services_accessed, p.actions_tracked, p.actions_accessed,
    coalesce(u.actions, 0) AS actions_used_before
  FROM listed p
  LEFT JOIN used_before u ON u.account_id = p.account_id AND u.principal_id = p.principal_id
),
gaps AS (
  SELECT
    account_id, principal_arn, permission_set_name,
    CASE WHEN principal_arn IS NULL THEN 'account' ELSE 'principal' END AS status,
    CAST(NULL AS integer) AS services_granted, CAST(NULL AS integer) AS services_accessed,
    CAST(NULL AS integer) AS actions_tracked, CAST(NULL AS integer) AS actions_accessed,
    CAST(NULL AS bigint) AS actions_used_before
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked IS DISTINCT FROM true
    AND status <> 'deleted'
    /* filters */
),
everyone AS (
  SELECT * FROM measured
  UNION ALL
  SELECT * FROM gaps
),
-- Everybody counts in each OU above.
in_ous AS (
  SELECT e.*, o.ou_name
  FROM everyone e
  LEFT JOIN account_ous o ON :by = 'ou' AND o.snapshot_date = :snapshot_date AND o.account_id = e.account_id
),
named AS (
  SELECT
    CASE :by
      WHEN 'account' THEN account_id
      WHEN 'ou' THEN ou_name
      WHEN 'principal' THEN principal_arn
      WHEN 'permission_set' THEN permission_set_name
    END AS name,
    account_id, status, services_granted, services_accessed, actions_tracked, actions_accessed, actions_used_before
  FROM in_ous
  WHERE NOT (:by = 'permission_set' AND status = 'account')
),
accounts_of_every_set AS (
  SELECT
    n.name, g.account_id, g.status, g.services_granted, g.services_accessed, g.actions_tracked, g.actions_accessed,
    g.actions_used_before
  FROM gaps g
  CROSS JOIN (SELECT name FROM named UNION SELECT CAST(NULL AS varchar)) AS n
  WHERE :by = 'permission_set' AND g.status = 'account'
),
counted AS (
  SELECT
    name,
    count(DISTINCT account_id) AS accounts,
    count_if(status = 'account') AS accounts_unmeasured,
    count_if(status = 'exported') AS principals_measured,
    count_if(status = 'principal') AS principals_unmeasured,
    sum(services_granted) AS services_granted,
    sum(services_accessed) AS services_accessed,
    sum(actions_tracked) AS actions_tracked,
    sum(actions_accessed) AS actions_accessed,
    sum(actions_tracked - actions_accessed - actions_used_before) AS actions_unused
  FROM (SELECT * FROM named UNION ALL SELECT * FROM accounts_of_every_set) AS everything
  GROUP BY name
)
SELECT
  CAST(name AS varchar) AS name,
  CAST(accounts AS bigint) AS accounts,
  CAST(accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(principals_measured AS bigint) AS principals_measured,
  CAST(CASE WHEN accounts_unmeasured = 0 THEN principals_unmeasured END AS bigint) AS principals_unmeasured,
  CAST(services_granted AS bigint) AS services_granted,
  CAST(services_accessed AS bigint) AS services_accessed,
  CAST(actions_tracked AS bigint) AS actions_tracked,
  CAST(actions_accessed AS bigint) AS actions_accessed,
  CAST(actions_unused AS bigint) AS actions_unused,
  round(CAST(actions_unused AS double) * 100 / nullif(actions_tracked, 0), 1) AS unused_percent
FROM counted
ORDER BY name
