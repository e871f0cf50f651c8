-- question: Which services does nobody use in a whole OU, so that an SCP may deny them there?
-- grain: an OU (or root) with everything below it, and a service that is granted there and unused
-- parameter: days integer optional: evidence, in days, that each principal must have
-- filters: service
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. An OU with an
--   account or principal that was not measured is no candidate and not listed. The management account and
--   service-linked roles are left out, for SCPs do not bind them. A service that nobody is granted is not listed. Use
--   through a resource policy alone is not seen.
WITH accounts_in_ous AS (
  SELECT a.account_id, a.status, t.ou_id
  FROM snapshot_accounts a
  CROSS JOIN UNNEST(split(a.ou_path, '/')) AS t(ou_id)
  WHERE a.snapshot_date = :snapshot_date
    AND a.is_management_account IS DISTINCT FROM true
),
failed_principals AS (
  SELECT DISTINCT account_id
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND status = 'failed'
),
whole AS (
  SELECT o.ou_id, count(*) AS accounts
  FROM accounts_in_ous o
  LEFT JOIN failed_principals f ON f.account_id = o.account_id
  GROUP BY o.ou_id
  HAVING bool_and(o.status = 'exported') AND count(f.account_id) = 0
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
by_ou AS (
  SELECT
    w.ou_id, s.service_namespace, w.accounts,
    sum(s.principals_granted) AS principals_granted,
    CASE WHEN count(s.least_evidence_days) = count(*) THEN min(s.least_evidence_days) END AS least_evidence_days
  FROM whole w
  JOIN accounts_in_ous o ON o.ou_id = w.ou_id
  JOIN services s ON s.account_id = o.account_id
  GROUP BY w.ou_id, s.service_namespace, w.accounts
  HAVING sum(s.principals_accessed) = 0
)
SELECT
  CAST(ou_id AS varchar) AS ou_id,
  CAST(service_namespace AS varchar) AS service_namespace,
  CAST(accounts AS bigint) AS accounts,
  CAST(principals_granted AS bigint) AS principals_granted,
  CAST(least_evidence_days AS integer) AS least_evidence_days
FROM by_ou
WHERE service_namespace IS NOT NULL
  AND least_evidence_days >= :days
ORDER BY ou_id, service_namespace
