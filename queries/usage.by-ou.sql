-- question: How much of the granted access is used, by OU, principal, permission set or owner?
-- by: ou|principal|set|owner
-- topic: organization
-- grain: an OU or root with everything below it (its path), principal (ARN), permission set or owner; null: principals without one, or accounts that were not measured or whose OU is not known
-- parameter: by ou|principal|set|owner = ou: what the rows are about
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a user, role or account has counts
-- with: used_before, owners
-- filters: account, ou, principal, tag, owner, except, except_tag
-- speaks-of: unused, in the count actions_unused
-- first: name, unused_percent, principals_measured, principals_unmeasured, accounts
-- next: query worklist
-- limits: Counts only principals that were measured; with an unmeasured account the number of unmeasured principals
--   is not known. An unmeasured account may hold every permission set and users of every owner, and counts in each. Actions are those that IAM
--   tracks. services_granted, actions_tracked and the other numbers of services and actions count each once for each
--   principal: the services of a set, each counted once, are in sets. Service-linked roles are left out. A use of the
--   last 400 days counts whichever run saw it.
WITH listed AS (
  SELECT *
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked = false
    AND status = 'exported'
    /* filters */
),
measured AS (
  SELECT
    p.account_id, p.principal_id, p.principal_arn, p.permission_set_name, p.status,
    p.services_granted,
    p.services_accessed + u.services AS services_accessed,
    p.actions_tracked,
    p.actions_accessed + u.actions AS actions_accessed
  FROM listed p
  LEFT JOIN used_before u ON u.account_id = p.account_id AND u.principal_id = p.principal_id
),
gaps AS (
  SELECT
    account_id, principal_id, principal_arn, permission_set_name,
    CASE WHEN principal_arn IS NULL THEN 'account' ELSE 'principal' END AS status,
    CAST(NULL AS integer) AS services_granted, CAST(NULL AS bigint) AS services_accessed,
    CAST(NULL AS integer) AS actions_tracked, CAST(NULL AS bigint) AS actions_accessed
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
in_ous AS MATERIALIZED (
  SELECT e.*, o.ou_name, w.owner
  FROM everyone e
  LEFT JOIN account_ous o ON :by = 'ou' AND o.snapshot_date = :snapshot_date AND o.account_id = e.account_id
  LEFT JOIN owners w ON :by = 'owner' AND w.account_id = e.account_id AND w.principal_id = coalesce(e.principal_id, '')
),
named AS (
  SELECT
    CASE :by
      WHEN 'ou' THEN ou_name
      WHEN 'principal' THEN principal_arn
      WHEN 'set' THEN permission_set_name
      WHEN 'owner' THEN owner
    END AS name,
    account_id, status, services_granted, services_accessed, actions_tracked, actions_accessed
  FROM in_ous
  WHERE NOT (:by IN ('set', 'owner') AND status = 'account')
),
accounts_of_every_set AS (
  SELECT
    n.name, g.account_id, g.status, g.services_granted, g.services_accessed, g.actions_tracked, g.actions_accessed
  FROM gaps g
  CROSS JOIN (SELECT name FROM named UNION SELECT CAST(NULL AS varchar)) AS n
  WHERE :by IN ('set', 'owner') AND g.status = 'account'
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
    sum(actions_tracked - actions_accessed) AS actions_unused
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
