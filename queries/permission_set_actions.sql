-- question: Which actions can be removed from a permission set because nobody uses them through it?
-- grain: a permission set of IAM Identity Center and an action that is granted to its roles, tracked, and without an attempt by any of them
-- parameter: days days = 90: evidence and age of the grant, in days, that each of its roles must have
-- parameter: permission_set string list optional: names of permission sets
-- filters: account_id, ou, service, access_level
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Seen only in what
--   was measured: accounts_unmeasured, the same in every row, and principals_unmeasured of the set might use it all the
--   same; an unmeasured account hides its principals. With account_id or ou it says nothing of the other accounts, and
--   the set is that of all. Use through a resource policy alone is not seen. grant_age UNKNOWN: the lake is younger
--   than so many days, so the grant may be new. A job that runs once a year looks the same as what nobody needs: ask
--   the owner. Reads every snapshot.
WITH granted AS (
  SELECT *
  FROM action_access
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IS NOT NULL
    AND permission_set_name IS NOT NULL
    AND permission_set_name IN (:permission_set)
    /* filters */
),
history AS (
  SELECT *
  FROM grant_history
  WHERE snapshot_date <= :snapshot_date
    AND account_id IN (:account_id)
    AND service_namespace IN (:service)
),
aged AS (
  SELECT
    g.permission_set_name, g.service_namespace, g.action_name, g.access_level, g.account_id, g.last_accessed_at,
    g.evidence_days, h.last_known_access_at,
    CASE
      WHEN date_diff('millisecond', h.grant_first_seen_at, g.generated_at) >= CAST(:days AS bigint) * 86400000 THEN 'KNOWN'
      WHEN h.grant_start_seen = false THEN 'UNKNOWN'
    END AS grant_age,
    date_diff('millisecond', h.last_known_access_at, g.generated_at) < CAST(:days AS bigint) * 86400000 AS was_used_lately
  FROM granted g
  JOIN history h
    ON h.snapshot_date = g.snapshot_date
    AND h.account_id = g.account_id
    AND h.principal_id = g.principal_id
    AND h.service_namespace = g.service_namespace
    AND h.action_name = g.action_name
),
removable AS (
  SELECT
    permission_set_name, service_namespace, action_name,
    max(access_level) AS access_level,
    count(DISTINCT account_id) AS accounts,
    count(*) AS principals,
    min(evidence_days) AS least_evidence_days,
    CASE WHEN count_if(grant_age = 'UNKNOWN') > 0 THEN 'UNKNOWN' ELSE 'KNOWN' END AS grant_age,
    max(last_known_access_at) AS last_known_access_at
  FROM aged
  GROUP BY permission_set_name, service_namespace, action_name
  HAVING count(last_accessed_at) = 0
    AND count(*) FILTER (WHERE evidence_days >= :days) = count(*)
    AND count(grant_age) = count(*)
    AND count(*) FILTER (WHERE was_used_lately) = 0
),
unmeasured_roles AS (
  SELECT permission_set_name, count(*) AS principals
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND permission_set_name IS NOT NULL
    AND status <> 'deleted'
    /* filters */
  GROUP BY permission_set_name
),
gaps AS (
  SELECT count(*) FILTER (WHERE principal_arn IS NULL) AS accounts_unmeasured
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    /* filters */
)
SELECT
  r.permission_set_name, r.service_namespace, r.action_name, r.access_level,
  CAST(r.accounts AS bigint) AS accounts,
  CAST(r.principals AS bigint) AS principals,
  CAST(r.least_evidence_days AS integer) AS least_evidence_days,
  CAST(r.grant_age AS varchar) AS grant_age,
  r.last_known_access_at,
  CAST(g.accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(coalesce(u.principals, 0) AS bigint) AS principals_unmeasured
FROM removable r
LEFT JOIN unmeasured_roles u ON u.permission_set_name = r.permission_set_name
CROSS JOIN gaps g
ORDER BY r.permission_set_name, r.service_namespace, r.action_name
