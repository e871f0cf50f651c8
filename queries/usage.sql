-- question: Which accounts exist, were they measured, and how much of their access is used?
-- by: account
-- topic: organization
-- grain: an account
-- with: used_before
-- parameter: days days = 90: days without use that make a principal dormant
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- filters: account, ou, principal, tag, owner
-- speaks-of: dormant, in the count principals_dormant
-- speaks-of: unused, in the count actions_unused
-- first: account_name, account_id, status, unused_percent, principals_measured, principals_unmeasured, principals_dormant
-- next: query worklist --account ID
-- limits: With principal, tag or owner, numbers are of these users and roles alone. Numbers are null for an account that was not listed. Service-linked roles are left out, and
--   users never count as dormant (see dormant_principals). A use of the last 400 days counts whichever run
--   saw it. Principals that were deleted meanwhile are not unmeasured.
--   Tags are JSON, null where they could not be read.
WITH listed AS (
  SELECT *
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
    AND account_id IN (:principal.account) -- if given
    /* filters of accounts */
),
shown_principals AS (
  SELECT *
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked = false
    /* filters */
),
counted AS (
  SELECT
    account_id,
    count_if(status = 'exported') AS principals_measured,
    count_if(status = 'failed') AS principals_unmeasured,
    sum(services_granted) AS services_granted,
    sum(services_accessed) AS services_accessed,
    sum(actions_tracked) AS actions_tracked,
    sum(actions_accessed) AS actions_accessed
  FROM shown_principals
  GROUP BY account_id
),
used_otherwise AS (
  SELECT u.account_id, sum(u.services) AS services, sum(u.actions) AS actions
  FROM used_before u
  JOIN shown_principals p ON p.account_id = u.account_id AND p.principal_id = u.principal_id
  GROUP BY u.account_id
),
dormant AS (
  SELECT account_id, count(*) AS principals
  FROM judged_principals
  WHERE principal_type = 'role'
    AND least(clear_days, used_days) >= :days
    AND bitwise_and(fixed_reasons, 4095) = 0
    AND (idle_names IS NULL
      OR arrays_overlap(ARRAY[lower(principal_arn), lower(principal_name)], ARRAY[:release.lower]) -- if given
      OR array_join(array_except(split(lower(idle_names), ', '), ARRAY[:release.lower]), '') = '' -- if given
    )
    /* filters */
  GROUP BY account_id
),
numbered AS (
  SELECT
    a.account_id,
    CASE WHEN a.status = 'exported' THEN coalesce(n.principals_measured, 0) ELSE n.principals_measured END
      AS principals_measured,
    CASE WHEN a.status = 'exported' THEN coalesce(n.principals_unmeasured, 0) ELSE n.principals_unmeasured END
      AS principals_unmeasured,
    CASE WHEN a.status = 'exported' AND n.account_id IS NULL THEN 0 ELSE n.services_granted END AS services_granted,
    CASE WHEN a.status = 'exported' AND n.account_id IS NULL THEN 0 ELSE n.services_accessed END AS services_accessed,
    CASE WHEN a.status = 'exported' AND n.account_id IS NULL THEN 0 ELSE n.actions_tracked END AS actions_tracked,
    CASE WHEN a.status = 'exported' AND n.account_id IS NULL THEN 0 ELSE n.actions_accessed END AS actions_accessed,
    coalesce(u.services, 0) AS services_used_otherwise,
    coalesce(u.actions, 0) AS actions_used_otherwise,
    CASE WHEN a.status = 'exported' OR n.account_id IS NOT NULL THEN coalesce(d.principals, 0) END AS principals_dormant
  FROM listed a
  LEFT JOIN counted n ON n.account_id = a.account_id
  LEFT JOIN used_otherwise u ON u.account_id = a.account_id
  LEFT JOIN dormant d ON d.account_id = a.account_id
  -- A measured account without anybody of those that are asked for has no row.
  WHERE true
    AND (n.account_id IS NOT NULL OR a.status <> 'exported' OR 'all' IN (:principal)) -- if given
    AND (n.account_id IS NOT NULL OR a.status <> 'exported' OR 'all' IN (:tag)) -- if given
    AND (n.account_id IS NOT NULL OR a.status <> 'exported' OR 'all' IN (:owner)) -- if given
)
SELECT
  a.account_id, a.account_name, a.account_state, a.is_management_account, a.ou_path_names, a.status,
  CAST(n.principals_measured AS bigint) AS principals_measured,
  CAST(n.principals_unmeasured AS bigint) AS principals_unmeasured,
  CAST(n.services_granted AS bigint) AS services_granted,
  CAST(n.services_accessed + n.services_used_otherwise AS bigint) AS services_accessed,
  CAST(n.actions_tracked AS bigint) AS actions_tracked,
  CAST(n.actions_accessed + n.actions_used_otherwise AS bigint) AS actions_accessed,
  CAST(n.actions_tracked - n.actions_accessed - n.actions_used_otherwise AS bigint) AS actions_unused,
  round(
    CAST(n.actions_tracked - n.actions_accessed - n.actions_used_otherwise AS double) * 100 / nullif(n.actions_tracked, 0), 1
  ) AS unused_percent,
  CAST(n.principals_dormant AS bigint) AS principals_dormant,
  a.email, a.tags, a.error_code, a.error_message, a.ou_id, a.ou_path
FROM listed a
JOIN numbered n ON n.account_id = a.account_id
ORDER BY a.account_id
