-- question: Which actions can be removed from a permission set because nobody uses them through it?
-- topic: unused
-- grain: a permission set of IAM Identity Center and an action that is granted to its roles, tracked, and without an attempt by any of them
-- with: grant_ages, never_removed_actions, permission_set_grants
-- parameter: days days = 90: evidence and age of the grant, in days, that each of its roles must have, and the window in which no use is known
-- parameter: history_from snapshot = window: earliest snapshot whose grants count; window: the last one before the days
-- parameter: permission_set permission_set list optional: names of permission sets
-- parameter: except_action action list optional: actions that are excepted, with wildcards in the action
-- parameter: except_policy document list optional: permission sets that are excepted, with wildcards
-- filters: account_id, ou, service, access_level
-- speaks-of: candidate, in rows where state = NOT_ACCESSED
-- speaks-of: candidate, in rows where state = NOT_MEASURED
-- first: permission_set_name, service_namespace, action_name, state, access_level, grant_age
-- next: query permission_set_services
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. What a role of the
--   set is known to have used within the days is not listed, be the role gone by now. state NOT_MEASURED: one of the
--   counts is not 0. accounts_unmeasured, the same in every row, and principals_unmeasured of the set might use it all
--   the same; an unmeasured account hides its principals, a suspended or closed one uses nothing. principals_too_young
--   have less evidence than the days, or a grant that is known to be younger. With account_id or ou it says nothing of
--   the other accounts, and the set is that of all. Use through a resource policy alone is not seen. grant_age is the
--   least known of its roles: KNOWN, snapshots show the grant for the days; BOUNDED, role and policies are that old,
--   when they were attached is not known; UNKNOWN, the rest. A job that runs once a year looks the same as what nobody
--   needs: ask the owner. Actions whose use may leave no row (view never_removed), such as kms:Decrypt, are not listed.
WITH aged AS (
  SELECT
    g.permission_set_name, g.service_namespace, g.action_name, g.access_level, g.account_id, g.last_accessed_at,
    g.evidence_days, g.untracked_regions,
    CASE
      WHEN g.evidence_days IS NULL OR g.evidence_days < :days THEN 'YOUNGER'
      WHEN coalesce(t.recent_grants, 0) < a.recent_snapshots THEN 'YOUNGER'
      WHEN :days = 0 OR t.grants_in_old_snapshot > 0 THEN 'KNOWN'
      WHEN a.is_bounded THEN 'BOUNDED'
      ELSE 'UNKNOWN'
    END AS grant_age
  FROM granted_to_sets g
  JOIN principal_ages a ON a.account_id = g.account_id AND a.principal_id = g.principal_id
  LEFT JOIN times_granted t
    ON t.account_id = g.account_id
    AND t.principal_id = g.principal_id
    AND t.service_namespace = g.service_namespace
    AND t.action_name = g.action_name
),
unused AS (
  SELECT
    permission_set_name, service_namespace, action_name,
    max(access_level) AS access_level,
    count(DISTINCT account_id) AS accounts,
    count(*) AS principals,
    CASE WHEN count(evidence_days) = count(*) THEN min(evidence_days) END AS least_evidence_days,
    count_if(grant_age = 'YOUNGER') AS principals_too_young,
    CASE
      WHEN count_if(grant_age IN ('UNKNOWN', 'YOUNGER')) > 0 THEN 'UNKNOWN'
      WHEN count_if(grant_age = 'BOUNDED') > 0 THEN 'BOUNDED'
      ELSE 'KNOWN'
    END AS grant_age,
    max(untracked_regions) AS untracked_regions
  FROM aged
  GROUP BY permission_set_name, service_namespace, action_name
  HAVING count(last_accessed_at) = 0
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
  SELECT count(*) FILTER (WHERE principal_arn IS NULL AND NOT is_closed) AS accounts_unmeasured
  FROM unmeasured_or_closed
  WHERE snapshot_date = :snapshot_date
    /* filters */
)
SELECT
  r.permission_set_name, r.service_namespace, r.action_name, r.access_level,
  CAST(r.accounts AS bigint) AS accounts,
  CAST(r.principals AS bigint) AS principals,
  CAST(r.least_evidence_days AS integer) AS least_evidence_days,
  CAST(r.grant_age AS varchar) AS grant_age,
  u.last_known_access_at,
  CAST(g.accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(coalesce(n.principals, 0) AS bigint) AS principals_unmeasured,
  CAST(r.principals_too_young AS bigint) AS principals_too_young,
  CAST(
    CASE
      WHEN r.principals_too_young = 0 AND g.accounts_unmeasured = 0 AND n.principals IS NULL THEN 'NOT_ACCESSED'
      ELSE 'NOT_MEASURED'
    END AS varchar
  ) AS state,
  r.untracked_regions
FROM unused r
LEFT JOIN uses_of_sets u
  ON u.permission_set_name = r.permission_set_name
  AND u.service_namespace = r.service_namespace
  AND u.action_name = r.action_name
LEFT JOIN unmeasured_roles n ON n.permission_set_name = r.permission_set_name
LEFT JOIN never_removed_actions k ON k.service_namespace = r.service_namespace AND k.action_name = r.action_name
CROSS JOIN gaps g
WHERE k.action_name IS NULL
  AND (
    u.last_known_access_at IS NULL
    OR date_diff('millisecond', u.last_known_access_at, CAST(CAST(:snapshot_date AS date) AS timestamp))
      >= CAST(:days AS bigint) * 86400000
  )
ORDER BY r.permission_set_name, r.service_namespace, r.action_name
