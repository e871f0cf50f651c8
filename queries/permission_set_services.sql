-- question: Which services does a permission set grant, and does anyone use them through it?
-- topic: unused
-- grain: a permission set of IAM Identity Center and a service; a null service: none of the set's roles was measured; neither: no set is known, and accounts were not measured
-- parameter: permission_set permission_set list optional: names of permission sets
-- parameter: except_policy document list optional: permission sets that are excepted, with wildcards
-- filters: account_id, ou, service
-- speaks-of: unused, in rows where principals_accessed = 0
-- first: permission_set_name, service_namespace, principals_accessed, principals, last_accessed_at
-- next: query permission_set_actions
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Seen only in
--   what was measured: accounts_unmeasured, the same in every row, and principals_unmeasured of the set might use it
--   all the same; an unmeasured account hides its principals, a suspended or closed one uses nothing.
--   principals_accessed and last_accessed_at count roles of the set that any snapshot of these days knows to have used
--   it, gone ones (principals_gone) included. With account_id or ou it says nothing of the other accounts. Use through
--   a resource policy alone is not seen. Who used it is not known: people share the role.
WITH granted AS (
  SELECT
    permission_set_name, service_namespace,
    count(DISTINCT account_id) AS accounts,
    count(*) AS principals,
    CASE WHEN count(evidence_days) = count(*) THEN min(evidence_days) END AS least_evidence_days
  FROM service_access
  WHERE snapshot_date = :snapshot_date
    AND lower(permission_set_name) IN (:permission_set.lower)
    AND lower(permission_set_name) NOT IN (:except_policy.lower)
    AND permission_set_name IS NOT NULL
    AND service_namespace IS NOT NULL
    /* filters */
  GROUP BY permission_set_name, service_namespace
),
known_uses AS (
  SELECT u.*, a.ou_path
  FROM (
    SELECT snapshot_date, account_id, principal_id, permission_set_name, service_namespace, last_accessed_at
    FROM known_service_uses
    UNION ALL
    SELECT snapshot_date, account_id, principal_id, permission_set_name, service_namespace, last_accessed_at
    FROM known_action_uses
  ) AS u
  LEFT JOIN snapshot_accounts a ON a.snapshot_date = :snapshot_date AND a.account_id = u.account_id
  WHERE u.snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
    AND u.permission_set_name IS NOT NULL
    AND u.last_accessed_at >= CAST(:snapshot_date AS date) - INTERVAL '400' DAY
),
used AS (
  SELECT
    u.permission_set_name, u.service_namespace,
    count(DISTINCT u.principal_id) AS principals_accessed,
    count(DISTINCT CASE WHEN p.principal_id IS NULL THEN u.principal_id END) AS principals_gone,
    max(u.last_accessed_at) AS last_accessed_at
  FROM (
    SELECT *
    FROM known_uses
    WHERE true
      /* filters */
  ) AS u
  LEFT JOIN snapshot_principals p
    ON p.snapshot_date = :snapshot_date AND p.account_id = u.account_id AND p.principal_id = u.principal_id
  GROUP BY u.permission_set_name, u.service_namespace
),
sets AS (
  SELECT g.*, u.principals_accessed, u.principals_gone, u.last_accessed_at
  FROM granted g
  LEFT JOIN used u ON u.permission_set_name = g.permission_set_name AND u.service_namespace = g.service_namespace
),
unmeasured_roles AS (
  SELECT permission_set_name, count(*) AS principals
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND lower(permission_set_name) IN (:permission_set.lower)
    AND lower(permission_set_name) NOT IN (:except_policy.lower)
    AND permission_set_name IS NOT NULL
    AND status <> 'deleted'
    /* filters */
  GROUP BY permission_set_name
),
answered AS (
  SELECT
    coalesce(s.permission_set_name, u.permission_set_name) AS permission_set_name,
    s.service_namespace, s.last_accessed_at, s.least_evidence_days,
    coalesce(s.accounts, 0) AS accounts,
    coalesce(s.principals, 0) AS principals,
    coalesce(s.principals_accessed, 0) AS principals_accessed,
    coalesce(u.principals, 0) AS principals_unmeasured,
    coalesce(s.principals_gone, 0) AS principals_gone
  FROM sets s
  FULL OUTER JOIN unmeasured_roles u ON u.permission_set_name = s.permission_set_name
),
gaps AS (
  SELECT count(*) FILTER (WHERE principal_arn IS NULL AND NOT is_closed) AS accounts_unmeasured
  FROM unmeasured_or_closed
  WHERE snapshot_date = :snapshot_date
    /* filters */
)
SELECT
  a.permission_set_name, a.service_namespace,
  CAST(a.accounts AS bigint) AS accounts,
  CAST(a.principals AS bigint) AS principals,
  CAST(a.principals_accessed AS bigint) AS principals_accessed,
  a.last_accessed_at,
  CAST(a.least_evidence_days AS integer) AS least_evidence_days,
  CAST(g.accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(a.principals_unmeasured AS bigint) AS principals_unmeasured,
  CAST(a.principals_gone AS bigint) AS principals_gone
FROM gaps g
LEFT JOIN answered a ON true
WHERE a.permission_set_name IS NOT NULL OR g.accounts_unmeasured > 0
ORDER BY a.permission_set_name, a.service_namespace
