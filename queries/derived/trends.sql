-- question: What do the subjects of a snapshot hold, use and leave unused?
-- topic: unlisted
-- grain: a row of the table derived_trends
-- with: known_principal_use, known_action_use, grant_ages, known_principals, idle_principals, never_removed_actions, aged_actions, removable_grants
-- parameter: days days = 90: window of use, and evidence that is enough, in days
-- parameter: history_from snapshot = window: earliest snapshot whose grants count; window: the last one before the days
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a principal has counts
-- limits: As those of privilege_gap, dormant_principals and removable_actions, whose numbers these are.
WITH owners AS (
  SELECT account_id, principal_id, min_by(tag_value, array_position(ARRAY[:owner_tag], tag_key)) AS owner
  FROM snapshot_tags
  WHERE snapshot_date = :snapshot_date
    AND tag_key IN (:owner_tag)
  GROUP BY account_id, principal_id
),
uses AS (
  SELECT account_id, principal_id, max(used_at) AS used_at
  FROM known_principal_uses
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
  GROUP BY account_id, principal_id
),
-- Users and roles, and for each account a row without an ID.
people AS (
  SELECT
    p.account_id, p.account_name, p.principal_id, p.permission_set_name, o.owner, p.status,
    CASE WHEN p.status = 'exported' THEN u.used_at END AS used_at,
    p.generated_at,
    p.principal_type = 'role' AS is_role,
    coalesce(
      p.evidence_days >= :days
      AND (
        k.blind_until IS NULL
        OR date_diff('millisecond', k.blind_until, p.generated_at) >= CAST(:days AS bigint) * 86400000
      ),
      false
    ) AS has_evidence,
    coalesce(i.is_dormant, false) AS is_dormant
  FROM snapshot_principals p
  LEFT JOIN owners o ON o.account_id = p.account_id AND o.principal_id = p.principal_id
  LEFT JOIN uses u ON u.account_id = p.account_id AND u.principal_id = p.principal_id
  LEFT JOIN known_principal_use k ON k.account_id = p.account_id AND k.principal_id = p.principal_id
  LEFT JOIN idle_principals i ON i.account_id = p.account_id AND i.principal_id = p.principal_id
  WHERE p.snapshot_date = :snapshot_date
    AND p.status <> 'deleted'
    AND p.is_service_linked = false
  UNION ALL
  SELECT
    account_id, account_name, '', NULL, NULL, CASE WHEN status = 'exported' THEN 'account' ELSE 'account_unmeasured' END,
    NULL, NULL, false, false, false
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
),
service_uses_of_all AS (
  SELECT account_id, principal_id, service_namespace, max(last_accessed_at) AS used_at
  FROM (
    SELECT snapshot_date, account_id, principal_id, service_namespace, last_accessed_at
    FROM known_service_uses
    UNION ALL
    SELECT snapshot_date, account_id, principal_id, service_namespace, last_accessed_at
    FROM known_action_uses
  ) AS known_uses
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
  GROUP BY account_id, principal_id, service_namespace
),
service_grants AS (
  SELECT
    p.account_id, p.principal_id, s.service_namespace, s.service_name, u.used_at,
    coalesce(date_diff('millisecond', u.used_at, p.generated_at) < CAST(:days AS bigint) * 86400000, false) AS is_used,
    coalesce(s.evidence_days >= :days, false) AND p.has_evidence AS has_evidence
  FROM people p
  JOIN service_access s
    ON s.snapshot_date = :snapshot_date AND s.account_id = p.account_id AND s.principal_id = p.principal_id
  LEFT JOIN service_uses_of_all u
    ON u.account_id = s.account_id AND u.principal_id = s.principal_id AND u.service_namespace = s.service_namespace
  WHERE s.service_namespace IS NOT NULL
),
action_grants AS (
  SELECT
    p.account_id, p.principal_id, a.service_namespace,
    coalesce(date_diff('millisecond', u.last_known_access_at, p.generated_at) < CAST(:days AS bigint) * 86400000, false)
      AS is_used,
    coalesce(a.evidence_days >= :days, false) AND p.has_evidence AS has_evidence
  FROM people p
  JOIN action_access a
    ON a.snapshot_date = :snapshot_date AND a.account_id = p.account_id AND a.principal_id = p.principal_id
  LEFT JOIN known_action_use u
    ON u.account_id = a.account_id
    AND u.principal_id = a.principal_id
    AND u.service_namespace = a.service_namespace
    AND u.action_name = a.action_name
  WHERE a.service_namespace IS NOT NULL
),
parts AS (
  SELECT
    account_id, principal_id, CAST(NULL AS varchar) AS service_namespace, CAST(NULL AS varchar) AS service_name, used_at,
    0 AS services_granted, 0 AS services_used, 0 AS services_unused,
    0 AS actions_granted, 0 AS actions_used, 0 AS actions_unused, 0 AS actions_removable
  FROM people
  UNION ALL
  SELECT
    account_id, principal_id, service_namespace, service_name, used_at,
    1, if(is_used, 1, 0), if(has_evidence AND NOT is_used, 1, 0), 0, 0, 0, 0
  FROM service_grants
  UNION ALL
  SELECT
    account_id, principal_id, service_namespace, NULL, NULL, 0, 0, 0,
    count(*), count(*) FILTER (WHERE is_used), count(*) FILTER (WHERE has_evidence AND NOT is_used), 0
  FROM action_grants
  GROUP BY account_id, principal_id, service_namespace
  UNION ALL
  SELECT account_id, principal_id, service_namespace, NULL, NULL, 0, 0, 0, 0, 0, 0, count(*)
  FROM removable_grants
  GROUP BY account_id, principal_id, service_namespace
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
    sum(actions_removable) AS actions_removable
  FROM parts
  GROUP BY GROUPING SETS ((account_id, principal_id), (account_id, principal_id, service_namespace))
  HAVING grouping(service_namespace) = 1 OR service_namespace IS NOT NULL
),
holdings AS (
  SELECT
    h.*, p.account_name, p.permission_set_name, p.owner, p.status, p.is_role, p.has_evidence, p.is_dormant,
    CAST(date_diff('millisecond', h.used_at, p.generated_at) AS double) / 86400000 AS idle_days
  FROM held h
  JOIN people p ON p.account_id = h.account_id AND p.principal_id = h.principal_id
),
organization AS (
  SELECT max(organization_id) AS organization_id
  FROM snapshot_runs
  WHERE snapshot_date = :snapshot_date
),
subjects AS (
  SELECT
    t.dimension,
    CASE t.dimension
      WHEN 'organization' THEN o.organization_id
      WHEN 'account' THEN h.account_id
      WHEN 'permission_set' THEN h.permission_set_name
      WHEN 'owner' THEN h.owner
    END AS subject,
    CASE WHEN t.dimension = 'account' THEN h.account_name END AS subject_name,
    h.*
  FROM holdings h
  CROSS JOIN organization o
  CROSS JOIN UNNEST(ARRAY['organization', 'account', 'permission_set', 'owner']) AS t(dimension)
  WHERE h.service_namespace IS NULL
    AND (t.dimension IN ('organization', 'account') OR h.principal_id <> '')
    AND (t.dimension <> 'permission_set' OR h.permission_set_name IS NOT NULL)
  UNION ALL
  SELECT 'ou', o.ou_id, o.ou_name, h.*
  FROM holdings h
  LEFT JOIN account_ous o ON o.snapshot_date = :snapshot_date AND o.account_id = h.account_id
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
  CAST(sum(s.actions_removable) AS bigint) AS actions_removable
FROM subjects s
CROSS JOIN gaps g
GROUP BY s.dimension, s.subject, g.accounts_unmeasured, g.principals_unmeasured
ORDER BY s.dimension, s.subject
