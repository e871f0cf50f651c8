-- question: How much of the granted access is used, by account, OU, principal or permission set?
-- grain: an account, OU (its path), principal (ARN) or permission set; null: principals without one, or accounts that were not measured
-- parameter: by account|ou|principal|permission_set = account: what the rows stand for
-- filters: account_id, ou, principal, tag, except
-- limits: Counts only principals that were measured; with an unmeasured account the number of unmeasured principals
--   is not known. An unmeasured account may hold every permission set, and counts in each. Actions are those that IAM
--   tracks. Service-linked roles are left out.
WITH measured AS (
  SELECT
    account_id, ou_path_names, principal_arn, permission_set_name, status,
    services_granted, services_accessed, actions_tracked, actions_accessed
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked = false
    AND status = 'exported'
    /* filters */
),
gaps AS (
  SELECT
    account_id, ou_path_names, principal_arn, permission_set_name,
    CASE WHEN principal_arn IS NULL THEN 'account' ELSE 'principal' END AS status,
    CAST(NULL AS integer) AS services_granted, CAST(NULL AS integer) AS services_accessed,
    CAST(NULL AS integer) AS actions_tracked, CAST(NULL AS integer) AS actions_accessed
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked IS DISTINCT FROM true
    /* filters */
),
named AS (
  SELECT
    CASE :by
      WHEN 'account' THEN account_id
      WHEN 'ou' THEN ou_path_names
      WHEN 'principal' THEN principal_arn
      WHEN 'permission_set' THEN permission_set_name
    END AS name,
    account_id, status, services_granted, services_accessed, actions_tracked, actions_accessed
  FROM (SELECT * FROM measured UNION ALL SELECT * FROM gaps) AS everyone
  WHERE NOT (:by = 'permission_set' AND status = 'account')
),
accounts_of_every_set AS (
  SELECT
    n.name, g.account_id, g.status, g.services_granted, g.services_accessed, g.actions_tracked, g.actions_accessed
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
    sum(actions_accessed) AS actions_accessed
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
  CAST(actions_tracked - actions_accessed AS bigint) AS actions_unused,
  round(CAST(actions_tracked - actions_accessed AS double) * 100 / nullif(actions_tracked, 0), 1) AS unused_percent
FROM counted
ORDER BY name
