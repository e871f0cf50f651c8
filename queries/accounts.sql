-- question: Which accounts exist, were they measured, and how much of their access is used?
-- topic: organization
-- grain: an account
-- judges: principals
-- parameter: days days = 90: days without use that make a principal dormant
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- filters: account_id, ou
-- speaks-of: dormant, in the count dormant_principals
-- first: account_name, account_id, status, principals_measured, principals_unmeasured, dormant_principals
-- next: query worklist --account-id <ID>
-- limits: Numbers are null for an account that was not listed. Service-linked roles count, but never as dormant, nor do
--   users (see dormant_principals). Principals that were deleted meanwhile are not unmeasured.
--   Tags are JSON, null where they could not be read.
WITH listed AS (
  SELECT *
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
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
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    /* filters */
  GROUP BY account_id
),
dormant AS (
  SELECT account_id, count(*) AS principals
  FROM judged_principals
  WHERE withheld IS NULL
    AND principal_type = 'role'
  GROUP BY account_id
)
SELECT
  a.account_id, a.account_name, a.account_state, a.is_management_account, a.ou_path_names, a.status,
  CAST(CASE WHEN a.status = 'exported' THEN coalesce(n.principals_measured, 0) ELSE n.principals_measured END AS bigint)
    AS principals_measured,
  CAST(CASE WHEN a.status = 'exported' THEN coalesce(n.principals_unmeasured, 0) ELSE n.principals_unmeasured END AS bigint)
    AS principals_unmeasured,
  CAST(CASE WHEN a.status = 'exported' AND n.account_id IS NULL THEN 0 ELSE n.services_granted END AS bigint) AS services_granted,
  CAST(CASE WHEN a.status = 'exported' AND n.account_id IS NULL THEN 0 ELSE n.services_accessed END AS bigint) AS services_accessed,
  CAST(CASE WHEN a.status = 'exported' AND n.account_id IS NULL THEN 0 ELSE n.actions_tracked END AS bigint) AS actions_tracked,
  CAST(CASE WHEN a.status = 'exported' AND n.account_id IS NULL THEN 0 ELSE n.actions_accessed END AS bigint) AS actions_accessed,
  CAST(CASE WHEN a.status = 'exported' OR n.account_id IS NOT NULL THEN coalesce(d.principals, 0) END AS bigint)
    AS dormant_principals,
  a.email, a.tags, a.error_code, a.error_message, a.ou_id, a.ou_path
FROM listed a
LEFT JOIN counted n ON n.account_id = a.account_id
LEFT JOIN dormant d ON d.account_id = a.account_id
ORDER BY a.account_id
