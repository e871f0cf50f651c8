-- question: What could be done with the actions that each task takes away?
-- topic: none
-- grain: a subject of the question worklist that something can be taken away from, and a kind of power above reads
-- judges: sets, shared_policies
-- with: shown, outside_trust, owners, tasks
-- parameter: days days = 90: evidence, in days, that is enough, and the window in which no use is known
-- parameter: history_from snapshot = window: earliest snapshot whose grants count; window: the last one before the days, or one dated up to 15 days before them
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a user, role or account has counts
-- limits: As those of worklist. Actions that only read are what is left of actions_removable.
WITH taken AS (
  SELECT t.subject_type, t.subject_account_id, t.subject, w.service_namespace, w.action_key, w.power
  FROM tasks_of_subjects t
  JOIN held_services h
    ON h.subject_type = t.subject_type AND h.subject_account_id = t.subject_account_id AND h.subject = t.subject
  JOIN weighed_items w ON w.holding = h.holding
  LEFT JOIN uses_of_members u
    ON u.subject_type = t.subject_type
    AND u.subject_account_id = t.subject_account_id
    AND u.subject = t.subject
    AND u.service_namespace = w.service_namespace
    AND u.action_key = w.action_key
  WHERE t.step = 'NARROW'
    AND w.is_free
    AND w.power > 1
    AND u.subject IS NULL
  UNION ALL
  SELECT t.subject_type, t.subject_account_id, t.subject, l.service_namespace, l.action_key, l.power
  FROM tasks_of_principals t
  JOIN judged_grants g ON g.account_id = t.account_id AND g.principal_id = t.principal_id
  JOIN judged_lists l ON l.profile = g.profile
  LEFT JOIN used_of_principals u
    ON u.account_id = g.account_id
    AND u.principal_id = g.principal_id
    AND u.service_namespace = l.service_namespace
    AND u.action_key = l.action_key
  WHERE t.step IN ('DELETE', 'NARROW')
    AND l.power > 1
    AND /* withheld of l.reasons */ IS NULL
    AND u.principal_id IS NULL
),
weighed AS (
  SELECT
    t.subject_type, t.subject_account_id, t.subject, t.service_namespace || ':' || t.action_key AS action,
    CASE WHEN t.power = 4 THEN coalesce(p.power, 'changes_policies') ELSE 'writes' END AS power
  FROM taken t
  LEFT JOIN action_powers p ON p.service_namespace = t.service_namespace AND p.action_key = t.action_key
)
SELECT
  CAST(subject_type AS varchar) AS subject_type,
  CAST(nullif(subject_account_id, '') AS varchar) AS account_id,
  CAST(subject AS varchar) AS subject,
  CAST(power AS varchar) AS power,
  CAST(count(*) AS bigint) AS actions,
  CAST(min(action) AS varchar) AS example
FROM weighed
GROUP BY subject_type, subject_account_id, subject, power
ORDER BY subject_type, account_id, subject, power
