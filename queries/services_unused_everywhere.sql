-- question: Which services does nobody in an OU use, so that an SCP can deny them there?
-- grain: an OU (or root) with everything below it, and a service that is granted there and unused; or an OU that is no candidate, for something in it was not measured (NOT_MEASURED)
-- parameter: days days optional: evidence, in days, that each principal must have
-- filters: service
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. An account whose
--   OU is not known counts in every OU; a row without an OU tells how many there are. The management account and
--   service-linked roles are left out, for SCPs do not bind them. A service that nobody is granted is not listed. Use
--   through a resource policy alone is not seen. An unmeasured account hides its principals.
WITH accounts AS (
  SELECT
    account_id, ou_path, ou_path_names, status,
    length(ou_path) - length(replace(ou_path, '/', '')) = length(ou_path_names) - length(replace(ou_path_names, '/', ''))
      AS is_a_name_each
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
    AND is_management_account IS DISTINCT FROM true
),
placed AS (
  SELECT
    a.account_id, a.status, t.ou_id,
    CASE WHEN a.is_a_name_each THEN split_part(a.ou_path_names, '/', array_position(split(a.ou_path, '/'), t.ou_id)) END
      AS ou_name
  FROM accounts a
  CROSS JOIN UNNEST(split(a.ou_path, '/')) AS t(ou_id)
),
ous AS (
  SELECT ou_id, max(ou_name) AS ou_name
  FROM placed
  GROUP BY ou_id
),
accounts_in_ous AS (
  SELECT ou_id, account_id, status
  FROM placed
  UNION ALL
  SELECT o.ou_id, a.account_id, a.status
  FROM ous o
  CROSS JOIN accounts a
  WHERE a.ou_path IS NULL
),
failed_principals AS (
  SELECT account_id, count_if(principal_arn IS NOT NULL) AS principals
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND status = 'failed'
    AND is_service_linked IS DISTINCT FROM true
  GROUP BY account_id
),
counted AS (
  SELECT
    o.ou_id,
    count(*) AS accounts,
    count_if(o.status <> 'exported') AS accounts_unmeasured,
    coalesce(sum(f.principals), 0) AS principals_unmeasured
  FROM accounts_in_ous o
  LEFT JOIN failed_principals f ON f.account_id = o.account_id
  GROUP BY o.ou_id
),
services AS (
  SELECT
    account_id, service_namespace,
    count(*) AS principals_granted,
    count_if(state = 'ACCESSED') AS principals_accessed,
    CASE WHEN count(evidence_days) = count(*) THEN min(evidence_days) END AS least_evidence_days
  FROM service_access
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IS NOT NULL
    AND is_service_linked = false
    /* filters */
  GROUP BY account_id, service_namespace
),
unused AS (
  SELECT
    o.ou_id, s.service_namespace,
    sum(s.principals_granted) AS principals_granted,
    CASE WHEN count(s.least_evidence_days) = count(*) THEN min(s.least_evidence_days) END AS least_evidence_days
  FROM accounts_in_ous o
  JOIN services s ON s.account_id = o.account_id
  GROUP BY o.ou_id, s.service_namespace
  HAVING sum(s.principals_accessed) = 0
),
answered AS (
  SELECT
    c.ou_id, 'NOT_ACCESSED' AS state, u.service_namespace, c.accounts, u.principals_granted, u.least_evidence_days,
    c.accounts_unmeasured, c.principals_unmeasured
  FROM counted c
  JOIN unused u ON u.ou_id = c.ou_id
  WHERE c.accounts_unmeasured = 0
    AND c.principals_unmeasured = 0
    AND u.least_evidence_days >= :days
  UNION ALL
  SELECT
    ou_id, 'NOT_MEASURED', CAST(NULL AS varchar), accounts, CAST(NULL AS bigint), CAST(NULL AS integer),
    accounts_unmeasured, principals_unmeasured
  FROM counted
  WHERE accounts_unmeasured > 0 OR principals_unmeasured > 0
  UNION ALL
  SELECT
    CAST(NULL AS varchar), 'NOT_MEASURED', CAST(NULL AS varchar), count(*), CAST(NULL AS bigint), CAST(NULL AS integer),
    count_if(a.status <> 'exported'), coalesce(sum(f.principals), 0)
  FROM accounts a
  LEFT JOIN failed_principals f ON f.account_id = a.account_id
  WHERE a.ou_path IS NULL
  HAVING count(*) > 0
)
SELECT
  CAST(a.ou_id AS varchar) AS ou_id,
  CAST(o.ou_name AS varchar) AS ou_name,
  CAST(a.state AS varchar) AS state,
  CAST(a.service_namespace AS varchar) AS service_namespace,
  CAST(a.accounts AS bigint) AS accounts,
  CAST(a.principals_granted AS bigint) AS principals_granted,
  CAST(a.least_evidence_days AS integer) AS least_evidence_days,
  CAST(a.accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(a.principals_unmeasured AS bigint) AS principals_unmeasured
FROM answered a
LEFT JOIN ous o ON o.ou_id = a.ou_id
ORDER BY ou_id, service_namespace
