-- question: What do the subjects of a snapshot hold, use and leave unused?
-- topic: none
-- grain: a row of the table derived_trends
-- with: weighed_principals, owners, dimensions
-- parameter: days days = 90: window of use, and evidence that is enough, in days
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a principal has counts
-- limits: As those of usage --by ou, dormant_principals and removable --by action, whose numbers these are.
-- people: users and roles, and for each account a row without an ID.
WITH people AS (
  SELECT
    account_id, principal_id,
    CASE WHEN is_measured THEN 'exported' ELSE 'failed' END AS status,
    CASE WHEN is_measured THEN last_known_use_at END AS used_at,
    judged_at AS generated_at,
    principal_type = 'role' AS is_role,
    is_measured AND coalesce(evidence_days, -1) >= :days AND bitwise_and(fixed_reasons, 64) = 0 AND seen_days >= :days AS has_evidence,
    withheld IS NULL AND principal_type = 'role' AS is_dormant
  FROM weighed_principals
  WHERE is_service_linked = false
  UNION ALL
  SELECT
    account_id, '', CASE WHEN status = 'exported' THEN 'account' ELSE 'account_unmeasured' END, NULL, NULL, false, false, false
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
),
names_of_services AS (
  SELECT service_namespace, max(service_name) AS service_name
  FROM raw.service_last_accessed
  WHERE snapshot_date = :snapshot_date
  GROUP BY service_namespace
),
-- Uses of what is granted. is_used: within :days, as answers count them. is_barred: USED speaks against it.
uses AS (
  SELECT
    u.account_id, u.principal_id, u.service_namespace, g.profile, u.action_key, u.last_known_access_at,
    date_diff('millisecond', u.last_known_access_at, p.judged_at) < CAST(:days AS bigint) * 86400000 AS is_used,
    u.used_days < :days AS is_barred
  FROM judged_uses u
  JOIN judged_principals p ON p.account_id = u.account_id AND p.principal_id = u.principal_id
  JOIN judged_grants g
    ON g.account_id = u.account_id AND g.principal_id = u.principal_id AND g.service_namespace = u.service_namespace
),
alike_uses AS (
  SELECT
    u.account_id, u.principal_id, u.service_namespace, l.first_alike_key,
    max(u.last_known_access_at) AS used_at,
    count(*) FILTER (WHERE u.is_used) AS used,
    count(*) FILTER (WHERE u.is_barred) AS barred
  FROM uses u
  JOIN judged_lists l ON l.profile = u.profile AND l.action_key = u.action_key
  GROUP BY u.account_id, u.principal_id, u.service_namespace, l.first_alike_key
),
-- One for all that are alike: items, and how many of them are used and barred.
-- has_evidence: no BLIND, NEW_THING, YOUNG_PRINCIPAL or LITTLE_EVIDENCE, for then it cannot be said whether it was used.
items AS (
  SELECT
    i.account_id, i.principal_id, i.service_namespace, i.action_key = '' AS is_service, u.used_at, i.alike_count AS items,
    coalesce(u.used, 0) AS used,
    coalesce(u.barred, 0) AS barred,
    bitwise_and(i.fixed_reasons, 1088) = 0
      AND least(i.seen_days, i.new_days, i.age_days, i.tracked_days) >= :days AS has_evidence,
    i.fixed_reasons = 0 AND i.clear_days_if_unused >= :days AS is_removable
  FROM granted_items i
  LEFT JOIN alike_uses u
    ON u.account_id = i.account_id
    AND u.principal_id = i.principal_id
    AND u.service_namespace = i.service_namespace
    AND u.first_alike_key = i.action_key
  WHERE i.is_service_linked = false
    AND i.action_key = i.first_alike_key
),
grants AS MATERIALIZED (
  SELECT
    account_id, principal_id, service_namespace,
    max(used_at) AS used_at,
    sum(CASE WHEN is_service THEN used ELSE 0 END) AS services_used,
    sum(CASE WHEN is_service AND has_evidence THEN items - used ELSE 0 END) AS services_unused,
    sum(CASE WHEN is_service THEN 0 ELSE items END) AS actions_granted,
    sum(CASE WHEN is_service THEN 0 ELSE used END) AS actions_used,
    sum(CASE WHEN NOT is_service AND has_evidence THEN items - used ELSE 0 END) AS actions_unused,
    sum(CASE WHEN NOT is_service AND is_removable THEN items - barred ELSE 0 END) AS actions_removable_of_principals
  FROM items
  GROUP BY account_id, principal_id, service_namespace
),
sums_of_grants AS (
  SELECT
    account_id, principal_id,
    max(used_at) AS used_at,
    count(*) AS services_granted,
    sum(services_used) AS services_used,
    sum(services_unused) AS services_unused,
    sum(actions_granted) AS actions_granted,
    sum(actions_used) AS actions_used,
    sum(actions_unused) AS actions_unused,
    sum(actions_removable_of_principals) AS actions_removable_of_principals
  FROM grants
  GROUP BY account_id, principal_id
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
  LEFT JOIN sums_of_grants g ON g.account_id = p.account_id AND g.principal_id = p.principal_id
  UNION ALL
  SELECT
    'service', g.service_namespace, n.service_name, p.account_id, p.principal_id, p.status, p.is_role, p.has_evidence,
    p.is_dormant, p.generated_at, g.used_at, 1, g.services_used, g.services_unused, g.actions_granted, g.actions_used,
    g.actions_unused, g.actions_removable_of_principals
  FROM grants g
  JOIN people p ON p.account_id = g.account_id AND p.principal_id = g.principal_id
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
