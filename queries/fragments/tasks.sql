-- The tasks of a snapshot, what is to be kept and what is to be measured first: those of the question worklist, in no order.
-- Needs weighed_principals, weighed_subjects, outside_trust and owners.
shown_subjects AS (
  SELECT DISTINCT subject_type, subject_account_id, subject
  FROM weighed_members
  WHERE true
    /* filters */
),
shown_principals AS (
  SELECT *
  FROM weighed_principals
  WHERE is_service_linked = false
    AND permission_set_name IS NULL
    AND is_measured
    /* filters */
),
sums_of_subjects AS (
  SELECT
    subject_type, subject_account_id, subject,
    count(*) FILTER (WHERE action_key = '') AS services,
    count(*) FILTER (WHERE action_key <> '') AS actions,
    max(power) AS power, max(age) AS age
  FROM weighed_items
  WHERE is_clear
    AND excepted_by IS NULL
  GROUP BY subject_type, subject_account_id, subject
),
-- Rights over iam itself, removable or not.
administrative_subjects AS (
  SELECT DISTINCT subject_type, subject_account_id, subject
  FROM weighed_items
  WHERE service_namespace = 'iam'
    AND power = 4
),
tasks_of_subjects AS MATERIALIZED (
  SELECT
    w.*,
    CASE
      WHEN is_excepted THEN 'KEEP'
      WHEN subject_type = 'PERMISSION_SET' AND (idle > 0 OR excepted_by IS NOT NULL) THEN 'KEEP'
      WHEN fixed_bits = 0 AND services + actions > 0 THEN 'NARROW'
      WHEN subject_type = 'PERMISSION_SET' AND fixed_bits = 32 AND services + actions > 0 THEN 'MEASURE'
    END AS step
  FROM (
    SELECT s.*, f.services, f.actions, f.power, f.age, a.subject IS NOT NULL AS is_administrative
    FROM weighed_subjects s
    LEFT JOIN sums_of_subjects f
      ON f.subject_type = s.subject_type AND f.subject_account_id = s.subject_account_id AND f.subject = s.subject
    LEFT JOIN administrative_subjects a
      ON a.subject_type = s.subject_type AND a.subject_account_id = s.subject_account_id AND a.subject = s.subject
  ) AS w
),
sums_of_principals AS (
  SELECT
    account_id, principal_id,
    count(*) FILTER (WHERE action_key = '') AS services,
    count(*) FILTER (WHERE action_key <> '') AS actions,
    max(power) AS power,
    max(age) AS age
  FROM weighed_rights
  WHERE is_clear
    AND excepted_by IS NULL
  GROUP BY account_id, principal_id
),
administrative_principals AS (
  SELECT DISTINCT g.account_id, g.principal_id
  FROM judged_grants g
  JOIN judged_lists l ON l.profile = g.profile
  WHERE g.service_namespace = 'iam'
    AND l.power = 4
),
outside AS (
  SELECT DISTINCT account_id, owner_arn
  FROM outside_trust
),
-- Those with a task of their own: no role of a permission set, and nobody whose rights all come from a policy that shrinks.
replaced AS (
  SELECT DISTINCT m.account_id, m.principal_id
  FROM weighed_members m
  JOIN tasks_of_subjects t
    ON t.subject_type = m.subject_type AND t.subject_account_id = m.subject_account_id AND t.subject = m.subject
  WHERE t.subject_type = 'MANAGED_POLICY'
    AND t.step = 'NARROW'
),
tasks_of_principals AS (
  SELECT
    p.*, coalesce(s.services, 0) AS services, coalesce(s.actions, 0) AS actions, coalesce(s.power, 1) AS power,
    coalesce(s.age, 1) AS age, a.principal_id IS NOT NULL AS is_administrative, o.owner_arn IS NOT NULL AS is_trusted_outside,
    CASE
      WHEN p.idle > 0 OR p.excepted_by IS NOT NULL THEN 'KEEP'
      WHEN p.withheld IS NULL AND p.principal_type = 'role' THEN 'DELETE'
      WHEN r.principal_id IS NOT NULL THEN NULL
      WHEN s.services + s.actions > 0 THEN 'NARROW'
    END AS step
  FROM shown_principals p
  LEFT JOIN sums_of_principals s ON s.account_id = p.account_id AND s.principal_id = p.principal_id
  LEFT JOIN administrative_principals a ON a.account_id = p.account_id AND a.principal_id = p.principal_id
  LEFT JOIN outside o ON o.account_id = p.account_id AND o.owner_arn = p.principal_arn
  LEFT JOIN replaced r ON r.account_id = p.account_id AND r.principal_id = p.principal_id
),
all_tasks AS MATERIALIZED (
  SELECT
    step, 'PRINCIPAL' AS subject_type, CAST(account_id AS varchar) AS subject_account_id, principal_arn AS subject,
    CAST(account_id AS varchar) AS account_id, account_name, principal_type,
    principal_type || ' ' || principal_name AS what, account_id || ' ' || principal_id AS lasting_id,
    CASE
      WHEN is_administrative OR power = 4 THEN 4
      WHEN is_trusted_outside THEN 3
      ELSE power
    END AS risk,
    age, services, actions, CAST(NULL AS bigint) AS members, CAST(NULL AS bigint) AS accounts, CAST(NULL AS bigint) AS unmeasured,
    CAST(NULL AS bigint) AS accounts_unmeasured, CASE WHEN idle > 0 THEN idle_names END AS idle_names, last_known_use_at,
    CAST(NULL AS varchar) AS permission_set_name, CAST(NULL AS varchar) AS error_code
  FROM tasks_of_principals
  UNION ALL
  SELECT
    t.step, t.subject_type, t.subject_account_id, t.subject,
    nullif(t.subject_account_id, ''), CASE WHEN t.subject_type = 'MANAGED_POLICY' THEN a.account_name END, CAST(NULL AS varchar),
    CASE WHEN t.subject_type = 'PERMISSION_SET' THEN 'permission set ' ELSE 'policy ' END || t.subject_name,
    CASE WHEN t.subject_type = 'PERMISSION_SET' THEN t.subject ELSE t.subject_account_id || ' ' || t.subject END,
    CASE WHEN t.is_administrative THEN 4 ELSE t.power END,
    t.age, t.services, t.actions, t.members, CASE WHEN t.subject_type = 'PERMISSION_SET' THEN t.accounts END,
    t.members_unmeasured, t.accounts_unmeasured, t.idle_of_members, CAST(NULL AS timestamp),
    CASE WHEN t.subject_type = 'PERMISSION_SET' THEN t.subject_name END, CAST(NULL AS varchar)
  FROM tasks_of_subjects t
  JOIN shown_subjects h ON h.subject_type = t.subject_type AND h.subject_account_id = t.subject_account_id AND h.subject = t.subject
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
    lasting_id, CASE WHEN step IN ('NARROW', 'DELETE') THEN age END AS age, subject_account_id, subject,
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
        WHEN step = 'KEEP' AND idle_names IS NULL THEN 'Keep the ' || what || ': it is among the exceptions.'
        WHEN step = 'KEEP' THEN 'Keep the ' || what || ' (idle by design: ' || idle_names || ').'
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
