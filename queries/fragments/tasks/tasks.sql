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
    CAST(coalesce(sum(holders) FILTER (WHERE action_key <> ''), 0) AS bigint) AS grants,
    max(holders) AS holders_affected,
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
      WHEN is_excepted OR own_idle > 0 THEN 'KEEP'
      WHEN subject_type = 'PERMISSION_SET' AND (idle > 0 OR excepted_by IS NOT NULL) THEN 'KEEP'
      WHEN fixed_bits = 0 AND services + actions > 0 THEN 'NARROW'
      WHEN subject_type = 'PERMISSION_SET' AND fixed_bits = 32 AND services + actions > 0 THEN 'MEASURE'
    END AS step
  FROM (
    SELECT
      s.*, f.services, f.actions, f.grants, f.holders_affected, f.power, f.age, a.subject IS NOT NULL AS is_administrative
    FROM weighed_subjects s
    LEFT JOIN sums_of_subjects f
      ON f.subject_type = s.subject_type AND f.subject_account_id = s.subject_account_id AND f.subject = s.subject
    LEFT JOIN administrative_subjects a
      ON a.subject_type = s.subject_type AND a.subject_account_id = s.subject_account_id AND a.subject = s.subject
  ) AS w
),
sums_of_principals AS (
  SELECT
    r.account_id, r.principal_id,
    count(*) FILTER (WHERE r.action_key = '') AS services,
    count(*) FILTER (WHERE r.action_key <> '') AS actions,
    max(r.power) AS power,
    max(r.age) AS age
  FROM weighed_rights r
  JOIN shown_principals p ON p.account_id = r.account_id AND p.principal_id = r.principal_id
  WHERE r.is_clear
    AND r.excepted_by IS NULL
  GROUP BY r.account_id, r.principal_id
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
all_tasks AS (
  SELECT
    step, 'PRINCIPAL' AS subject_type, CAST(account_id AS varchar) AS subject_account_id, principal_arn AS subject,
    CAST(account_id AS varchar) AS account_id, account_name, account_id || ' ' || principal_id AS lasting_id,
    CASE
      WHEN is_administrative OR power = 4 THEN 4
      WHEN is_trusted_outside THEN 3
      ELSE power
    END AS risk,
    age, services, actions, actions AS grants, CAST(NULL AS bigint) AS holders, CAST(NULL AS bigint) AS holders_affected,
    CAST(NULL AS bigint) AS accounts, CAST(NULL AS bigint) AS holders_unmeasured, CAST(NULL AS bigint) AS accounts_unmeasured,
    CASE WHEN idle > 0 THEN idle_names END AS idle_names, last_known_use_at,
    CAST(NULL AS varchar) AS permission_set_name, CAST(NULL AS varchar) AS error_code
  FROM tasks_of_principals
  UNION ALL
  SELECT
    t.step, t.subject_type, t.subject_account_id, t.subject,
    nullif(t.subject_account_id, ''), CASE WHEN t.subject_type = 'MANAGED_POLICY' THEN a.account_name END,
    CASE WHEN t.subject_type = 'PERMISSION_SET' THEN t.subject ELSE t.subject_account_id || ' ' || t.subject END,
    CASE WHEN t.is_administrative THEN 4 ELSE t.power END,
    t.age, t.services, t.actions, t.grants, t.members, t.holders_affected,
    CASE WHEN t.subject_type = 'PERMISSION_SET' THEN t.accounts END, t.members_unmeasured, t.accounts_unmeasured,
    t.idle_by, CAST(NULL AS timestamp),
    CASE WHEN t.subject_type = 'PERMISSION_SET' THEN t.subject_name END, CAST(NULL AS varchar)
  FROM tasks_of_subjects t
  JOIN shown_subjects h ON h.subject_type = t.subject_type AND h.subject_account_id = t.subject_account_id AND h.subject = t.subject
  LEFT JOIN snapshot_accounts a ON a.snapshot_date = :snapshot_date AND a.account_id = t.subject_account_id
  UNION ALL
  SELECT
    'MEASURE', CASE WHEN principal_arn IS NULL THEN 'ACCOUNT' ELSE 'PRINCIPAL' END, account_id, principal_arn,
    account_id, account_name, account_id || ' ' || coalesce(principal_id, ''), CAST(NULL AS integer), CAST(NULL AS integer),
    CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint),
    CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS varchar), CAST(NULL AS timestamp),
    permission_set_name, error_code
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND status <> 'deleted'
    AND NOT is_closed
    AND coalesce(is_service_linked, false) = false
    /* filters */
),
-- What a reader needs to write each as a sentence, and its order.
tasks AS MATERIALIZED (
  SELECT
    t.lasting_id, CASE WHEN step IN ('NARROW', 'DELETE') THEN t.age END AS age, t.subject_account_id, t.subject,
    CAST(lower(to_hex(sha256(to_utf8(step || ' ' || subject_type || ' ' || lasting_id)))) AS varchar) AS task_id,
    CAST(step AS varchar) AS step,
    CAST(
      CASE step
        WHEN 'DELETE' THEN 'DELETE_ROLE'
        WHEN 'KEEP' THEN CASE WHEN idle_names IS NULL THEN 'KEEP_EXCEPTED' ELSE 'KEEP_IDLE' END
        ELSE step || '_' || subject_type
      END AS varchar
    ) AS task_code,
    CAST(subject_type AS varchar) AS subject_type,
    CAST(t.account_id AS varchar) AS account_id,
    CAST(account_name AS varchar) AS account_name,
    CAST(CASE WHEN subject_type = 'PRINCIPAL' THEN subject END AS varchar) AS principal_arn,
    CAST(permission_set_name AS varchar) AS permission_set_name,
    CAST(CASE WHEN subject_type = 'MANAGED_POLICY' THEN subject END AS varchar) AS policy_arn,
    CAST(CASE WHEN step IN ('NARROW', 'DELETE') THEN risk END AS integer) AS risk,
    CAST(
      CASE WHEN step IN ('NARROW', 'DELETE') THEN CASE t.age WHEN 1 THEN 'KNOWN' WHEN 2 THEN 'BOUNDED' ELSE 'UNKNOWN' END END
      AS varchar
    ) AS grant_age,
    CAST(CASE WHEN step IN ('NARROW', 'DELETE') THEN services END AS bigint) AS services_removable,
    CAST(CASE WHEN step IN ('NARROW', 'DELETE') THEN actions END AS bigint) AS actions_removable,
    CAST(CASE WHEN step IN ('NARROW', 'DELETE') THEN grants END AS bigint) AS grants_removable,
    CAST(holders AS bigint) AS holders,
    CAST(CASE WHEN step IN ('NARROW', 'DELETE') THEN holders_affected END AS bigint) AS holders_affected,
    CAST(accounts AS bigint) AS accounts,
    CAST(holders_unmeasured AS bigint) AS holders_unmeasured,
    CAST(accounts_unmeasured AS bigint) AS accounts_unmeasured,
    CAST(CASE WHEN step = 'KEEP' THEN idle_names END AS varchar) AS idle_names,
    CAST(last_known_use_at AS timestamp) AS last_known_use_at,
    CAST(
      CASE
        WHEN step = 'MEASURE' THEN 'NOT_MEASURED'
        WHEN step = 'DELETE' AND last_known_use_at IS NOT NULL THEN 'ACCESSED'
        WHEN step IN ('DELETE', 'NARROW') THEN 'NOT_ACCESSED'
      END AS varchar
    ) AS state,
    CAST(o.owner AS varchar) AS owner,
    CAST(coalesce(o.owner_from, 'unknown') AS varchar) AS owner_from,
    CAST(error_code AS varchar) AS error_code
  FROM all_tasks t
  LEFT JOIN owners o
    ON o.account_id = t.account_id
    AND o.account_id || ' ' || o.principal_id
      = CASE WHEN t.subject_type = 'MANAGED_POLICY' THEN t.account_id || ' ' ELSE t.lasting_id END
  WHERE step IS NOT NULL
)
