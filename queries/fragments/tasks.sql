-- The tasks of a snapshot, what is to be kept and what is to be measured first: those of the question worklist, in no order.
-- Needs sets and shared policies as subjects, and the fragments shown, outside_trust, owners and weighed_items.
shown_principals AS (
  SELECT *
  FROM judged_principals
  WHERE is_service_linked = false
    /* filters */
),
sums_of_holdings AS (
  SELECT
    holding,
    count(*) FILTER (WHERE is_free AND action_key IS NULL) AS services,
    count(*) FILTER (WHERE is_free AND action_key IS NOT NULL) AS actions,
    count(*) FILTER (WHERE is_free AND power = 4) AS managing,
    count(*) FILTER (WHERE is_free AND power = 2) AS writing,
    count(*) FILTER (WHERE is_free AND age = 3) AS unknown,
    count(*) FILTER (WHERE is_free AND age = 2) AS bounded,
    max(CASE WHEN service_namespace = 'iam' AND power = 4 THEN 1 ELSE 0 END) AS is_administrative
  FROM weighed_items
  GROUP BY holding
),
-- For subjects with several holders: how much can be removed, unless a reason applies to the subject as a whole.
sums_of_subjects AS (
  SELECT
    subject_type, subject_account_id, subject,
    sum(services) AS services, sum(actions) AS actions, sum(managing) AS managing, sum(writing) AS writing,
    sum(unknown) AS unknown, sum(bounded) AS bounded, max(is_administrative) AS is_administrative
  FROM (
    SELECT
      h.subject_type, h.subject_account_id, h.subject, s.services, s.actions, s.managing, s.writing, s.unknown, s.bounded,
      s.is_administrative
    FROM held_services h
    JOIN sums_of_holdings s ON s.holding = h.holding
    UNION ALL
    SELECT
      h.subject_type, h.subject_account_id, h.subject,
      CASE WHEN f.action_key IS NULL THEN -1 ELSE 0 END, CASE WHEN f.action_key IS NULL THEN 0 ELSE -1 END,
      CASE WHEN f.power = 4 THEN -1 ELSE 0 END, CASE WHEN f.power = 2 THEN -1 ELSE 0 END,
      CASE WHEN f.age = 3 THEN -1 ELSE 0 END, CASE WHEN f.age = 2 THEN -1 ELSE 0 END, 0
    FROM (
      SELECT DISTINCT subject_type, subject_account_id, subject, service_namespace, action_key
      FROM uses_of_members
    ) AS u
    JOIN held_services h
      ON h.subject_type = u.subject_type
      AND h.subject_account_id = u.subject_account_id
      AND h.subject = u.subject
      AND h.service_namespace = u.service_namespace
    JOIN weighed_items f ON f.is_free AND f.holding = h.holding AND f.action_key IS NOT DISTINCT FROM u.action_key
  ) AS parts
  GROUP BY subject_type, subject_account_id, subject
),
sums_of_lists AS (
  SELECT
    profile,
    count(*) FILTER (WHERE is_free AND action_key IS NULL) AS services,
    count(*) FILTER (WHERE is_free AND action_key IS NOT NULL) AS actions,
    count(*) FILTER (WHERE is_free AND power = 4) AS managing,
    count(*) FILTER (WHERE is_free AND power = 2) AS writing,
    count(*) FILTER (WHERE is_free AND grant_age = 'UNKNOWN') AS unknown,
    count(*) FILTER (WHERE is_free AND grant_age = 'BOUNDED') AS bounded,
    max(CASE WHEN service_namespace = 'iam' AND power = 4 THEN 1 ELSE 0 END) AS is_administrative
  FROM (
    SELECT
      profile, service_namespace, action_key, grant_age, power,
      /* withheld of reasons */ IS NULL AS is_free
    FROM judged_lists
  ) AS l
  GROUP BY profile
),
-- What a principal is known to use of a service that it is granted: the service (action_number is null) and actions.
used_of_principals AS MATERIALIZED (
  SELECT DISTINCT g.principal_number, g.profile, u.action_number
  FROM numbered_uses u
  JOIN named_users s ON s.user_number = u.user_number
  JOIN judged_grants g ON g.principal_number = s.principal_number AND g.service_number = u.service_number
),
sums_of_principals AS (
  SELECT
    principal_number,
    sum(services) AS services, sum(actions) AS actions, sum(managing) AS managing, sum(writing) AS writing,
    sum(unknown) AS unknown, sum(bounded) AS bounded, max(is_administrative) AS is_administrative
  FROM (
    SELECT
      g.principal_number, s.services, s.actions, s.managing, s.writing, s.unknown, s.bounded, s.is_administrative
    FROM judged_grants g
    JOIN sums_of_lists s ON s.profile = g.profile
    UNION ALL
    SELECT
      u.principal_number,
      CASE WHEN l.action_key IS NULL THEN -1 ELSE 0 END, CASE WHEN l.action_key IS NULL THEN 0 ELSE -1 END,
      CASE WHEN l.power = 4 THEN -1 ELSE 0 END, CASE WHEN l.power = 2 THEN -1 ELSE 0 END,
      CASE WHEN l.grant_age = 'UNKNOWN' THEN -1 ELSE 0 END, CASE WHEN l.grant_age = 'BOUNDED' THEN -1 ELSE 0 END, 0
    FROM used_of_principals u
    JOIN judged_lists l ON l.profile = u.profile AND l.action_number IS NOT DISTINCT FROM u.action_number
    WHERE /* withheld of l.reasons */ IS NULL
  ) AS parts
  GROUP BY principal_number
),
outside AS (
  SELECT DISTINCT account_id, owner_arn
  FROM outside_trust
),
tasks_of_subjects AS MATERIALIZED (
  SELECT
    w.*,
    CASE
      WHEN is_excepted THEN 'KEEP'
      WHEN subject_type = 'PERMISSION_SET' AND bitwise_and(told, 12288) > 0 THEN 'KEEP'
      WHEN services + actions > 0 THEN 'NARROW'
      WHEN subject_type = 'PERMISSION_SET' AND unmeasured_items > 0 THEN 'MEASURE'
    END AS step
  FROM (
    SELECT
      m.subject_type, m.subject_account_id, m.subject, m.subject_name, m.members, m.accounts, m.unmeasured, m.told,
      m.accounts_unmeasured, m.is_excepted, m.idle_name, s.is_administrative,
      CASE WHEN m.reasons = 0 THEN coalesce(s.services, 0) ELSE 0 END AS services,
      CASE WHEN m.reasons = 0 THEN coalesce(s.actions, 0) ELSE 0 END AS actions,
      CASE WHEN m.reasons = 32 THEN s.services + s.actions END AS unmeasured_items,
      CASE WHEN m.reasons = 0 AND s.services + s.actions > 0 THEN
        CASE WHEN s.managing > 0 THEN 4 WHEN s.writing > 0 THEN 2 ELSE 1 END
      END AS power,
      CASE WHEN m.reasons = 0 AND s.services + s.actions > 0 THEN
        CASE WHEN s.unknown > 0 THEN 3 WHEN s.bounded > 0 THEN 2 ELSE 1 END
      END AS age
    FROM (
      SELECT
        m.*, c.subject_name, c.accounts_unmeasured, c.is_excepted,
        bitwise_or(
          bitwise_and(m.told_of_unmeasured, c.bits),
          CASE WHEN c.accounts_unmeasured > 0 OR m.unmeasured > 0 THEN 32 ELSE 0 END
            + CASE WHEN c.is_boundary THEN 2048 ELSE 0 END
            + CASE WHEN c.is_excepted THEN 8192 ELSE 0 END
        ) AS reasons
      FROM members_counted m
      JOIN scopes c
        ON c.subject_type = m.subject_type AND c.subject_account_id = m.subject_account_id AND c.subject = m.subject
    ) AS m
    LEFT JOIN sums_of_subjects s
      ON s.subject_type = m.subject_type AND s.subject_account_id = m.subject_account_id AND s.subject = m.subject
  ) AS w
),
-- Those with a task of their own: no role of a permission set, and nobody whose rights all come from a policy that shrinks.
replaced AS (
  SELECT DISTINCT m.account_id, m.principal_id
  FROM all_members m
  JOIN tasks_of_subjects t
    ON t.subject_type = m.subject_type AND t.subject_account_id = m.subject_account_id AND t.subject = m.subject
  WHERE t.subject_type = 'MANAGED_POLICY'
    AND t.step = 'NARROW'
),
tasks_of_principals AS (
  SELECT
    'PRINCIPAL' AS subject_type, p.account_id AS subject_account_id, p.principal_arn AS subject,
    p.principal_type, p.principal_name, p.account_id, p.account_name, p.principal_id, p.idle_name, p.excepted_by,
    p.last_known_use_at, s.services, s.actions, s.is_administrative,
    CASE WHEN s.managing > 0 THEN 4 WHEN s.writing > 0 THEN 2 ELSE 1 END AS power,
    CASE WHEN s.unknown > 0 THEN 3 WHEN s.bounded > 0 THEN 2 ELSE 1 END AS age,
    o.owner_arn IS NOT NULL AS is_trusted_outside,
    CASE
      WHEN p.idle_name IS NOT NULL OR p.excepted_by IS NOT NULL THEN 'KEEP'
      WHEN p.withheld IS NULL AND p.principal_type = 'role' THEN 'DELETE'
      WHEN r.principal_id IS NOT NULL THEN NULL
      WHEN s.services + s.actions > 0 THEN 'NARROW'
    END AS step
  FROM shown_principals p
  LEFT JOIN sums_of_principals s ON s.principal_number = p.principal_number
  LEFT JOIN outside o ON o.account_id = p.account_id AND o.owner_arn = p.principal_arn
  LEFT JOIN replaced r ON r.account_id = p.account_id AND r.principal_id = p.principal_id
  WHERE p.permission_set_name IS NULL
    AND p.is_measured
),
all_tasks AS MATERIALIZED (
  SELECT
    step, subject_type, subject_account_id, subject,
    CAST(account_id AS varchar) AS account_id, account_name, principal_type,
    principal_type || ' ' || principal_name AS what, account_id || ' ' || principal_id AS lasting_id,
    CASE
      WHEN is_administrative = 1 OR power = 4 THEN 4
      WHEN is_trusted_outside THEN 3
      ELSE power
    END AS risk,
    age, coalesce(services, 0) AS services, coalesce(actions, 0) AS actions, CAST(NULL AS bigint) AS members,
    CAST(NULL AS bigint) AS accounts, CAST(NULL AS bigint) AS unmeasured, CAST(NULL AS bigint) AS accounts_unmeasured,
    idle_name, last_known_use_at, CAST(NULL AS varchar) AS permission_set_name, CAST(NULL AS varchar) AS error_code
  FROM tasks_of_principals
  UNION ALL
  SELECT
    t.step, t.subject_type, t.subject_account_id, t.subject,
    nullif(t.subject_account_id, ''), CASE WHEN t.subject_type = 'MANAGED_POLICY' THEN a.account_name END, CAST(NULL AS varchar),
    CASE WHEN t.subject_type = 'PERMISSION_SET' THEN 'permission set ' ELSE 'policy ' END || t.subject_name,
    CASE WHEN t.subject_type = 'PERMISSION_SET' THEN t.subject ELSE t.subject_account_id || ' ' || t.subject END,
    CASE WHEN t.is_administrative = 1 OR t.power = 4 THEN 4 ELSE t.power END,
    t.age, t.services, t.actions, t.members, CASE WHEN t.subject_type = 'PERMISSION_SET' THEN t.accounts END, t.unmeasured,
    t.accounts_unmeasured, t.idle_name, CAST(NULL AS timestamp),
    CASE WHEN t.subject_type = 'PERMISSION_SET' THEN t.subject_name END, CAST(NULL AS varchar)
  FROM tasks_of_subjects t
  JOIN shown h ON h.subject_type = t.subject_type AND h.subject_account_id = t.subject_account_id AND h.subject = t.subject
  LEFT JOIN snapshot_accounts a ON a.snapshot_date = :snapshot_date AND a.account_id = t.subject_account_id
  UNION ALL
  SELECT
    'MEASURE', CASE WHEN principal_arn IS NULL THEN 'ACCOUNT' ELSE 'PRINCIPAL' END, account_id, principal_arn,
    account_id, account_name, principal_type,
    CASE WHEN principal_arn IS NULL THEN 'account ' || coalesce(account_name, account_id) ELSE principal_type || ' ' || principal_name END,
    account_id || ' ' || coalesce(principal_id, ''), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS bigint),
    CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint),
    CAST(NULL AS varchar), CAST(NULL AS timestamp), permission_set_name, error_code
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND status <> 'deleted'
    AND NOT is_closed
    AND coalesce(is_service_linked, false) = false
    /* filters */
),
-- Numbers of a sentence have a comma before the last three digits.
worded AS (
  SELECT
    t.*, o.owner, o.owner_from,
    CASE services WHEN 0 THEN '' WHEN 1 THEN '1 service' ELSE CAST(services AS varchar) || ' services' END
      || CASE WHEN services > 0 AND actions > 0 THEN ' and ' ELSE '' END
      || CASE WHEN actions = 0 THEN '' WHEN actions = 1 THEN '1 action'
        WHEN actions < 1000 THEN CAST(actions AS varchar) || ' actions'
        ELSE substr(CAST(actions AS varchar), 1, length(CAST(actions AS varchar)) - 3) || ','
          || substr(CAST(actions AS varchar), length(CAST(actions AS varchar)) - 2) || ' actions' END AS what_goes,
    CASE WHEN members = 1 THEN 'its only holder did not use'
      WHEN members < 1000 THEN 'none of its ' || CAST(members AS varchar) || ' holders used'
      ELSE 'none of its ' || substr(CAST(members AS varchar), 1, length(CAST(members AS varchar)) - 3) || ','
        || substr(CAST(members AS varchar), length(CAST(members AS varchar)) - 2) || ' holders used' END AS by_whom
  FROM all_tasks t
  LEFT JOIN owners o
    ON o.account_id = t.account_id
    AND o.account_id || ' ' || o.principal_id
      = CASE WHEN t.subject_type = 'MANAGED_POLICY' THEN t.account_id || ' ' ELSE t.lasting_id END
  WHERE step IS NOT NULL
),
tasks AS MATERIALIZED (
  SELECT
    lasting_id, age, subject_account_id, subject,
    CAST(lower(to_hex(sha256(to_utf8(step || ' ' || subject_type || ' ' || lasting_id)))) AS varchar) AS task_id,
    CAST(step AS varchar) AS step,
    CAST(subject_type AS varchar) AS subject_type,
    CAST(account_id AS varchar) AS account_id,
    CAST(account_name AS varchar) AS account_name,
    CAST(CASE WHEN subject_type = 'PRINCIPAL' THEN subject END AS varchar) AS principal_arn,
    CAST(permission_set_name AS varchar) AS permission_set_name,
    CAST(CASE WHEN subject_type = 'MANAGED_POLICY' THEN subject END AS varchar) AS policy_arn,
    CAST(
      CASE
        WHEN step = 'KEEP' AND idle_name IS NULL THEN 'Keep the ' || what || ': it is among the exceptions.'
        WHEN step = 'KEEP' THEN 'Keep the ' || what || ' (idle by design: ' || idle_name || ').'
        WHEN step = 'MEASURE' AND subject_type = 'PERMISSION_SET'
          THEN 'Measure first what is missing of the ' || what || ', accounts: ' || CAST(accounts_unmeasured AS varchar)
            || ', roles of the set: ' || CAST(unmeasured AS varchar) || '.'
        WHEN step = 'MEASURE' THEN 'Measure the ' || what || ': nothing is known of it yet.'
        WHEN step = 'DELETE'
          THEN 'Ask its owner, then delete the ' || what || ': no use in the last ' || CAST(:days AS varchar) || ' days is known'
            || coalesce('; the last known one was on ' || substr(CAST(last_known_use_at AS varchar), 1, 10), '') || '.'
        WHEN subject_type = 'PRINCIPAL' THEN 'Take ' || what_goes || ' from the ' || what || ', which it did not use.'
        ELSE 'Take ' || what_goes || ' out of the ' || what || ', which ' || by_whom || '.'
      END AS varchar
    ) AS task,
    CAST(CASE WHEN step IN ('NARROW', 'DELETE') THEN risk END AS integer) AS risk,
    CAST(
      CASE WHEN step IN ('NARROW', 'DELETE') THEN CASE age WHEN 1 THEN 'KNOWN' WHEN 2 THEN 'BOUNDED' ELSE 'UNKNOWN' END END
      AS varchar
    ) AS grant_age,
    CAST(CASE WHEN step IN ('NARROW', 'DELETE') THEN services END AS bigint) AS services_removable,
    CAST(CASE WHEN step IN ('NARROW', 'DELETE') THEN actions END AS bigint) AS actions_removable,
    CAST(members AS bigint) AS holders,
    CAST(accounts AS bigint) AS accounts,
    CAST(
      CASE
        WHEN step = 'MEASURE' THEN 'NOT_MEASURED'
        WHEN step = 'DELETE' AND last_known_use_at IS NOT NULL THEN 'ACCESSED'
        WHEN step IN ('DELETE', 'NARROW') THEN 'NOT_ACCESSED'
      END AS varchar
    ) AS state,
    CAST(owner AS varchar) AS owner,
    CAST(coalesce(owner_from, 'unknown') AS varchar) AS owner_from,
    CAST(error_code AS varchar) AS error_code
  FROM worded
)
