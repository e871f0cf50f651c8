-- question: Which services does nobody in an OU use, so that an SCP can deny them there?
-- topic: organization
-- grain: an OU (or root) with everything below it, and a service that is granted there and that nobody, or one name alone (ACCESSED), is known to use; or an OU in which something was not measured (service_namespace is null)
-- parameter: days days = 90: evidence, in days, that each principal must have, and the window in which no use is known
-- filters: service, except
-- speaks-of: candidate, in rows where state = NOT_ACCESSED
-- speaks-of: candidate, in rows where state = NOT_MEASURED
-- first: ou_name, service_namespace, state, only_used_by, principals_granted
-- next: query actions_unused_everywhere
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. NOT_ACCESSED: all
--   counts of what is not known are 0, and nobody of the accounts that are in the OU now is known to have used it within
--   the days, gone principals included. NOT_MEASURED: one of the counts is not 0; principals_too_young have less
--   evidence than the days. ACCESSED: only_used_by alone used it, in accounts_accessed accounts; --except leaves it out.
--   An account whose OU is not known counts in every OU; a row without an OU tells how many there are. The management
--   account and service-linked roles are left out, for SCPs do not bind them, and suspended and closed accounts, for
--   they use nothing. A service that nobody is granted is not listed. Use through a resource policy alone, and in
--   Regions that IAM does not track (untracked_regions), is not seen. An unmeasured account hides its principals.
WITH accounts AS (
  SELECT
    account_id, ou_path, ou_path_names, status,
    length(ou_path) - length(replace(ou_path, '/', '')) = length(ou_path_names) - length(replace(ou_path_names, '/', ''))
      AS is_a_name_each
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
    AND is_management_account IS DISTINCT FROM true
    AND coalesce(account_state, '') NOT IN ('SUSPENDED', 'CLOSED')
),
all_ous AS (
  SELECT array_agg(DISTINCT t.ou_id) AS ou_ids
  FROM accounts a
  CROSS JOIN UNNEST(split(a.ou_path, '/')) AS t(ou_id)
),
-- An account whose OU is not known may be in any of them.
accounts_in_ous AS (
  SELECT
    t.ou_id, a.account_id, a.status,
    CASE WHEN a.is_a_name_each THEN split_part(a.ou_path_names, '/', array_position(split(a.ou_path, '/'), t.ou_id)) END
      AS ou_name
  FROM accounts a
  CROSS JOIN all_ous o
  CROSS JOIN UNNEST(coalesce(split(a.ou_path, '/'), o.ou_ids)) AS t(ou_id)
),
failed_principals AS (
  SELECT account_id, count_if(principal_arn IS NOT NULL) AS principals
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND status = 'failed'
    AND is_service_linked IS DISTINCT FROM true
    AND coalesce(lower(principal_arn) NOT IN (:except.lower) AND lower(principal_name) NOT IN (:except.lower), true)
  GROUP BY account_id
),
counted AS (
  SELECT
    o.ou_id,
    max(o.ou_name) AS ou_name,
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
    count(*) FILTER (WHERE evidence_days >= :days) AS principals_old_enough,
    CASE WHEN count(evidence_days) = count(*) THEN min(evidence_days) END AS least_evidence_days,
    max(untracked_regions) AS untracked_regions
  FROM service_access
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IS NOT NULL
    AND is_service_linked = false
    /* filters */
  GROUP BY account_id, service_namespace
),
-- A row with a time speaks against it however old; what earlier snapshots know, and of whom is gone, within the days.
known_uses AS (
  SELECT
    account_id, principal_arn, regexp_extract(principal_arn, '[^/]+$') AS principal_name, principal_type,
    service_namespace, last_accessed_at
  FROM known_service_uses
  WHERE snapshot_date BETWEEN :snapshot_date.since AND :snapshot_date
    AND is_service_linked = false
    AND last_accessed_at >= CAST(:snapshot_date AS date) - INTERVAL '1' DAY * :days
  UNION ALL
  SELECT
    account_id, principal_arn, regexp_extract(principal_arn, '[^/]+$'), principal_type, service_namespace, last_accessed_at
  FROM known_action_uses
  WHERE snapshot_date BETWEEN :snapshot_date.since AND :snapshot_date
    AND is_service_linked = false
    AND last_accessed_at >= CAST(:snapshot_date AS date) - INTERVAL '1' DAY * :days
  UNION ALL
  SELECT account_id, principal_arn, principal_name, principal_type, service_namespace, last_accessed_at
  FROM measured_grants
  WHERE snapshot_date = :snapshot_date
    AND action_name IS NULL
    AND last_accessed_at IS NOT NULL
    AND is_service_linked = false
),
users_of_services AS (
  SELECT DISTINCT account_id, service_namespace, principal_type || '/' || principal_name AS user_name
  FROM known_uses
  WHERE true
    /* filters */
),
used AS (
  SELECT
    o.ou_id, u.service_namespace,
    count(DISTINCT u.user_name) AS names,
    max(u.user_name) AS only_used_by,
    count(DISTINCT u.account_id) AS accounts_accessed
  FROM accounts_in_ous o
  JOIN users_of_services u ON u.account_id = o.account_id
  GROUP BY o.ou_id, u.service_namespace
),
granted AS (
  SELECT
    o.ou_id, s.service_namespace,
    sum(s.principals_granted) AS principals_granted,
    sum(s.principals_granted - s.principals_old_enough) AS principals_too_young,
    CASE WHEN count(s.least_evidence_days) = count(*) THEN min(s.least_evidence_days) END AS least_evidence_days,
    max(s.untracked_regions) AS untracked_regions
  FROM accounts_in_ous o
  JOIN services s ON s.account_id = o.account_id
  GROUP BY o.ou_id, s.service_namespace
),
answered AS (
  SELECT
    c.ou_id, c.ou_name,
    CASE
      WHEN u.names = 1 THEN 'ACCESSED'
      WHEN c.accounts_unmeasured = 0 AND c.principals_unmeasured = 0 AND g.principals_too_young = 0 THEN 'NOT_ACCESSED'
      ELSE 'NOT_MEASURED'
    END AS state,
    g.service_namespace, c.accounts, g.principals_granted, g.least_evidence_days,
    c.accounts_unmeasured, c.principals_unmeasured, g.principals_too_young,
    u.only_used_by, coalesce(u.accounts_accessed, 0) AS accounts_accessed, g.untracked_regions
  FROM counted c
  JOIN granted g ON g.ou_id = c.ou_id
  LEFT JOIN used u ON u.ou_id = g.ou_id AND u.service_namespace = g.service_namespace
  WHERE u.names IS NULL OR u.names = 1
  UNION ALL
  SELECT
    ou_id, ou_name, 'NOT_MEASURED', CAST(NULL AS varchar), accounts, CAST(NULL AS bigint), CAST(NULL AS integer),
    accounts_unmeasured, principals_unmeasured, CAST(NULL AS bigint), CAST(NULL AS varchar), CAST(NULL AS bigint),
    CAST(NULL AS varchar)
  FROM counted
  WHERE accounts_unmeasured > 0 OR principals_unmeasured > 0
  UNION ALL
  SELECT
    CAST(NULL AS varchar), CAST(NULL AS varchar), 'NOT_MEASURED', CAST(NULL AS varchar), count(*), CAST(NULL AS bigint), CAST(NULL AS integer),
    count_if(a.status <> 'exported'), coalesce(sum(f.principals), 0), CAST(NULL AS bigint), CAST(NULL AS varchar),
    CAST(NULL AS bigint), CAST(NULL AS varchar)
  FROM accounts a
  LEFT JOIN failed_principals f ON f.account_id = a.account_id
  WHERE a.ou_path IS NULL
  HAVING count(*) > 0
)
SELECT
  CAST(a.ou_id AS varchar) AS ou_id,
  CAST(a.ou_name AS varchar) AS ou_name,
  CAST(a.state AS varchar) AS state,
  CAST(a.service_namespace AS varchar) AS service_namespace,
  CAST(a.accounts AS bigint) AS accounts,
  CAST(a.principals_granted AS bigint) AS principals_granted,
  CAST(a.least_evidence_days AS integer) AS least_evidence_days,
  CAST(a.accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(a.principals_unmeasured AS bigint) AS principals_unmeasured,
  CAST(a.principals_too_young AS bigint) AS principals_too_young,
  CAST(a.only_used_by AS varchar) AS only_used_by,
  CAST(a.accounts_accessed AS bigint) AS accounts_accessed,
  CAST(a.untracked_regions AS varchar) AS untracked_regions
FROM answered a
ORDER BY ou_id, service_namespace
