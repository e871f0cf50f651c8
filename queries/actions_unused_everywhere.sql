-- question: Which granted actions does nobody use?
-- grain: an action that is granted and tracked; a row without one where there is none and something was not measured
-- parameter: access_level List|Read|Write|Tagging|Permissions management list optional: levels of access; an action whose level is not known stays in
-- filters: account_id, ou, tag, except, service
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days.
--   accounts_unmeasured and principals_unmeasured, the same in every row, are those that might use it all the same;
--   an unmeasured account hides its principals. least_evidence_days is null where it is not known for one of them.
--   Use through a resource policy alone is not seen.
WITH counted AS (
  SELECT
    run_id, service_namespace, action_name,
    count(*) AS principals_granted,
    count(last_accessed_at) AS principals_accessed,
    count(principal_evidence_days) AS principals_of_known_age,
    min(principal_evidence_days) AS least_age_days,
    min(generated_at) AS generated_at
  FROM measured_actions
  WHERE snapshot_date = :snapshot_date
    /* filters */
  GROUP BY run_id, service_namespace, action_name
),
referenced AS (
  SELECT
    c.*,
    a.access_level,
    a.tracked_since IS NOT NULL AND c.principals_of_known_age = c.principals_granted AS is_evidence_known,
    CAST(floor(CAST(date_diff('millisecond', a.tracked_since, c.generated_at) AS double) / 86400000) AS integer)
      AS tracked_days
  FROM counted c
  LEFT JOIN snapshot_actions a
    ON a.run_id = c.run_id
    AND a.service_namespace = c.service_namespace
    AND a.action_name = c.action_name
    AND a.snapshot_date = :snapshot_date
),
unused AS (
  SELECT
    service_namespace, action_name, max(access_level) AS access_level,
    sum(principals_granted) AS principals_granted,
    CASE WHEN bool_and(is_evidence_known) THEN min(least(least_age_days, tracked_days)) END AS least_evidence_days
  FROM referenced
  GROUP BY service_namespace, action_name
  HAVING sum(principals_accessed) = 0
),
asked AS (
  SELECT *
  FROM unused
  WHERE access_level IS NULL OR access_level IN (:access_level)
),
gaps AS (
  SELECT
    count(*) FILTER (WHERE principal_arn IS NULL) AS accounts_unmeasured,
    count(*) FILTER (WHERE principal_arn IS NOT NULL AND status <> 'deleted') AS principals_unmeasured
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    /* filters */
)
SELECT
  u.service_namespace, u.action_name, u.access_level,
  CAST(u.principals_granted AS bigint) AS principals_granted,
  CAST(u.least_evidence_days AS integer) AS least_evidence_days,
  CAST(g.accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(g.principals_unmeasured AS bigint) AS principals_unmeasured
FROM gaps g
LEFT JOIN asked u ON true
WHERE u.action_name IS NOT NULL OR g.accounts_unmeasured > 0 OR g.principals_unmeasured > 0
ORDER BY u.service_namespace, u.action_name
