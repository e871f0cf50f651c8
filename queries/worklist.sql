-- question: What should be done first to take away what nobody uses?
-- grain: a permission set, a customer managed policy that several hold, or a user or role that stands for itself; then what is idle by design (KEEP), and what is not known (MEASURE, EXPORT)
-- with: known_principal_use, grant_ages, service_grants, never_removed_actions, never_removed_services, proven_services, outside_trust
-- parameter: days days = 90: evidence, in days, that is enough, and the window in which no use is known
-- parameter: release string list optional: names in the list of what is idle by design that are judged like others
-- parameter: history_from snapshot = window: earliest snapshot whose grants count; window: the last one before the days
-- filters: account_id, ou
-- speaks-of: dormant, in rows where step = DELETE
-- speaks-of: removable, in the count removable_services
-- speaks-of: removable, in the count removable_actions
-- limits: One row a subject, so that nothing is done twice: a permission set stands for its roles in all accounts, and a
--   customer managed policy that several hold for its holders, which come back once nothing can go from it. Order: risk
--   (4: an action of iam that manages permissions is granted, or one of any service can go; 3: somebody outside may
--   assume the role; 2: an action that writes, or of which nothing is known, can go; 1: the rest), evidence (the least
--   known grant_age of what can go, as in removable_actions), removable_services, removable_actions. Counted is what no
--   holder used, as far as the lake knows, with evidence of the days for each; removable_actions includes those of the
--   removable services. Nothing is counted of a set while an account or one of its roles is not measured, or of a policy
--   while a holder is not, is idle by design, or has too little evidence. Actions that a policy grants by NotAction are
--   not counted, nor those whose use may leave no row, nor services that have such. Whether an action is new in a service is told by how many
--   it has: where they grew within the days, none of them is counted. DELETE: no use of it is known for the days. The
--   rows of actions are in removable_actions, permission_set_actions and policy_holders; `access-lake propose` writes
--   the smaller policies. A plan for emergencies looks the same as what nobody needs: ask the owner.
WITH listed AS (
  SELECT *
  FROM listed_principals
  WHERE snapshot_date = :snapshot_date
    AND status <> 'deleted'
    AND is_service_linked = false
    /* filters */
),
idle AS (
  SELECT p.account_id, p.principal_id, min(d.name) AS idle_name
  FROM listed_principals p
  JOIN idle_by_design d ON lower(p.principal_name) LIKE d.name_pattern ESCAPE '!'
  WHERE p.snapshot_date = :snapshot_date
    AND lower(d.name) NOT IN (:release.lower)
  GROUP BY p.account_id, p.principal_id
),
-- Who holds which customer managed policy, in the snapshot (is_now) or another of the days.
held AS (
  SELECT
    h.account_id, h.principal_id, h.policy_arn,
    max(CASE WHEN h.snapshot_date = :snapshot_date THEN 1 ELSE 0 END) AS is_now
  FROM (
    SELECT p.snapshot_date, p.account_id, p.principal_id, t.policy_arn
    FROM listed_principals p
    CROSS JOIN UNNEST(split(p.attached_policy_arns, ', ')) AS t(policy_arn)
    WHERE p.snapshot_date BETWEEN :snapshot_date.since AND :snapshot_date
    UNION ALL
    SELECT p.snapshot_date, p.account_id, p.principal_id, u.policy_arn
    FROM listed_principals p
    CROSS JOIN UNNEST(split(p.group_names, ', ')) AS t(group_name)
    JOIN snapshot_groups g
      ON g.snapshot_date = p.snapshot_date AND g.account_id = p.account_id AND g.group_name = t.group_name
    CROSS JOIN UNNEST(split(g.attached_policy_arns, ', ')) AS u(policy_arn)
    WHERE p.snapshot_date BETWEEN :snapshot_date.since AND :snapshot_date
      AND g.snapshot_date BETWEEN :snapshot_date.since AND :snapshot_date
  ) AS h
  WHERE regexp_extract(h.policy_arn, ':iam::[0-9]{12}:policy/') <> ''
  GROUP BY h.account_id, h.principal_id, h.policy_arn
),
-- What each policy allows, as patterns for LIKE. A NotAction cannot be made smaller by taking actions away.
patterns AS (
  SELECT DISTINCT
    account_id, policy_arn,
    CASE WHEN strpos(pattern, ':') = 0 THEN '%' ELSE split_part(pattern, ':', 1) END AS service_pattern,
    CASE WHEN strpos(pattern, ':') = 0 THEN '%' ELSE split_part(pattern, ':', 2) END AS action_pattern
  FROM (
    SELECT
      s.account_id, s.owner_arn AS policy_arn,
      replace(replace(replace(replace(lower(t.action), '!', '!!'), '_', '!_'), '*', '%'), '?', '_') AS pattern
    FROM snapshot_policy_statements s
    CROSS JOIN UNNEST(s.actions) AS t(action)
    WHERE s.snapshot_date = :snapshot_date
      AND s.policy_type = 'managed'
      AND s.effect = 'Allow'
  ) AS written
),
unclear_policies AS (
  SELECT DISTINCT account_id, owner_arn AS policy_arn
  FROM snapshot_policy_statements
  WHERE snapshot_date = :snapshot_date
    AND policy_type = 'managed'
    AND (problem IS NOT NULL OR (effect = 'Allow' AND not_actions IS NOT NULL))
),
members AS (
  SELECT
    CASE WHEN p.permission_set_name IS NULL THEN 'PRINCIPAL' ELSE 'PERMISSION_SET' END AS subject_type,
    CASE WHEN p.permission_set_name IS NULL THEN p.account_id ELSE '' END AS subject_account_id,
    coalesce(p.permission_set_name, p.principal_arn) AS subject,
    p.account_id, p.account_name, p.principal_id, p.principal_arn, p.principal_type, p.status, i.idle_name
  FROM listed p
  LEFT JOIN idle i ON i.account_id = p.account_id AND i.principal_id = p.principal_id
  UNION ALL
  SELECT
    'MANAGED_POLICY', p.account_id, h.policy_arn,
    p.account_id, p.account_name, p.principal_id, p.principal_arn, p.principal_type, p.status, i.idle_name
  FROM held h
  JOIN listed p ON p.account_id = h.account_id AND p.principal_id = h.principal_id
  LEFT JOIN idle i ON i.account_id = p.account_id AND i.principal_id = p.principal_id
  WHERE h.is_now = 1
),
people AS (
  SELECT
    p.account_id, p.principal_id, p.generated_at, a.recent_snapshots, a.old_snapshot, a.is_bounded,
    u.last_known_use_at,
    p.principal_type = 'role' OR u.last_known_use_at IS NOT NULL AS is_use_told,
    CASE
      WHEN p.created_at IS NOT NULL
        AND date_diff('millisecond', p.created_at, p.generated_at) >= CAST(:days AS bigint) * 86400000
        AND (u.blind_until IS NULL OR date_diff('millisecond', u.blind_until, p.generated_at) >= CAST(:days AS bigint) * 86400000)
      THEN true ELSE false
    END AS has_evidence
  FROM listed p
  JOIN principal_ages a ON a.account_id = p.account_id AND a.principal_id = p.principal_id
  LEFT JOIN known_principal_use u ON u.account_id = p.account_id AND u.principal_id = p.principal_id
  WHERE p.status = 'exported'
),
-- A row of a principal without a service stands for the principal itself.
grants AS (
  SELECT account_id, principal_id, service_namespace, action_name, last_accessed_at
  FROM measured_grants
  WHERE snapshot_date = :snapshot_date
    AND account_id IN (:account_id)
  UNION ALL
  SELECT account_id, principal_id, CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS timestamp)
  FROM listed_principals
  WHERE snapshot_date = :snapshot_date
    AND status = 'exported'
    AND account_id IN (:account_id)
),
used AS (
  SELECT DISTINCT account_id, principal_id, permission_set_name, service_namespace, action_name
  FROM (
    SELECT account_id, principal_id, permission_set_name, service_namespace, '' AS action_name
    FROM known_service_uses
    WHERE snapshot_date BETWEEN :snapshot_date.since AND :snapshot_date
      AND last_accessed_at >= CAST(:snapshot_date AS date) - INTERVAL '1' DAY * :days
      AND account_id IN (:account_id)
    UNION ALL
    SELECT u.account_id, u.principal_id, u.permission_set_name, u.service_namespace, t.action_name
    FROM known_action_uses u
    CROSS JOIN UNNEST(ARRAY['', u.action_name]) AS t(action_name)
    WHERE u.snapshot_date BETWEEN :snapshot_date.since AND :snapshot_date
      AND u.last_accessed_at >= CAST(:snapshot_date AS date) - INTERVAL '1' DAY * :days
      AND u.account_id IN (:account_id)
  ) AS uses
),
used_of_subjects AS (
  SELECT 'PERMISSION_SET' AS subject_type, '' AS subject_account_id, permission_set_name AS subject, service_namespace, action_name
  FROM used
  WHERE permission_set_name IS NOT NULL
  UNION
  SELECT 'MANAGED_POLICY', h.account_id, h.policy_arn, u.service_namespace, u.action_name
  FROM used u
  JOIN held h ON h.account_id = u.account_id AND h.principal_id = u.principal_id
),
reference AS (
  SELECT s.service_namespace, s.action_name, r.access_level, coalesce(r.tracked_since, s.first_generated_at) AS tracked_since
  FROM (
    SELECT service_namespace, action_name, min(first_generated_at) AS first_generated_at
    FROM known_seen_actions
    GROUP BY service_namespace, action_name
  ) AS s
  LEFT JOIN (
    SELECT service_namespace, action_name, max(access_level) AS access_level, max(tracked_since) AS tracked_since
    FROM snapshot_actions
    WHERE snapshot_date = :snapshot_date
    GROUP BY service_namespace, action_name
  ) AS r ON r.service_namespace = s.service_namespace AND r.action_name = s.action_name
),
aged AS (
  SELECT
    g.account_id, g.principal_id, g.service_namespace, g.action_name, p.last_known_use_at, p.generated_at,
    CASE
      WHEN r.access_level = 'Permissions management' THEN 4
      WHEN g.action_name IS NULL OR r.access_level IN ('List', 'Read', 'Tagging') THEN 1
      ELSE 2
    END AS power,
    CASE
      WHEN s.recent_grants < p.recent_snapshots THEN 4
      WHEN g.action_name IS NOT NULL AND s.least_tracked < s.tracked THEN 4
      WHEN :days = 0 OR (s.old_grant = p.old_snapshot AND (g.action_name IS NULL OR s.old_tracked = s.tracked)) THEN 1
      WHEN p.is_bounded THEN 2
      ELSE 3
    END AS age,
    CASE
      WHEN g.service_namespace IS NULL THEN false
      WHEN g.last_accessed_at IS NOT NULL OR u.principal_id IS NOT NULL OR NOT p.has_evidence THEN false
      WHEN g.action_name IS NULL THEN v.service_namespace IS NOT NULL AND w.service_namespace IS NULL
      ELSE k.action_name IS NULL
        AND coalesce(date_diff('millisecond', r.tracked_since, p.generated_at), -1) >= CAST(:days AS bigint) * 86400000
    END AS is_unused,
    CASE
      WHEN g.service_namespace IS NULL
        AND p.has_evidence
        AND p.is_use_told
        AND (
          p.last_known_use_at IS NULL
          OR date_diff('millisecond', p.last_known_use_at, p.generated_at) >= CAST(:days AS bigint) * 86400000
        )
      THEN 1 ELSE 0
    END AS is_dormant
  FROM grants g
  JOIN people p ON p.account_id = g.account_id AND p.principal_id = g.principal_id
  LEFT JOIN service_grants s
    ON s.account_id = g.account_id AND s.principal_id = g.principal_id AND s.service_namespace = g.service_namespace
  LEFT JOIN used u
    ON u.account_id = g.account_id
    AND u.principal_id = g.principal_id
    AND u.service_namespace = g.service_namespace
    AND u.action_name = coalesce(g.action_name, '')
  LEFT JOIN reference r ON r.service_namespace = g.service_namespace AND r.action_name = g.action_name
  LEFT JOIN never_removed_actions k ON k.service_namespace = g.service_namespace AND k.action_name = g.action_name
  LEFT JOIN never_removed_services w ON w.service_namespace = g.service_namespace
  LEFT JOIN proven_services v ON v.service_namespace = g.service_namespace
),
-- One row a service and action of what several hold, one row in all of a principal that stands for itself.
grouped AS (
  SELECT
    m.subject_type, m.subject_account_id, m.subject,
    CASE WHEN m.subject_type <> 'PRINCIPAL' THEN j.service_namespace END AS service_namespace,
    CASE WHEN m.subject_type <> 'PRINCIPAL' THEN coalesce(j.action_name, '') END AS action_name,
    count(*) AS holders,
    count_if(NOT j.is_unused OR j.age = 4) AS blocked,
    count_if(j.is_unused AND j.age < 4 AND j.action_name IS NULL) AS services,
    count_if(j.is_unused AND j.age < 4 AND j.action_name IS NOT NULL) AS actions,
    max(CASE WHEN j.is_unused AND j.age < 4 THEN j.power END) AS power,
    max(CASE WHEN j.service_namespace = 'iam' AND j.power = 4 THEN 1 ELSE 0 END) AS is_administrative,
    max(CASE WHEN j.is_unused AND j.age < 4 THEN j.age END) AS age,
    max(j.is_dormant) AS is_dormant,
    max(j.last_known_use_at) AS last_known_use_at
  FROM aged j
  JOIN members m ON m.account_id = j.account_id AND m.principal_id = j.principal_id
  GROUP BY
    m.subject_type, m.subject_account_id, m.subject,
    CASE WHEN m.subject_type <> 'PRINCIPAL' THEN j.service_namespace END,
    CASE WHEN m.subject_type <> 'PRINCIPAL' THEN coalesce(j.action_name, '') END
),
counted AS (
  SELECT
    g.*,
    max(CASE WHEN g.service_namespace IS NULL THEN g.holders END)
      OVER (PARTITION BY g.subject_type, g.subject_account_id, g.subject) AS holders_measured
  FROM grouped g
),
decided AS (
  SELECT
    g.subject_type, g.subject_account_id, g.subject, g.service_namespace, g.action_name,
    max(g.services) AS services, max(g.actions) AS actions, max(g.power) AS power,
    max(g.is_administrative) AS is_administrative, max(g.age) AS age, max(g.is_dormant) AS is_dormant,
    max(g.last_known_use_at) AS last_known_use_at,
    CASE
      WHEN g.subject_type = 'PRINCIPAL' THEN true
      WHEN max(g.blocked) > 0 OR count(u.subject) > 0 THEN false
      WHEN g.subject_type = 'PERMISSION_SET' THEN true
      ELSE count(t.policy_arn) > 0 AND count(c.policy_arn) = 0 AND max(g.holders) = max(g.holders_measured)
    END AS can_go,
    g.subject_type = 'PERMISSION_SET' OR count(t.policy_arn) > 0 AS is_granted
  FROM counted g
  LEFT JOIN used_of_subjects u
    ON u.subject_type = g.subject_type
    AND u.subject_account_id = g.subject_account_id
    AND u.subject = g.subject
    AND u.service_namespace = g.service_namespace
    AND u.action_name = g.action_name
  LEFT JOIN patterns t
    ON g.subject_type = 'MANAGED_POLICY'
    AND t.account_id = g.subject_account_id
    AND t.policy_arn = g.subject
    AND lower(g.service_namespace) LIKE t.service_pattern ESCAPE '!'
    AND (g.action_name = '' OR lower(g.action_name) LIKE t.action_pattern ESCAPE '!')
  LEFT JOIN unclear_policies c
    ON g.subject_type = 'MANAGED_POLICY' AND c.account_id = g.subject_account_id AND c.policy_arn = g.subject
  GROUP BY g.subject_type, g.subject_account_id, g.subject, g.service_namespace, g.action_name
),
totals AS (
  SELECT
    subject_type, subject_account_id, subject,
    sum(CASE WHEN NOT can_go THEN 0 WHEN subject_type = 'PRINCIPAL' THEN services WHEN action_name = '' AND service_namespace IS NOT NULL THEN 1 ELSE 0 END) AS services,
    sum(CASE WHEN NOT can_go THEN 0 WHEN subject_type = 'PRINCIPAL' THEN actions WHEN action_name <> '' THEN 1 ELSE 0 END) AS actions,
    max(CASE WHEN can_go THEN power END) AS power,
    max(CASE WHEN subject_type = 'PRINCIPAL' OR is_granted THEN is_administrative ELSE 0 END) AS is_administrative,
    max(CASE WHEN can_go THEN age END) AS age,
    max(is_dormant) AS is_dormant,
    max(last_known_use_at) AS last_known_use_at
  FROM decided
  GROUP BY subject_type, subject_account_id, subject
),
gaps AS (
  SELECT *
  FROM unmeasured_or_closed
  WHERE snapshot_date = :snapshot_date
    AND NOT is_closed
    AND status <> 'deleted'
    AND coalesce(is_service_linked, false) = false
    /* filters */
),
accounts_missing AS (
  SELECT count(*) AS accounts
  FROM gaps
  WHERE principal_arn IS NULL
),
outside AS (
  SELECT DISTINCT account_id, owner_arn
  FROM outside_trust
),
-- A subject beside each of its holders.
holding AS (
  SELECT
    m.subject_type, m.subject_account_id, m.subject, m.account_id, m.account_name, m.principal_id, m.principal_type,
    CASE WHEN o.owner_arn IS NOT NULL THEN 1 ELSE 0 END AS is_trusted_outside,
    coalesce(t.services, 0) AS services, coalesce(t.actions, 0) AS actions,
    t.power, t.is_administrative, t.age, t.is_dormant, t.last_known_use_at,
    count(*) OVER (PARTITION BY m.subject_type, m.subject_account_id, m.subject) AS holders,
    count_if(m.status <> 'exported') OVER (PARTITION BY m.subject_type, m.subject_account_id, m.subject) AS unmeasured,
    max(m.idle_name) OVER (PARTITION BY m.subject_type, m.subject_account_id, m.subject) AS idle_name
  FROM members m
  LEFT JOIN totals t
    ON t.subject_type = m.subject_type AND t.subject_account_id = m.subject_account_id AND t.subject = m.subject
  LEFT JOIN outside o ON o.account_id = m.account_id AND o.owner_arn = m.principal_arn
),
replaced AS (
  SELECT
    h.*,
    h.subject_type = 'MANAGED_POLICY' AND h.holders > 1 AND h.unmeasured = 0 AND h.idle_name IS NULL
      AND h.services + h.actions > 0 AS is_offered,
    max(
      CASE
        WHEN h.subject_type = 'MANAGED_POLICY' AND h.holders > 1 AND h.unmeasured = 0 AND h.idle_name IS NULL
          AND h.services + h.actions > 0
        THEN 1 ELSE 0
      END
    ) OVER (PARTITION BY h.account_id, h.principal_id) AS is_replaced
  FROM holding h
),
judged AS (
  SELECT
    r.subject_type, r.subject_account_id, r.subject,
    max(r.account_name) AS account_name, max(r.principal_type) AS principal_type,
    max(r.services) AS services, max(r.actions) AS actions, max(r.holders) AS holders,
    count(DISTINCT r.account_id) AS accounts, max(r.unmeasured) AS unmeasured, max(r.idle_name) AS idle_name,
    max(r.last_known_use_at) AS last_known_use_at,
    max(coalesce(r.age, 1)) AS age,
    CASE
      WHEN max(r.is_administrative) = 1 OR max(r.power) = 4 THEN 4
      WHEN max(r.is_trusted_outside) = 1 AND r.subject_type = 'PRINCIPAL' THEN 3
      WHEN max(r.power) = 2 THEN 2
      ELSE 1
    END AS risk,
    CASE
      WHEN r.subject_type = 'MANAGED_POLICY' THEN CASE WHEN count_if(r.is_offered) > 0 THEN 'NARROW' END
      WHEN max(r.idle_name) IS NOT NULL THEN 'KEEP'
      WHEN r.subject_type = 'PRINCIPAL' AND max(r.is_dormant) = 1 THEN 'DELETE'
      WHEN r.subject_type = 'PRINCIPAL' AND max(r.is_replaced) = 1 THEN NULL
      WHEN max(r.services) + max(r.actions) > 0
        THEN CASE WHEN r.subject_type = 'PERMISSION_SET' AND max(r.unmeasured) + max(g.accounts) > 0 THEN 'MEASURE' ELSE 'NARROW' END
    END AS step,
    max(g.accounts) AS accounts_missing
  FROM replaced r
  CROSS JOIN accounts_missing g
  GROUP BY r.subject_type, r.subject_account_id, r.subject
),
going AS (
  SELECT
    j.*,
    CASE services WHEN 0 THEN '' WHEN 1 THEN '1 service' ELSE CAST(services AS varchar) || ' services' END
      || CASE WHEN services > 0 AND actions > 0 THEN ' and ' ELSE '' END
      || CASE actions WHEN 0 THEN '' WHEN 1 THEN '1 action' ELSE CAST(actions AS varchar) || ' actions' END AS what_goes,
    CASE WHEN holders = 1 THEN '1 holder' ELSE CAST(holders AS varchar) || ' holders' END AS by_whom
  FROM judged j
  WHERE step IS NOT NULL
),
answered AS (
  SELECT
    step, subject_type, nullif(subject_account_id, '') AS account_id,
    CASE WHEN subject_type <> 'PERMISSION_SET' THEN account_name END AS account_name,
    CASE WHEN subject_type = 'PRINCIPAL' THEN subject END AS principal_arn,
    CASE WHEN subject_type = 'PERMISSION_SET' THEN subject END AS permission_set_name,
    CASE WHEN subject_type = 'MANAGED_POLICY' THEN subject END AS policy_arn,
    CASE WHEN step IN ('NARROW', 'DELETE') THEN risk END AS risk,
    CASE WHEN step IN ('NARROW', 'DELETE') THEN age END AS age,
    CASE WHEN step IN ('NARROW', 'DELETE') THEN services END AS services,
    CASE WHEN step IN ('NARROW', 'DELETE') THEN actions END AS actions,
    CASE WHEN subject_type <> 'PRINCIPAL' THEN holders END AS holders,
    CASE WHEN subject_type = 'PERMISSION_SET' THEN accounts END AS accounts,
    CASE
      WHEN step = 'MEASURE' THEN 'NOT_MEASURED'
      WHEN step = 'DELETE' AND last_known_use_at IS NOT NULL THEN 'ACCESSED'
      WHEN step IN ('DELETE', 'NARROW') THEN 'NOT_ACCESSED'
    END AS state,
    CASE
      WHEN step = 'KEEP' THEN 'Keep it: the name is one of those that are idle by design, ' || idle_name || '.'
      WHEN step = 'MEASURE'
        THEN 'Measure first what is missing, accounts: ' || CAST(accounts_missing AS varchar) || ', roles of the set: '
          || CAST(unmeasured AS varchar) || '.'
      WHEN step = 'DELETE' AND last_known_use_at IS NULL
        THEN 'Ask its owner, then delete the ' || principal_type || ': no use of it is known.'
      WHEN step = 'DELETE'
        THEN 'Ask its owner, then delete the ' || principal_type || ': the last use that is known was on '
          || substr(CAST(last_known_use_at AS varchar), 1, 10) || '.'
      WHEN subject_type = 'PERMISSION_SET'
        THEN 'Take ' || what_goes || ' out of the permission set, which none of its ' || by_whom || ' used.'
      WHEN subject_type = 'MANAGED_POLICY'
        THEN 'Take ' || what_goes || ' out of the policy, which none of its ' || by_whom || ' used.'
      ELSE 'Take ' || what_goes || ' from the ' || principal_type || ', which it did not use.'
    END AS task,
    CAST(NULL AS varchar) AS error_code
  FROM going
  UNION ALL
  SELECT
    'MEASURE', CASE WHEN principal_arn IS NULL THEN 'ACCOUNT' ELSE 'PRINCIPAL' END, account_id, account_name,
    principal_arn, permission_set_name, CAST(NULL AS varchar), CAST(NULL AS integer), CAST(NULL AS integer),
    CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), 'NOT_MEASURED',
    'Measure it: nothing is known of it yet.', error_code
  FROM gaps
  UNION ALL
  SELECT
    'EXPORT', 'ACCOUNT', a.account_id, a.account_name, CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint),
    CAST(NULL AS bigint), 'NOT_KNOWN',
    'Export again: this run wrote no statements of policies, so shared policies and trust from outside are not known.',
    CAST(NULL AS varchar)
  FROM (
    SELECT *
    FROM snapshot_accounts
    WHERE snapshot_date = :snapshot_date
      AND status = 'exported'
      /* filters */
  ) AS a
  LEFT JOIN snapshot_runs r ON r.snapshot_date = :snapshot_date AND r.run_id = a.run_id AND r.has_facts
  WHERE r.run_id IS NULL
)
SELECT
  CAST(step AS varchar) AS step,
  CAST(subject_type AS varchar) AS subject_type,
  CAST(account_id AS varchar) AS account_id,
  CAST(account_name AS varchar) AS account_name,
  CAST(principal_arn AS varchar) AS principal_arn,
  CAST(permission_set_name AS varchar) AS permission_set_name,
  CAST(policy_arn AS varchar) AS policy_arn,
  CAST(task AS varchar) AS task,
  CAST(risk AS integer) AS risk,
  CAST(CASE age WHEN 1 THEN 'KNOWN' WHEN 2 THEN 'BOUNDED' WHEN 3 THEN 'UNKNOWN' END AS varchar) AS grant_age,
  CAST(services AS bigint) AS removable_services,
  CAST(actions AS bigint) AS removable_actions,
  CAST(holders AS bigint) AS holders,
  CAST(accounts AS bigint) AS accounts,
  CAST(state AS varchar) AS state,
  CAST(error_code AS varchar) AS error_code
FROM answered
ORDER BY
  CASE step WHEN 'KEEP' THEN 2 WHEN 'MEASURE' THEN 3 WHEN 'EXPORT' THEN 4 ELSE 1 END,
  risk DESC NULLS LAST, age, services DESC NULLS LAST, actions DESC NULLS LAST,
  policy_arn NULLS LAST, permission_set_name NULLS LAST, account_id, principal_arn NULLS FIRST, subject_type
