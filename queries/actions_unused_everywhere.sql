-- question: Which granted actions does nobody use?
-- topic: organization
-- grain: an action that is granted and tracked; a row without one where there is none and something was not measured
-- parameter: days days = 90: evidence, in days, that each principal must have
-- parameter: access_level List|Read|Write|Tagging|Permissions management list optional: levels of access; an action whose level is not known stays in
-- parameter: except_action action list optional: actions that are excepted, with wildcards in the action
-- filters: account_id, ou, tag, except, except_tag, service
-- speaks-of: candidate, in rows where state = NOT_ACCESSED
-- speaks-of: candidate, in rows where state = NOT_MEASURED
-- first: service_namespace, action_name, state, principals_granted, access_level
-- next: query services_unused_everywhere
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days, and what any
--   snapshot of these days knows to be used is not listed, whoever used it and be he gone by now. state NOT_MEASURED:
--   one of the counts is not 0. accounts_unmeasured and principals_unmeasured, the same in every row, are those that
--   might use it all the same; an unmeasured account hides its principals, a suspended or closed one uses nothing.
--   principals_too_young have less evidence than the days. least_evidence_days is null where it is not known for one of
--   them. Use through a resource policy alone is not seen.
WITH uses AS (
  -- Who is gone by now has no tags: a filter on them lets it pass.
  SELECT DISTINCT service_namespace, action_name
  FROM (
    SELECT
      u.account_id, a.ou_path, u.principal_arn, regexp_extract(u.principal_arn, '[^/]+$') AS principal_name, p.tags,
      u.service_namespace, u.action_name
    FROM known_action_uses u
    LEFT JOIN snapshot_accounts a ON a.snapshot_date = :snapshot_date AND a.account_id = u.account_id
    LEFT JOIN listed_principals p
      ON p.snapshot_date = :snapshot_date AND p.account_id = u.account_id AND p.principal_id = u.principal_id
    WHERE u.snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
      AND u.last_accessed_at >= CAST(:snapshot_date AS date) - INTERVAL '400' DAY
  ) AS known_uses
  WHERE true
    /* filters */
),
-- Of all actions those without a known use, so that the rows of the others are left out before they are counted.
unused_known AS (
  SELECT s.service_namespace, s.action_name, s.first_generated_at, s.is_new
  FROM first_seen_actions s
  LEFT JOIN uses u ON u.service_namespace = s.service_namespace AND u.action_name = s.action_name
  WHERE u.action_name IS NULL
),
granted AS (
  SELECT run_id, service_namespace, action_name, last_accessed_at, principal_evidence_days, generated_at
  FROM measured_actions
  WHERE snapshot_date = :snapshot_date
    /* filters */
),
counted AS (
  SELECT
    g.run_id, g.service_namespace, g.action_name,
    count(*) AS principals_granted,
    count(g.last_accessed_at) AS principals_accessed,
    count(g.principal_evidence_days) AS principals_of_known_age,
    count(*) FILTER (WHERE g.principal_evidence_days >= :days) AS principals_old_enough,
    min(g.principal_evidence_days) AS least_age_days,
    min(g.generated_at) AS generated_at,
    min(s.first_generated_at) AS first_generated_at,
    bool_or(s.is_new) AS is_new
  FROM granted g
  JOIN unused_known s ON s.service_namespace = g.service_namespace AND s.action_name = g.action_name
  GROUP BY g.run_id, g.service_namespace, g.action_name
),
dated AS (
  SELECT
    c.*, a.access_level,
    CASE
      WHEN c.is_new AND c.first_generated_at > coalesce(a.tracked_since, TIMESTAMP '1970-01-01 00:00:00')
        THEN c.first_generated_at
      ELSE coalesce(a.tracked_since, c.first_generated_at)
    END AS tracked_since
  FROM counted c
  LEFT JOIN snapshot_actions a
    ON a.run_id = c.run_id
    AND a.service_namespace = c.service_namespace
    AND a.action_name = c.action_name
    AND a.snapshot_date = :snapshot_date
),
referenced AS (
  SELECT
    *,
    tracked_since IS NOT NULL AND principals_of_known_age = principals_granted AS is_evidence_known,
    CAST(floor(CAST(date_diff('millisecond', tracked_since, generated_at) AS double) / 86400000) AS integer) AS tracked_days
  FROM dated
),
unused AS (
  SELECT
    service_namespace, action_name, max(access_level) AS access_level,
    sum(principals_granted) AS principals_granted,
    sum(CASE WHEN tracked_days >= :days THEN principals_granted - principals_old_enough ELSE principals_granted END)
      AS principals_too_young,
    CASE WHEN bool_and(is_evidence_known) THEN min(least(least_age_days, tracked_days)) END AS least_evidence_days
  FROM referenced
  GROUP BY service_namespace, action_name
  HAVING sum(principals_accessed) = 0
),
asked AS (
  SELECT *
  FROM unused
  WHERE true
    AND (access_level IS NULL OR access_level IN (:access_level))
    AND service_namespace || ':' || action_name NOT IN (:except_action)
),
gaps AS (
  SELECT
    count(*) FILTER (WHERE principal_arn IS NULL AND NOT is_closed) AS accounts_unmeasured,
    count(*) FILTER (WHERE principal_arn IS NOT NULL AND status <> 'deleted') AS principals_unmeasured
  FROM unmeasured_or_closed
  WHERE snapshot_date = :snapshot_date
    /* filters */
)
SELECT
  u.service_namespace, u.action_name, u.access_level,
  CAST(u.principals_granted AS bigint) AS principals_granted,
  CAST(u.least_evidence_days AS integer) AS least_evidence_days,
  CAST(g.accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(g.principals_unmeasured AS bigint) AS principals_unmeasured,
  CAST(u.principals_too_young AS bigint) AS principals_too_young,
  CAST(
    CASE
      WHEN u.principals_too_young = 0 AND g.accounts_unmeasured = 0 AND g.principals_unmeasured = 0 THEN 'NOT_ACCESSED'
      ELSE 'NOT_MEASURED'
    END AS varchar
  ) AS state
FROM gaps g
LEFT JOIN asked u ON true
WHERE u.action_name IS NOT NULL OR g.accounts_unmeasured > 0 OR g.principals_unmeasured > 0
ORDER BY u.service_namespace, u.action_name
