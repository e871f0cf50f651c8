-- question: How do granted and used access change from snapshot to snapshot?
-- topic: time
-- grain: a snapshot and account
-- with: principals_of_dates
-- parameter: from_date snapshot = first: date of the first snapshot
-- parameter: to_date snapshot = newest: date of the last snapshot
-- parameter: days days = 90: days without use that make a principal dormant
-- filters: account, ou, principal, tag, owner, except, except_tag
-- speaks-of: dormant, in the count principals_dormant
-- first: snapshot_date, account_name, account_id, services_granted, services_accessed, principals_dormant, status
-- next: query changes --by action
-- limits: The cohort are principals that every snapshot of the range that exported their account measured: only its
--   figures compare like with like. principals_dormant are the roles of dormant_principals, by what was known at each
--   date, and of the default to_date by what later runs saw, too; users never count as dormant. Of an account that was
--   not measured the counts are null, or hold what was measured before it failed. With principal, tag, owner or
--   except a snapshot counts who passes them, by owner at any date of the range. Service-linked roles are left out.
WITH accounts_of_range AS (
  SELECT snapshot_date, account_id, account_name, ou_path, status
  FROM snapshot_accounts
  WHERE snapshot_date BETWEEN :from_date AND :to_date
    AND account_id IN (:principal.account) -- if given
    /* filters of accounts */
),
principals_of_range AS (
  SELECT *
  FROM principals_of_dates
  WHERE is_service_linked = false
    /* filters */
),
snapshots_of_accounts AS (
  SELECT account_id, count_if(status = 'exported') AS snapshots
  FROM accounts_of_range
  GROUP BY account_id
),
cohort AS (
  SELECT p.account_id, p.principal_id
  FROM principals_of_range p
  JOIN accounts_of_range a ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id
  JOIN snapshots_of_accounts n ON n.account_id = p.account_id
  WHERE p.status = 'exported'
    AND a.status = 'exported'
  GROUP BY p.account_id, p.principal_id, n.snapshots
  HAVING count(*) = n.snapshots
),
counted AS (
  SELECT
    p.snapshot_date,
    p.account_id,
    count_if(p.status = 'exported') AS principals_measured,
    count_if(p.status = 'failed') AS principals_unmeasured,
    sum(p.services_granted) AS services_granted,
    sum(p.services_accessed) AS services_accessed,
    sum(p.actions_tracked) AS actions_tracked,
    sum(p.actions_accessed) AS actions_accessed,
    count_if(p.is_dormant) AS principals_dormant,
    count(c.principal_id) AS cohort_principals,
    sum(CASE WHEN c.principal_id IS NOT NULL THEN p.actions_tracked END) AS cohort_actions_tracked,
    sum(CASE WHEN c.principal_id IS NOT NULL THEN p.actions_accessed END) AS cohort_actions_accessed
  FROM principals_of_range p
  LEFT JOIN cohort c ON c.account_id = p.account_id AND c.principal_id = p.principal_id
  GROUP BY p.snapshot_date, p.account_id
)
SELECT
  a.snapshot_date, a.account_id, a.account_name, a.status,
  CAST(coalesce(n.principals_measured, 0) AS bigint) AS principals_measured,
  CAST(CASE WHEN a.status = 'exported' THEN coalesce(n.principals_unmeasured, 0) END AS bigint) AS principals_unmeasured,
  CAST(CASE WHEN a.status = 'exported' AND n.account_id IS NULL THEN 0 ELSE n.services_granted END AS bigint) AS services_granted,
  CAST(CASE WHEN a.status = 'exported' AND n.account_id IS NULL THEN 0 ELSE n.services_accessed END AS bigint) AS services_accessed,
  CAST(CASE WHEN a.status = 'exported' AND n.account_id IS NULL THEN 0 ELSE n.actions_tracked END AS bigint) AS actions_tracked,
  CAST(CASE WHEN a.status = 'exported' AND n.account_id IS NULL THEN 0 ELSE n.actions_accessed END AS bigint) AS actions_accessed,
  CAST(
    CASE WHEN a.status = 'exported' OR n.account_id IS NOT NULL THEN coalesce(n.principals_dormant, 0) END AS bigint
  ) AS principals_dormant,
  CAST(coalesce(n.cohort_principals, 0) AS bigint) AS cohort_principals,
  CAST(n.cohort_actions_tracked AS bigint) AS cohort_actions_tracked,
  CAST(n.cohort_actions_accessed AS bigint) AS cohort_actions_accessed
FROM accounts_of_range a
LEFT JOIN counted n ON n.snapshot_date = a.snapshot_date AND n.account_id = a.account_id
ORDER BY a.snapshot_date, a.account_id
