-- question: What could be done with the actions that can be taken away from each subject?
-- topic: none
-- grain: a permission set, a shared policy, or a user or role without a set, and a kind of power above reads
-- judges: sets, shared_policies
-- with: weighed_items
-- parameter: days days = 90: evidence, in days, that is enough, and the window in which no use is known
-- limits: As those of worklist, of whose tasks alone it speaks: what it says of others may be withheld for a reason of the
--   subject. Actions that only read are what is left of actions_removable.
WITH free_actions AS (
  SELECT CAST(profile AS varchar) AS list, service_namespace, action_key, power
  FROM judged_lists
  WHERE power > 1
    AND /* withheld of reasons */ IS NULL
  UNION ALL
  SELECT holding, service_namespace, action_key, power
  FROM weighed_items
  WHERE power > 1
    AND is_free
),
named_actions AS MATERIALIZED (
  SELECT
    f.list, f.service_namespace, f.action_key, f.service_namespace || ':' || f.action_key AS action,
    CASE WHEN f.power = 4 THEN coalesce(p.power, 'changes_policies') ELSE 'writes' END AS power
  FROM free_actions f
  LEFT JOIN action_powers p ON p.service_namespace = f.service_namespace AND p.action_key = f.action_key
),
powers_of_lists AS (
  SELECT list, power, count(*) AS actions, min(action) AS example
  FROM named_actions
  GROUP BY list, power
),
-- holder: ID of the user or role, else the subject.
held_lists AS MATERIALIZED (
  SELECT subject_type, subject_account_id, subject, subject AS holder, service_namespace, holding AS list
  FROM held_services
  UNION ALL
  SELECT 'PRINCIPAL', p.account_id, p.principal_arn, p.principal_id, g.service_namespace, CAST(g.profile AS varchar)
  FROM judged_grants g
  JOIN judged_principals p ON p.principal_number = g.principal_number
  WHERE p.permission_set_name IS NULL
),
used_by_holders AS (
  SELECT subject_type, subject_account_id, subject AS holder, service_namespace, action_key
  FROM uses_of_members
  UNION ALL
  SELECT 'PRINCIPAL', s.account_id, s.principal_id, u.service_namespace, u.action_key
  FROM known_uses u
  JOIN named_users s ON s.user_number = u.user_number
),
used_of_lists AS MATERIALIZED (
  SELECT DISTINCT h.subject_type, h.subject_account_id, h.holder, h.list, a.action
  FROM held_lists h
  JOIN used_by_holders u
    ON u.subject_type = h.subject_type
    AND u.subject_account_id = h.subject_account_id
    AND u.holder = h.holder
    AND u.service_namespace = h.service_namespace
  JOIN named_actions a ON a.list = h.list AND a.action_key = u.action_key
),
opened_lists AS (
  SELECT DISTINCT subject_type, subject_account_id, holder, list
  FROM used_of_lists
),
-- A list is counted once for all who hold it; for those who use some of it, its actions are counted one by one.
powers AS (
  SELECT h.subject_type, h.subject_account_id, h.subject, p.power, p.actions, p.example
  FROM held_lists h
  JOIN powers_of_lists p ON p.list = h.list
  LEFT JOIN opened_lists o
    ON o.subject_type = h.subject_type
    AND o.subject_account_id = h.subject_account_id
    AND o.holder = h.holder
    AND o.list = h.list
  WHERE o.list IS NULL
  UNION ALL
  SELECT h.subject_type, h.subject_account_id, h.subject, a.power, 1, a.action
  FROM held_lists h
  JOIN opened_lists o
    ON o.subject_type = h.subject_type
    AND o.subject_account_id = h.subject_account_id
    AND o.holder = h.holder
    AND o.list = h.list
  JOIN named_actions a ON a.list = h.list
  LEFT JOIN used_of_lists u
    ON u.subject_type = h.subject_type
    AND u.subject_account_id = h.subject_account_id
    AND u.holder = h.holder
    AND u.list = h.list
    AND u.action = a.action
  WHERE u.action IS NULL
)
SELECT
  CAST(subject_type AS varchar) AS subject_type,
  CAST(nullif(subject_account_id, '') AS varchar) AS account_id,
  CAST(subject AS varchar) AS subject,
  CAST(power AS varchar) AS power,
  CAST(sum(actions) AS bigint) AS actions,
  CAST(min(example) AS varchar) AS example
FROM powers
GROUP BY subject_type, subject_account_id, subject, power
ORDER BY subject_type, account_id, subject, power
