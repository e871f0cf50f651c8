-- question: What do the subjects of a snapshot hold, use and leave unused?
-- topic: none
-- grain: a row of the table derived_trends
-- judges: services
-- with: last_uses, owners, dimensions
-- parameter: days days = 90: window of use, and evidence that is enough, in days
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a principal has counts
-- limits: As those of usage --by ou, dormant_principals and removable --by action, whose numbers these are.
-- people: users and roles, and for each account a row without an ID.
WITH people AS (
  SELECT
    p.principal_number, p.account_id, p.principal_id, p.status,
    CASE WHEN p.is_measured THEN p.last_known_use_at END AS used_at,
    p.judged_at AS generated_at,
    p.principal_type = 'role' AS is_role,
    p.has_evidence AND bitwise_and(p.reasons, 64) = 0 AS has_evidence,
    p.withheld IS NULL AND p.principal_type = 'role' AS is_dormant
  FROM judged_principals p
  WHERE p.is_service_linked = false
  UNION ALL
  SELECT
    CAST(NULL AS integer), account_id, '', CASE WHEN status = 'exported' THEN 'account' ELSE 'account_unmeasured' END,
    NULL, NULL, false, false, false
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
),
-- 1472: BLIND, NEW_THING, YOUNG_PRINCIPAL and LITTLE_EVIDENCE: whether these were used cannot be said.
sums_of_lists AS (
  SELECT
    profile,
    count(action_key) AS actions_granted,
    count(action_key) FILTER (WHERE bitwise_and(reasons, 1472) = 0) AS actions_with_evidence,
    count(action_key) FILTER (WHERE /* withheld of reasons */ IS NULL) AS actions_removable_of_principals,
    bool_or(action_key IS NULL AND bitwise_and(reasons, 1472) = 0) AS has_evidence
  FROM judged_lists
  GROUP BY profile
),
-- Kept, so that each comes to its end before the next begins: together they take most of the memory.
grouped_uses AS MATERIALIZED (
  SELECT *
  FROM last_uses
),
used_of_grants AS MATERIALIZED (
  SELECT
    u.principal_number, u.service_number,
    max(u.last_known_access_at) AS used_at,
    bool_or(u.is_of_days) AS is_used,
    count(l.action_number) FILTER (WHERE u.is_of_days) AS actions_used,
    count(l.action_number) FILTER (WHERE u.is_of_days AND bitwise_and(l.reasons, 1472) = 0) AS used_with_evidence,
    count(l.action_number) FILTER (WHERE /* withheld of l.reasons */ IS NULL) AS used_removable
  FROM (
    SELECT
      l.*,
      date_diff('millisecond', l.last_known_access_at, p.judged_at) < CAST(:days AS bigint) * 86400000 AS is_of_days
    FROM grouped_uses l
    JOIN judged_principals p ON p.principal_number = l.principal_number
  ) AS u
  JOIN judged_grants g ON g.principal_number = u.principal_number AND g.service_number = u.service_number
  LEFT JOIN judged_lists l ON l.profile = g.profile AND l.action_number = CASE WHEN u.is_used THEN u.action_number END
  GROUP BY u.principal_number, u.service_number
),
names_of_services AS (
  SELECT service_namespace, max(service_name) AS service_name
  FROM raw.service_last_accessed
  WHERE snapshot_date = :snapshot_date
  GROUP BY service_namespace
),
grants AS (
  SELECT
    g.principal_number, g.service_namespace, u.used_at,
    if(coalesce(u.is_used, false), 1, 0) AS services_used,
    if(s.has_evidence AND NOT coalesce(u.is_used, false), 1, 0) AS services_unused,
    s.actions_granted,
    coalesce(u.actions_used, 0) AS actions_used,
    s.actions_with_evidence - coalesce(u.used_with_evidence, 0) AS actions_unused,
    s.actions_removable_of_principals - coalesce(u.used_removable, 0) AS actions_removable_of_principals
  FROM judged_grants g
  JOIN sums_of_lists s ON s.profile = g.profile
  LEFT JOIN used_of_grants u ON u.principal_number = g.principal_number AND u.service_number = g.service_number
),
sums_of_grants AS (
  SELECT
    principal_number,
    max(used_at) AS used_at,
    count(*) AS services_granted,
    sum(services_used) AS services_used,
    sum(services_unused) AS services_unused,
    sum(actions_granted) AS actions_granted,
    sum(actions_used) AS actions_used,
    sum(actions_unused) AS actions_unused,
    sum(actions_removable_of_principals) AS actions_removable_of_principals
  FROM grants
  GROUP BY principal_number
),
-- Each of the people once in each dimension, and once for each service that is granted to it.
holdings AS (
  SELECT
    d.dimension, d.subject, d.subject_name, p.account_id, p.principal_id, p.status, p.is_role, p.has_evidence, p.is_dormant,
    p.generated_at,
    CASE WHEN g.used_at > p.used_at THEN g.used_at ELSE coalesce(p.used_at, g.used_at) END AS used_at,
    coalesce(g.services_granted, 0) AS services_granted,
    coalesce(g.services_used, 0) AS services_used,
    coalesce(g.services_unused, 0) AS services_unused,
    coalesce(g.actions_granted, 0) AS actions_granted,
    coalesce(g.actions_used, 0) AS actions_used,
    coalesce(g.actions_unused, 0) AS actions_unused,
    coalesce(g.actions_removable_of_principals, 0) AS actions_removable_of_principals
  FROM people p
  JOIN dimensions d ON d.account_id = p.account_id AND d.principal_id = p.principal_id
  LEFT JOIN sums_of_grants g ON g.principal_number = p.principal_number
  UNION ALL
  SELECT
    'service', g.service_namespace, n.service_name, p.account_id, p.principal_id, p.status, p.is_role, p.has_evidence,
    p.is_dormant, p.generated_at, g.used_at, 1, g.services_used, g.services_unused, g.actions_granted, g.actions_used,
    g.actions_unused, g.actions_removable_of_principals
  FROM grants g
  JOIN people p ON p.principal_number = g.principal_number
  LEFT JOIN names_of_services n ON n.service_namespace = g.service_namespace
),
subjects AS (
  SELECT *, CAST(date_diff('millisecond', used_at, generated_at) AS double) / 86400000 AS idle_days
  FROM holdings
),
gaps AS (
  SELECT
    count(*) FILTER (WHERE status = 'account_unmeasured') AS accounts_unmeasured,
    count(*) FILTER (WHERE status = 'failed') AS principals_unmeasured
  FROM people
)
SELECT
  CAST(s.dimension AS varchar) AS dimension,
  CAST(s.subject AS varchar) AS subject,
  CAST(max(s.subject_name) AS varchar) AS subject_name,
  CAST(count(DISTINCT s.account_id) AS bigint) AS accounts,
  CAST(
    CASE
      WHEN s.dimension IN ('organization', 'ou', 'account') THEN count(*) FILTER (WHERE s.status = 'account_unmeasured')
      ELSE g.accounts_unmeasured
    END AS bigint
  ) AS accounts_unmeasured,
  CAST(count(*) FILTER (WHERE s.principal_id <> '') AS bigint) AS principals,
  CAST(count(*) FILTER (WHERE s.status = 'exported') AS bigint) AS principals_measured,
  CAST(
    CASE WHEN s.dimension = 'service' THEN g.principals_unmeasured ELSE count(*) FILTER (WHERE s.status = 'failed') END
    AS bigint
  ) AS principals_unmeasured,
  CAST(count(*) FILTER (WHERE s.is_dormant) AS bigint) AS principals_dormant,
  CAST(count(*) FILTER (WHERE s.idle_days < 90) AS bigint) AS principals_used_90,
  CAST(count(*) FILTER (WHERE s.idle_days >= 90 AND s.idle_days < 180) AS bigint) AS principals_used_180,
  CAST(count(*) FILTER (WHERE s.idle_days >= 180 AND s.idle_days < 400) AS bigint) AS principals_used_400,
  CAST(count(*) FILTER (WHERE s.idle_days >= 400) AS bigint) AS principals_used_older,
  CAST(
    count(*) FILTER (
      WHERE s.status = 'exported' AND s.idle_days IS NULL AND s.has_evidence AND (s.is_role OR s.dimension = 'service')
    ) AS bigint
  ) AS principals_never_used,
  CAST(
    count(*) FILTER (
      WHERE s.status = 'exported'
      AND s.idle_days IS NULL
      AND NOT (s.has_evidence AND (s.is_role OR s.dimension = 'service'))
    ) AS bigint
  ) AS principals_use_unknown,
  CAST(sum(s.services_granted) AS bigint) AS services_granted,
  CAST(sum(s.services_used) AS bigint) AS services_used,
  CAST(sum(s.services_unused) AS bigint) AS services_unused,
  CAST(sum(s.services_granted - s.services_used - s.services_unused) AS bigint) AS services_too_young,
  CAST(sum(s.actions_granted) AS bigint) AS actions_granted,
  CAST(sum(s.actions_used) AS bigint) AS actions_used,
  CAST(sum(s.actions_unused) AS bigint) AS actions_unused,
  CAST(sum(s.actions_granted - s.actions_used - s.actions_unused) AS bigint) AS actions_too_young,
  CAST(sum(s.actions_removable_of_principals) AS bigint) AS actions_removable_of_principals
FROM subjects s
CROSS JOIN gaps g
GROUP BY s.dimension, s.subject, g.accounts_unmeasured, g.principals_unmeasured
ORDER BY s.dimension, s.subject
