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
  SELECT c.task_id, c.subject_type, c.subject_account_id, c.subject, c.principal_id, j.service_namespace, j.action_key
  FROM closed_tasks c
  JOIN judged_principals_earlier p ON p.account_id = c.subject_account_id AND p.principal_id = c.principal_id
  JOIN judged_grants_earlier g ON g.principal_number = p.principal_number
  JOIN judged_lists_earlier j ON j.profile = g.profile
  LEFT JOIN used_of_principals_earlier u
    ON u.principal_number = g.principal_number
    AND u.profile = g.profile
    AND u.action_number IS NOT DISTINCT FROM j.action_number
  WHERE c.subject_type = 'PRINCIPAL'
    AND c.step = 'NARROW'
    AND u.principal_number IS NULL
    AND /* withheld of j.reasons */ IS NULL
  UNION ALL
  SELECT c.task_id, c.subject_type, c.subject_account_id, c.subject, c.principal_id, j.service_namespace, j.action_key
  FROM closed_tasks c
  JOIN judged_subjects_earlier j
    ON j.subject_type = c.subject_type AND j.subject_account_id = c.subject_account_id AND j.subject = c.subject
  WHERE j.withheld IS NULL
),
-- Kept, so that it comes first: joined by the names of actions alone, these are millions.
left_grants AS MATERIALIZED (
  SELECT i.task_id, i.action_key, g.principal_number, g.profile
  FROM closed_items i
  JOIN judged_principals p ON p.account_id = i.subject_account_id AND p.principal_id = i.principal_id
  JOIN judged_grants g ON g.principal_number = p.principal_number AND g.service_namespace = i.service_namespace
  WHERE i.subject_type = 'PRINCIPAL'
),
-- What was listed and is there, with what speaks against taking it away now; of a role that was to be deleted itself.
left_items AS (
  SELECT g.task_id, bitwise_or(j.reasons, CASE WHEN u.principal_number IS NULL THEN 0 ELSE 16 END) AS reasons
  FROM left_grants g
  JOIN judged_lists j ON j.profile = g.profile AND j.action_key IS NOT DISTINCT FROM g.action_key
  LEFT JOIN used_of_principals u
    ON u.principal_number = g.principal_number
    AND u.profile = g.profile
    AND u.action_number IS NOT DISTINCT FROM j.action_number
  UNION ALL
  SELECT i.task_id, j.reasons
  FROM closed_items i
  JOIN judged_subjects j
    ON j.subject_type = i.subject_type
    AND j.subject_account_id = i.subject_account_id
    AND j.subject = i.subject
    AND j.service_namespace = i.service_namespace
    AND j.action_key IS NOT DISTINCT FROM i.action_key
  UNION ALL
  SELECT c.task_id, p.reasons
  FROM closed_tasks c
  JOIN judged_principals p ON p.account_id = c.subject_account_id AND p.principal_id = c.principal_id
  WHERE c.step = 'DELETE'
),
left_of_tasks AS MATERIALIZED (
  SELECT
    task_id,
    bool_or(/* withheld of reasons */ IS NULL) AS is_free,
    bool_or(bitwise_and(reasons, 16) > 0) AS is_used,
    bool_or(bitwise_and(reasons, 12288) > 0) AS is_excepted
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
    t.age, t.task_id, t.step, t.subject_type, t.account_id, t.account_name, t.principal_arn, t.permission_set_name,
    t.policy_arn, t.task, t.risk, t.grant_age, t.services_removable, t.actions_removable, t.holders, t.accounts,
    t.state, t.owner, t.owner_from, t.error_code
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
    c.age, c.task_id, c.step, c.subject_type, c.account_id, c.account_name, c.principal_arn, c.permission_set_name,
    c.policy_arn, c.task, c.risk, c.grant_age, c.services_removable, c.actions_removable, c.holders, c.accounts,
    c.state, c.owner, c.owner_from, c.error_code
  FROM closed_tasks c
  LEFT JOIN left_of_tasks l ON l.task_id = c.task_id
)
