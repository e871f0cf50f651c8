-- question: Which accounts exist, were they measured, and how much of their access is used?
-- grain: an account
-- parameter: days days = 90: days without use that make a principal dormant
-- filters: account_id, ou
-- limits: Numbers are null for an account that was not listed. Service-linked roles count, but never as dormant.
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
    count_if(status <> 'exported') AS principals_unmeasured,
    sum(services_granted) AS services_granted,
    sum(services_accessed) AS services_accessed,
    sum(actions_tracked) AS actions_tracked,
    sum(actions_accessed) AS actions_accessed,
    count(*) FILTER (
      WHERE status = 'exported' AND is_service_linked = false AND evidence_days >= :days
      AND (last_used_at IS NULL OR days_since_last_access >= :days)
    ) AS dormant_principals
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    /* filters */
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
  CAST(CASE WHEN a.status = 'exported' THEN coalesce(n.dormant_principals, 0) ELSE n.dormant_principals END AS bigint)
    AS dormant_principals,
  a.error_code, a.error_message
FROM listed a
LEFT JOIN counted n ON n.account_id = a.account_id
ORDER BY a.account_id
