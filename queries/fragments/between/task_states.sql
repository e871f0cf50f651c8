-- What became of each task between an earlier snapshot and the one that is asked, in one code: task_state. Needs
-- compared_tasks of both. is_listed: the later snapshot lists it; one that it does not list has the columns that it had.
closed_tasks AS MATERIALIZED (
  SELECT
    e.*, coalesce(o.is_measured, s.is_measured, false) AS is_compared,
    CASE WHEN e.subject_type = 'PRINCIPAL' THEN substr(e.lasting_id, length(e.subject_account_id) + 2) END AS principal_id
  FROM listed_tasks_earlier e
  LEFT JOIN listed_tasks t ON t.task_id = e.task_id
  LEFT JOIN compared_subjects o ON o.subject_type = e.subject_type AND o.lasting_id = e.lasting_id
  LEFT JOIN compared_subjects s
    ON s.subject_type = CASE e.subject_type WHEN 'PERMISSION_SET' THEN 'ORGANIZATION' ELSE 'ACCOUNT' END
    AND s.lasting_id = e.subject_account_id
  WHERE t.task_id IS NULL
),
closed_items AS MATERIALIZED (
  SELECT c.task_id, c.subject_type, c.subject_account_id, c.subject, c.principal_id, r.service_namespace, r.action_key
  FROM closed_tasks c
  JOIN weighed_grants_earlier r ON r.account_id = c.subject_account_id AND r.principal_id = c.principal_id
  LEFT JOIN judged_uses_earlier u
    ON u.account_id = r.account_id
    AND u.principal_id = r.principal_id
    AND u.service_namespace = r.service_namespace
    AND u.action_key = r.action_key
  WHERE c.subject_type = 'PRINCIPAL'
    AND c.step = 'NARROW'
    AND r.is_unopposed
    AND coalesce(u.used_days, 400) >= :days
    AND r.excepted_by IS NULL
  UNION ALL
  SELECT c.task_id, c.subject_type, c.subject_account_id, c.subject, c.principal_id, i.service_namespace, i.action_key
  FROM closed_tasks c
  JOIN weighed_items_earlier i
    ON i.subject_type = c.subject_type AND i.subject_account_id = c.subject_account_id AND i.subject = c.subject
  WHERE i.is_clear
    AND i.fixed_bits = 0
    AND i.excepted_by IS NULL
),
-- What was listed and is there, with what speaks against taking it away now; of a role that was to be deleted itself.
left_items AS (
  SELECT
    c.task_id, r.is_unopposed AND coalesce(u.used_days, 400) >= :days AND r.excepted_by IS NULL AS is_free,
    u.used_days < :days AS is_used, r.idle > 0 OR r.excepted_by IS NOT NULL AS is_excepted
  FROM closed_items c
  JOIN weighed_grants r
    ON r.account_id = c.subject_account_id
    AND r.principal_id = c.principal_id
    AND r.service_namespace = c.service_namespace
    AND r.action_key = c.action_key
  LEFT JOIN judged_uses u
    ON u.account_id = c.subject_account_id
    AND u.principal_id = c.principal_id
    AND u.service_namespace = c.service_namespace
    AND u.action_key = c.action_key
  WHERE c.subject_type = 'PRINCIPAL'
  UNION ALL
  SELECT
    c.task_id, i.is_clear AND i.fixed_bits = 0 AND i.excepted_by IS NULL, i.used_days < :days,
    bitwise_and(i.fixed_bits, 4096) > 0 OR i.excepted_by IS NOT NULL
  FROM closed_items c
  JOIN weighed_items i
    ON i.subject_type = c.subject_type
    AND i.subject_account_id = c.subject_account_id
    AND i.subject = c.subject
    AND i.service_namespace = c.service_namespace
    AND i.action_key = c.action_key
  UNION ALL
  SELECT c.task_id, p.withheld IS NULL AND p.excepted_by IS NULL, p.used_days < :days, p.idle > 0 OR p.excepted_by IS NOT NULL
  FROM closed_tasks c
  JOIN weighed_principals p ON p.account_id = c.subject_account_id AND p.principal_id = c.principal_id
  WHERE c.step = 'DELETE'
),
left_of_tasks AS MATERIALIZED (
  SELECT task_id, bool_or(is_free) AS is_free, bool_or(is_used) AS is_used, bool_or(is_excepted) AS is_excepted
  FROM left_items
  GROUP BY task_id
),
task_states AS (
  SELECT
    true AS is_listed,
    CASE
      WHEN e.task_id IS NOT NULL THEN 'OPEN'
      WHEN coalesce(o.is_measured, s.is_measured, false) THEN 'NEW'
      ELSE 'NOT_COMPARED'
    END AS task_state,
    t.age, t.task_id, t.step, t.task_code, t.subject_type, t.account_id, t.account_name, t.principal_arn, t.permission_set_name,
    t.policy_arn, t.risk, t.grant_age, t.services_removable, t.actions_removable, t.grants_removable, t.holders,
    t.holders_affected, t.accounts, t.holders_unmeasured, t.accounts_unmeasured, t.idle_names, t.last_known_use_at, t.state,
    t.owner, t.owner_from, t.error_code
  FROM listed_tasks t
  LEFT JOIN listed_tasks_earlier e ON e.task_id = t.task_id
  LEFT JOIN compared_subjects_earlier o ON o.subject_type = t.subject_type AND o.lasting_id = t.lasting_id
  LEFT JOIN compared_subjects_earlier s
    ON s.subject_type = CASE t.subject_type WHEN 'PERMISSION_SET' THEN 'ORGANIZATION' ELSE 'ACCOUNT' END
    AND s.lasting_id = t.subject_account_id
  UNION ALL
  SELECT
    false,
    CASE
      WHEN NOT c.is_compared THEN 'NOT_COMPARED'
      WHEN l.is_free THEN 'OPEN'
      WHEN l.task_id IS NULL THEN 'DONE'
      WHEN l.is_used THEN 'USED'
      WHEN l.is_excepted THEN 'EXCEPTED'
      ELSE 'NOT_COMPARED'
    END,
    c.age, c.task_id, c.step, c.task_code, c.subject_type, c.account_id, c.account_name, c.principal_arn, c.permission_set_name,
    c.policy_arn, c.risk, c.grant_age, c.services_removable, c.actions_removable, c.grants_removable, c.holders,
    c.holders_affected, c.accounts, c.holders_unmeasured, c.accounts_unmeasured, c.idle_names, c.last_known_use_at, c.state,
    c.owner, c.owner_from, c.error_code
  FROM closed_tasks c
  LEFT JOIN left_of_tasks l ON l.task_id = c.task_id
)
