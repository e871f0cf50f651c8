-- question: What should be done first to take away what nobody uses?
-- topic: unused
-- grain: a permission set, a customer managed policy that several hold, or a user or role that stands for itself; then what is idle by design or excepted (KEEP), and what is not known (MEASURE)
-- with: known_principal_use, grant_ages, service_grants, never_removed_services, outside_trust
-- parameter: days days = 90: evidence, in days, that is enough, and the window in which no use is known
-- parameter: release idle_name list optional: names in the list of what is idle by design that are judged like others
-- parameter: except exception list optional: exceptions, which keep all that they have: ARNs, or names without the path, in any case
-- parameter: except_tag tag list optional: tags of exceptions, such as team=payments, or keys alone, with wildcards
-- parameter: except_action action list optional: actions that stay, each with the service that it is of
-- parameter: except_policy document list optional: policies and permission sets that stay as they are, with wildcards
-- parameter: history_from snapshot = window: earliest snapshot whose grants count; window: the last one before the days
-- filters: account_id, ou
-- speaks-of: dormant, in rows where step = DELETE
-- speaks-of: removable, in the count removable_services
-- speaks-of: removable, in the count removable_actions
-- first: task, account_name, risk, grant_age, step
-- next: propose --out ./proposals
-- limits: One row a subject, so that nothing is done twice: a permission set stands for its roles in all accounts, and a
--   customer managed policy that several hold for its holders, which come back once nothing can go from it. Order: risk
--   (4: an action of iam that manages permissions is granted, or one of any service can go; 3: somebody outside may
--   assume the role; 2: an action that writes, or of which nothing is known, can go; 1: the rest), evidence (the least
--   known grant_age of what can go, as in removable_actions), removable_services, removable_actions. Counted is what no
--   holder used, as far as the lake knows, with evidence of the days for each; removable_actions includes those of the
--   removable services. Nothing is counted of a set while an account or one of its roles is not measured, or of a policy
--   while a holder is not, is idle by design, or has too little evidence. Actions that a policy grants by NotAction are
--   not counted, nor those whose use may leave no row or that the service reference lacks, nor services that have
--   actions whose use may leave no row. Whether an action is new in a service is told by how many it has: where they
--   grew within the days, none of them is counted. DELETE: no use of it is known for the days. The
--   rows of actions are in removable_actions, permission_set_actions and policy_holders; `access-lake propose` writes
--   the smaller policies. A policy that is excepted has a row KEEP of its own; what it grants is still counted in the own
--   rows of its holders. A plan for emergencies looks the same as what nobody needs: ask the owner.
WITH listed AS (
  SELECT *
  FROM listed_principals
  WHERE snapshot_date = :snapshot_date
    AND status <> 'deleted'
    AND is_service_linked = false
    /* filters */
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
    FROM (
      SELECT
        *,
        max(CASE WHEN problem IS NOT NULL OR (effect = 'Allow' AND not_actions IS NOT NULL) THEN 1 ELSE 0 END)
          OVER (PARTITION BY account_id, owner_arn) AS is_unclear
      FROM snapshot_policy_statements
      WHERE snapshot_date = :snapshot_date
        AND policy_type = 'managed'
    ) AS s
    CROSS JOIN UNNEST(s.actions) AS t(action)
    WHERE s.effect = 'Allow'
      AND s.is_unclear = 0
  ) AS written
),
-- Each principal beside itself or its permission set (an ARN of nothing) and each customer managed policy that it holds,
-- itself (a group without a name) or through a group.
members AS (
  SELECT
    CASE
      WHEN k.policy_arn <> '' THEN 'MANAGED_POLICY'
      WHEN p.permission_set_name IS NULL THEN 'PRINCIPAL'
      ELSE 'PERMISSION_SET'
    END AS subject_type,
    CASE WHEN k.policy_arn = '' AND p.permission_set_name IS NOT NULL THEN '' ELSE p.account_id END AS subject_account_id,
    CASE WHEN k.policy_arn <> '' THEN k.policy_arn ELSE coalesce(p.permission_set_name, p.principal_arn) END AS subject,
    p.account_id, p.account_name, p.principal_id, p.principal_arn, p.principal_type, p.status,
    max(
      coalesce(
        CASE WHEN lower(p.principal_arn) IN (:except.lower) OR lower(p.principal_name) IN (:except.lower) THEN '' END,
        CASE WHEN regexp_extract(p.tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN '' END,
        d.name, CAST(NULL AS varchar)
      )
    ) AS idle_name
  FROM listed p
  CROSS JOIN UNNEST(split(CASE WHEN p.group_names <> '' THEN ', ' || p.group_names ELSE '' END, ', ')) AS t(group_name)
  LEFT JOIN snapshot_groups g
    ON g.snapshot_date = :snapshot_date AND g.account_id = p.account_id AND g.group_name = t.group_name
  CROSS JOIN UNNEST(
    split(
      CASE WHEN t.group_name <> '' THEN coalesce(g.attached_policy_arns, '')
      WHEN p.attached_policy_arns <> '' THEN ', ' || p.attached_policy_arns ELSE '' END,
      ', '
    )
  ) AS k(policy_arn)
  LEFT JOIN idle_by_design d
    ON lower(p.principal_name) LIKE d.name_pattern ESCAPE '!'
    AND lower(d.name) NOT IN (:release.lower)
  WHERE k.policy_arn = ''
    OR regexp_extract(k.policy_arn, ':iam::[0-9]{12}:policy/') <> ''
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
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
  -- Each has such a use; DuckDB plans with a fifth of them then, and holds these in memory, not all grants.
  LEFT JOIN known_principal_use u
    ON u.account_id = p.account_id AND u.principal_id = p.principal_id AND u.last_known_use_at IS NOT NULL
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
  FROM listed
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
-- Who held which policy in a snapshot of the days, itself or through a group.
held AS (
  SELECT DISTINCT p.account_id, p.principal_id, k.policy_arn
  FROM listed_principals p
  CROSS JOIN UNNEST(split(CASE WHEN p.group_names <> '' THEN ', ' || p.group_names ELSE '' END, ', ')) AS t(group_name)
  LEFT JOIN snapshot_groups g
    ON g.snapshot_date = p.snapshot_date AND g.account_id = p.account_id AND g.group_name = t.group_name
  CROSS JOIN UNNEST(
    split(CASE WHEN t.group_name <> '' THEN coalesce(g.attached_policy_arns, '') ELSE p.attached_policy_arns END, ', ')
  ) AS k(policy_arn)
  WHERE p.snapshot_date BETWEEN :snapshot_date.since AND :snapshot_date
    AND regexp_extract(k.policy_arn, ':iam::[0-9]{12}:policy/') <> ''
),
used_of_subjects AS (
  SELECT DISTINCT
    k.subject_type,
    CASE WHEN k.subject_type = 'PERMISSION_SET' THEN '' ELSE u.account_id END AS subject_account_id,
    CASE WHEN k.subject_type = 'PERMISSION_SET' THEN u.permission_set_name ELSE h.policy_arn END AS subject,
    u.service_namespace, u.action_name
  FROM used u
  LEFT JOIN held h ON h.account_id = u.account_id AND h.principal_id = u.principal_id
  CROSS JOIN UNNEST(ARRAY['PERMISSION_SET', 'MANAGED_POLICY']) AS k(subject_type)
  WHERE CASE WHEN k.subject_type = 'PERMISSION_SET' THEN u.permission_set_name ELSE h.policy_arn END IS NOT NULL
),
proven AS (
  SELECT service_namespace
  FROM snapshot_actions
  WHERE snapshot_date = :snapshot_date
    AND is_tracked = true
  UNION
  SELECT service_namespace
  FROM known_service_uses
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
),
reference AS (
  SELECT
    r.service_namespace, r.action_name,
    max(r.access_level) AS access_level,
    max(r.tracked_since) AS tracked_since,
    count(n.action_pattern) > 0 AS is_never_removed
  FROM snapshot_actions r
  LEFT JOIN never_removed n
    ON lower(r.service_namespace) LIKE n.service_pattern ESCAPE '!'
    AND lower(r.action_name) LIKE n.action_pattern ESCAPE '!'
  WHERE r.snapshot_date = :snapshot_date
  GROUP BY r.service_namespace, r.action_name
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
      WHEN g.last_accessed_at IS NOT NULL OR u.principal_id IS NOT NULL OR NOT coalesce(p.has_evidence, false) THEN false
      WHEN g.action_name IS NULL
        THEN (v.service_namespace IS NOT NULL OR s.tracked > 0)
          AND w.service_namespace IS NULL
          AND g.service_namespace NOT IN (:except_action.service)
      ELSE coalesce(r.is_never_removed, true) = false
        AND g.service_namespace || ':' || g.action_name NOT IN (:except_action)
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
  LEFT JOIN people p ON p.account_id = g.account_id AND p.principal_id = g.principal_id
  LEFT JOIN service_grants s
    ON s.account_id = g.account_id AND s.principal_id = g.principal_id AND s.service_namespace = g.service_namespace
  LEFT JOIN used u
    ON u.account_id = g.account_id
    AND u.principal_id = g.principal_id
    AND u.service_namespace = g.service_namespace
    AND u.action_name = coalesce(g.action_name, '')
  LEFT JOIN reference r ON r.service_namespace = g.service_namespace AND r.action_name = g.action_name
  LEFT JOIN never_removed_services w ON w.service_namespace = g.service_namespace
  LEFT JOIN proven v ON v.service_namespace = g.service_namespace
),
-- A row a subject and member; and of what several may hold one a service and action, without a member.
grouped AS (
  SELECT
    m.subject_type, m.subject_account_id, m.subject,
    CASE WHEN m.subject_type <> 'PRINCIPAL' THEN j.service_namespace END AS service_namespace,
    CASE WHEN m.subject_type <> 'PRINCIPAL' THEN j.action_name END AS action_name,
    CASE WHEN m.subject_type = 'PRINCIPAL' OR j.service_namespace IS NULL THEN m.principal_id END AS member_id,
    max(m.account_id) AS account_id, max(m.account_name) AS account_name, max(m.principal_arn) AS principal_arn,
    max(m.principal_type) AS principal_type, max(m.status) AS status, max(m.idle_name) AS idle_name,
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
    CASE WHEN m.subject_type <> 'PRINCIPAL' THEN j.action_name END,
    CASE WHEN m.subject_type = 'PRINCIPAL' OR j.service_namespace IS NULL THEN m.principal_id END
),
sized AS (
  SELECT
    g.*,
    count(g.member_id) OVER (PARTITION BY g.subject_type, g.subject_account_id, g.subject) AS members,
    count_if(g.status <> 'exported' AND g.member_id IS NOT NULL)
      OVER (PARTITION BY g.subject_type, g.subject_account_id, g.subject) AS unmeasured,
    max(g.idle_name) OVER (PARTITION BY g.subject_type, g.subject_account_id, g.subject) AS idle_of_members
  FROM grouped g
),
decided AS (
  SELECT
    g.subject_type, g.subject_account_id, g.subject, g.service_namespace, g.action_name, g.member_id,
    max(g.account_id) AS account_id, max(g.account_name) AS account_name, max(g.principal_arn) AS principal_arn,
    max(g.principal_type) AS principal_type, max(g.members) AS holders, max(g.unmeasured) AS unmeasured,
    max(g.idle_of_members) AS idle_name,
    max(g.services) AS services, max(g.actions) AS actions, max(g.power) AS power,
    max(CASE WHEN g.subject_type <> 'MANAGED_POLICY' OR t.policy_arn IS NOT NULL THEN g.is_administrative ELSE 0 END)
      AS is_administrative,
    max(g.age) AS age, max(g.is_dormant) AS is_dormant, max(g.last_known_use_at) AS last_known_use_at,
    CASE
      WHEN g.subject_type = 'PRINCIPAL' THEN true
      WHEN g.service_namespace IS NULL OR max(g.blocked) > 0 OR count(u.subject) > 0 THEN false
      WHEN g.subject_type = 'PERMISSION_SET' THEN true
      ELSE count(t.policy_arn) > 0 AND max(g.holders) = max(g.members)
    END AS can_go
  FROM sized g
  LEFT JOIN used_of_subjects u
    ON u.subject_type = g.subject_type
    AND u.subject_account_id = g.subject_account_id
    AND u.subject = g.subject
    AND u.service_namespace = g.service_namespace
    AND u.action_name = coalesce(g.action_name, '')
  LEFT JOIN patterns t
    ON g.subject_type = 'MANAGED_POLICY'
    AND t.account_id = g.subject_account_id
    AND t.policy_arn = g.subject
    AND lower(g.service_namespace) LIKE t.service_pattern ESCAPE '!'
    AND (g.action_name IS NULL OR lower(g.action_name) LIKE t.action_pattern ESCAPE '!')
  GROUP BY g.subject_type, g.subject_account_id, g.subject, g.service_namespace, g.action_name, g.member_id
),
outside AS (
  SELECT DISTINCT account_id, owner_arn
  FROM outside_trust
),
-- The sums of a subject beside each of its members.
holding AS (
  SELECT
    d.subject_type, d.subject_account_id, d.subject, d.account_id, d.account_name, d.member_id, d.principal_arn,
    d.principal_type, d.holders, d.unmeasured, d.idle_name,
    sum(
      CASE WHEN NOT d.can_go THEN 0 WHEN d.subject_type = 'PRINCIPAL' THEN d.services WHEN d.action_name IS NULL THEN 1 ELSE 0 END
    ) OVER of_subject AS services,
    sum(CASE WHEN NOT d.can_go THEN 0 WHEN d.subject_type = 'PRINCIPAL' THEN d.actions WHEN d.action_name IS NULL THEN 0 ELSE 1 END)
      OVER of_subject AS actions,
    max(CASE WHEN d.can_go THEN d.power END) OVER of_subject AS power,
    max(d.is_administrative) OVER of_subject AS is_administrative,
    max(CASE WHEN d.can_go THEN d.age END) OVER of_subject AS age,
    max(d.is_dormant) OVER of_subject AS is_dormant,
    max(d.last_known_use_at) OVER of_subject AS last_known_use_at
  FROM decided d
  WINDOW of_subject AS (PARTITION BY d.subject_type, d.subject_account_id, d.subject)
),
replaced AS (
  SELECT
    h.*,
    CASE WHEN o.owner_arn IS NOT NULL THEN 1 ELSE 0 END AS is_trusted_outside,
    max(
      CASE
        WHEN h.subject_type = 'MANAGED_POLICY' AND h.holders > 1 AND h.unmeasured = 0 AND h.idle_name IS NULL
          AND h.services + h.actions > 0
          AND lower(h.subject) NOT IN (:except_policy.lower)
          AND lower(regexp_extract(h.subject, '[^/]+$')) NOT IN (:except_policy.lower)
        THEN 1 ELSE 0
      END
    ) OVER (PARTITION BY h.account_id, h.member_id) AS is_replaced
  FROM holding h
  LEFT JOIN outside o ON o.account_id = h.account_id AND o.owner_arn = h.principal_arn
  WHERE h.member_id IS NOT NULL
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
      WHEN r.subject_type <> 'PRINCIPAL' AND lower(r.subject) IN (:except_policy.lower) THEN 'KEEP'
      WHEN r.subject_type <> 'PRINCIPAL' AND lower(regexp_extract(r.subject, '[^/]+$')) IN (:except_policy.lower) THEN 'KEEP'
      WHEN r.subject_type = 'MANAGED_POLICY' AND (max(r.holders) = 1 OR max(r.unmeasured) > 0 OR max(r.idle_name) IS NOT NULL) THEN NULL
      WHEN r.subject_type = 'MANAGED_POLICY' AND max(r.services) + max(r.actions) > 0 THEN 'NARROW'
      WHEN max(r.idle_name) IS NOT NULL THEN 'KEEP'
      WHEN r.subject_type = 'PRINCIPAL' AND max(r.is_dormant) = 1 THEN 'DELETE'
      WHEN r.subject_type = 'PRINCIPAL' AND max(r.is_replaced) = 1 THEN NULL
      WHEN max(r.services) + max(r.actions) > 0 THEN 'NARROW'
    END AS step
  FROM replaced r
  GROUP BY r.subject_type, r.subject_account_id, r.subject
),
-- Numbers of a sentence have a comma before the last three digits.
going AS (
  SELECT
    j.*,
    CASE services WHEN 0 THEN '' WHEN 1 THEN '1 service' ELSE CAST(services AS varchar) || ' services' END
      || CASE WHEN services > 0 AND actions > 0 THEN ' and ' ELSE '' END
      || CASE WHEN actions = 0 THEN '' WHEN actions = 1 THEN '1 action'
        WHEN actions < 1000 THEN CAST(actions AS varchar) || ' actions'
        ELSE substr(CAST(actions AS varchar), 1, length(CAST(actions AS varchar)) - 3) || ','
          || substr(CAST(actions AS varchar), length(CAST(actions AS varchar)) - 2) || ' actions' END AS what_goes,
    CASE WHEN holders = 1 THEN '1 holder'
      WHEN holders < 1000 THEN CAST(holders AS varchar) || ' holders'
      ELSE substr(CAST(holders AS varchar), 1, length(CAST(holders AS varchar)) - 3) || ','
        || substr(CAST(holders AS varchar), length(CAST(holders AS varchar)) - 2) || ' holders' END AS by_whom
  FROM judged j
  WHERE step IS NOT NULL
),
gaps AS (
  SELECT *
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND status NOT IN ('deleted', 'skipped')
    AND coalesce(is_service_linked, false) = false
    /* filters */
),
rows_of_all AS (
  SELECT
    step, subject_type, nullif(subject_account_id, '') AS account_id, account_name, subject, principal_type,
    CAST(NULL AS varchar) AS permission_set_name, risk, age, services, actions, holders, accounts, unmeasured, idle_name,
    last_known_use_at, what_goes, by_whom, CAST(NULL AS varchar) AS error_code
  FROM going
  UNION ALL
  SELECT
    'MEASURE', CASE WHEN principal_arn IS NULL THEN 'ACCOUNT' ELSE 'PRINCIPAL' END, account_id, account_name,
    principal_arn, principal_type, permission_set_name, CAST(NULL AS integer), CAST(NULL AS integer),
    CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint),
    CAST(NULL AS varchar), CAST(NULL AS timestamp), CAST(NULL AS varchar), CAST(NULL AS varchar), error_code
  FROM gaps
),
-- Of a permission set nothing is offered while an account is not measured, which may have a role of it.
answered AS (
  SELECT
    r.*,
    CASE
      WHEN subject_type = 'PERMISSION_SET' AND step = 'NARROW' AND unmeasured + accounts_missing > 0 THEN 'MEASURE'
      ELSE step
    END AS next_step,
    CASE subject_type
      WHEN 'PRINCIPAL' THEN principal_type || ' ' || regexp_extract(subject, '[^/]+$')
      WHEN 'PERMISSION_SET' THEN 'permission set ' || subject
      WHEN 'MANAGED_POLICY' THEN 'policy ' || regexp_extract(subject, '[^/]+$')
      ELSE 'account ' || coalesce(account_name, account_id)
    END AS what
  FROM (
    SELECT
      *,
      count_if(step = 'MEASURE' AND subject_type = 'ACCOUNT') OVER () AS accounts_missing
    FROM rows_of_all
  ) AS r
)
SELECT
  CAST(next_step AS varchar) AS step,
  CAST(subject_type AS varchar) AS subject_type,
  CAST(account_id AS varchar) AS account_id,
  CAST(CASE WHEN subject_type <> 'PERMISSION_SET' THEN account_name END AS varchar) AS account_name,
  CAST(CASE WHEN subject_type = 'PRINCIPAL' THEN subject END AS varchar) AS principal_arn,
  CAST(CASE WHEN subject_type = 'PERMISSION_SET' THEN subject ELSE permission_set_name END AS varchar) AS permission_set_name,
  CAST(CASE WHEN subject_type = 'MANAGED_POLICY' THEN subject END AS varchar) AS policy_arn,
  CAST(
    CASE
      WHEN next_step = 'KEEP' AND coalesce(idle_name, '') = '' THEN 'Keep the ' || what || ': it is among the exceptions.'
      WHEN next_step = 'KEEP'
        THEN 'Keep the ' || what || ': the name is one of those that are idle by design, ' || idle_name || '.'
      WHEN next_step = 'MEASURE' AND subject_type = 'PERMISSION_SET'
        THEN 'Measure first what is missing of the ' || what || ', accounts: ' || CAST(accounts_missing AS varchar)
          || ', roles of the set: ' || CAST(unmeasured AS varchar) || '.'
      WHEN next_step = 'MEASURE' THEN 'Measure the ' || what || ': nothing is known of it yet.'
      WHEN next_step = 'DELETE' AND last_known_use_at IS NULL
        THEN 'Ask its owner, then delete the ' || what || ': no use of it is known.'
      WHEN next_step = 'DELETE'
        THEN 'Ask its owner, then delete the ' || what || ': the last use that is known was on '
          || substr(CAST(last_known_use_at AS varchar), 1, 10) || '.'
      WHEN subject_type = 'PRINCIPAL' THEN 'Take ' || what_goes || ' from the ' || what || ', which it did not use.'
      ELSE 'Take ' || what_goes || ' out of the ' || what || ', which none of its ' || by_whom || ' used.'
    END AS varchar
  ) AS task,
  CAST(CASE WHEN next_step IN ('NARROW', 'DELETE') THEN risk END AS integer) AS risk,
  CAST(
    CASE WHEN next_step IN ('NARROW', 'DELETE') THEN CASE age WHEN 1 THEN 'KNOWN' WHEN 2 THEN 'BOUNDED' ELSE 'UNKNOWN' END END
    AS varchar
  ) AS grant_age,
  CAST(CASE WHEN next_step IN ('NARROW', 'DELETE') THEN services END AS bigint) AS removable_services,
  CAST(CASE WHEN next_step IN ('NARROW', 'DELETE') THEN actions END AS bigint) AS removable_actions,
  CAST(CASE WHEN subject_type IN ('PERMISSION_SET', 'MANAGED_POLICY') THEN holders END AS bigint) AS holders,
  CAST(CASE WHEN subject_type = 'PERMISSION_SET' THEN accounts END AS bigint) AS accounts,
  CAST(
    CASE
      WHEN next_step = 'MEASURE' THEN 'NOT_MEASURED'
      WHEN next_step = 'DELETE' AND last_known_use_at IS NOT NULL THEN 'ACCESSED'
      WHEN next_step IN ('DELETE', 'NARROW') THEN 'NOT_ACCESSED'
    END AS varchar
  ) AS state,
  CAST(error_code AS varchar) AS error_code
FROM answered
ORDER BY
  CASE next_step WHEN 'KEEP' THEN 2 WHEN 'MEASURE' THEN 3 ELSE 1 END,
  risk DESC NULLS LAST, age, removable_services DESC NULLS LAST, removable_actions DESC NULLS LAST,
  policy_arn NULLS LAST, permission_set_name NULLS LAST, account_id, principal_arn NULLS FIRST, subject_type
