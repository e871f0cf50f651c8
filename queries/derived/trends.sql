-- question: What do the subjects of a snapshot hold, use and leave unused?
-- topic: none
-- grain: a row of the table derived_trends
-- judges: services
-- with: used_actions, owners, dimensions
-- parameter: days days = 90: window of use, and evidence that is enough, in days
-- parameter: history_from snapshot = window: earliest snapshot whose grants count; window: the last one before the days, or one dated up to 15 days before them
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a principal has counts
-- limits: As those of usage --by ou, dormant_principals and removable --by action, whose numbers these are.
WITH uses AS (
  SELECT account_id, principal_id, max(used_at) AS used_at
  FROM known_principal_uses
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
  GROUP BY account_id, principal_id
),
-- Users and roles, and for each account a row without an ID.
people AS (
  SELECT
    p.account_id, p.principal_id, p.status,
    CASE WHEN p.is_measured THEN u.used_at END AS used_at,
    p.judged_at AS generated_at,
    p.principal_type = 'role' AS is_role,
    p.has_evidence AND bitwise_and(p.reasons, 64) = 0 AS has_evidence,
    p.withheld IS NULL AND p.principal_type = 'role' AS is_dormant
  FROM judged_principals p
  LEFT JOIN uses u ON u.account_id = p.account_id AND u.principal_id = p.principal_id
  WHERE p.is_service_linked = false
  UNION ALL
  SELECT
    account_id, '', CASE WHEN status = 'exported' THEN 'account' ELSE 'account_unmeasured' END,
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
uses_of_lists AS (
  SELECT
    u.account_id, u.principal_id, u.service_namespace,
    count(*) FILTER (WHERE u.is_of_days) AS actions_used,
    count(*) FILTER (WHERE u.is_of_days AND bitwise_and(l.reasons, 1472) = 0) AS used_with_evidence,
    count(*) FILTER (WHERE /* withheld of l.reasons */ IS NULL) AS used_removable
  FROM (
    SELECT DISTINCT
      u.account_id, u.principal_id, u.service_namespace, u.action_key, u.is_of_days, g.profile
    FROM used_actions u
    JOIN judged_grants g
      ON g.account_id = u.account_id AND g.principal_id = u.principal_id AND g.service_namespace = u.service_namespace
    WHERE u.is_used
  ) AS u
  JOIN judged_lists l ON l.profile = u.profile AND l.action_key = u.action_key
  GROUP BY u.account_id, u.principal_id, u.service_namespace
),
names_of_services AS (
  SELECT service_namespace, max(service_name) AS service_name
  FROM raw.service_last_accessed
  WHERE snapshot_date = :snapshot_date
  GROUP BY service_namespace
),
grants AS (
  SELECT
    g.account_id, g.principal_id, g.service_namespace, n.service_name, v.last_known_access_at AS used_at,
    coalesce(v.is_of_days, false) AS is_used,
    s.has_evidence, s.actions_granted,
    coalesce(u.actions_used, 0) AS actions_used,
    s.actions_with_evidence - coalesce(u.used_with_evidence, 0) AS actions_unused,
    s.actions_removable_of_principals - coalesce(u.used_removable, 0) AS actions_removable_of_principals
  FROM judged_grants g
  JOIN judged_principals p ON p.account_id = g.account_id AND p.principal_id = g.principal_id AND p.is_service_linked = false
  JOIN sums_of_lists s ON s.profile = g.profile
  LEFT JOIN uses_of_lists u
    ON u.account_id = g.account_id AND u.principal_id = g.principal_id AND u.service_namespace = g.service_namespace
  LEFT JOIN used_services v
    ON v.account_id = g.account_id AND v.principal_id = g.principal_id AND v.service_namespace = g.service_namespace
  LEFT JOIN names_of_services n ON n.service_namespace = g.service_namespace
),
parts AS (
  SELECT
    account_id, principal_id, CAST(NULL AS varchar) AS service_namespace, CAST(NULL AS varchar) AS service_name, used_at,
    0 AS services_granted, 0 AS services_used, 0 AS services_unused,
    0 AS actions_granted, 0 AS actions_used, 0 AS actions_unused, 0 AS actions_removable_of_principals
  FROM people
  UNION ALL
  SELECT
    account_id, principal_id, service_namespace, service_name, used_at,
    1, if(is_used, 1, 0), if(has_evidence AND NOT is_used, 1, 0),
    actions_granted, actions_used, actions_unused, actions_removable_of_principals
  FROM grants
),
-- Each of the people once, and once for each service that is granted to it.
held AS (
  SELECT
    account_id, principal_id, service_namespace,
    max(service_name) AS service_name,
    max(used_at) AS used_at,
    sum(services_granted) AS services_granted,
    sum(services_used) AS services_used,
    sum(services_unused) AS services_unused,
    sum(actions_granted) AS actions_granted,
    sum(actions_used) AS actions_used,
    sum(actions_unused) AS actions_unused,
    sum(actions_removable_of_principals) AS actions_removable_of_principals
  FROM parts
  GROUP BY GROUPING SETS ((account_id, principal_id), (account_id, principal_id, service_namespace))
  HAVING grouping(service_namespace) = 1 OR service_namespace IS NOT NULL
),
holdings AS (
  SELECT
    h.*, p.status, p.is_role, p.has_evidence, p.is_dormant,
    CAST(date_diff('millisecond', h.used_at, p.generated_at) AS double) / 86400000 AS idle_days
  FROM held h
  JOIN people p ON p.account_id = h.account_id AND p.principal_id = h.principal_id
),
subjects AS (
  SELECT d.dimension, d.subject, d.subject_name, h.*
  FROM holdings h
  JOIN dimensions d ON d.account_id = h.account_id AND d.principal_id = h.principal_id
  WHERE h.service_namespace IS NULL
  UNION ALL
  SELECT 'service', service_namespace, service_name, h.*
  FROM holdings h
  WHERE service_namespace IS NOT NULL
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
