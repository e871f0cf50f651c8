-- question: Which actions are granted and used by nobody?
-- grain: an action that is granted and tracked
-- filters: account_id, ou, tag, except, service, access_level
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days.
--   accounts_unmeasured and principals_unmeasured, the same in every row, are those that might use it all the same;
--   an unmeasured account hides its principals. least_evidence_days is null where it is not known for one of them.
WITH unused AS (
  SELECT
    service_namespace, action_name, max(access_level) AS access_level,
    count(DISTINCT account_id) AS accounts,
    count(*) AS principals_granted,
    CASE WHEN count(evidence_days) = count(*) THEN min(evidence_days) END AS least_evidence_days
  FROM action_access
  WHERE snapshot_date = :snapshot_date
    AND state <> 'NOT_MEASURED'
    /* filters */
  GROUP BY service_namespace, action_name
  HAVING count(last_accessed_at) = 0
),
gaps AS (
  SELECT
    count_if(principal_arn IS NULL) AS accounts_unmeasured,
    count_if(principal_arn IS NOT NULL) AS principals_unmeasured
  FROM action_access
  WHERE snapshot_date = :snapshot_date
    AND state = 'NOT_MEASURED'
    /* filters */
)
SELECT
  u.service_namespace, u.action_name, u.access_level,
  CAST(u.accounts AS bigint) AS accounts,
  CAST(u.principals_granted AS bigint) AS principals_granted,
  CAST(u.least_evidence_days AS integer) AS least_evidence_days,
  CAST(g.accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(g.principals_unmeasured AS bigint) AS principals_unmeasured
FROM unused u
CROSS JOIN gaps g
ORDER BY u.service_namespace, u.action_name
