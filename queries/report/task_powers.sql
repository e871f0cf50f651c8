-- question: What could be done with the actions that can be taken away from each subject?
-- topic: none
-- grain: a permission set, a shared policy, or a user or role without a set, and a kind of power above reads
-- with: weighed_principals, weighed_subjects
-- parameter: days days = 90: evidence, in days, that is enough, and the window in which no use is known
-- limits: As those of worklist, of whose tasks alone it speaks: what it says of others may be withheld for a reason of the
--   subject. Actions that only read are what is left of actions_removable.
WITH free_actions AS (
  SELECT 'PRINCIPAL' AS subject_type, p.account_id AS subject_account_id, p.principal_arn AS subject, r.service_namespace, r.action_key, r.power
  FROM weighed_rights r
  JOIN weighed_principals p ON p.account_id = r.account_id AND p.principal_id = r.principal_id
  WHERE p.permission_set_name IS NULL
    AND r.power > 1
    AND r.is_clear
    AND r.excepted_by IS NULL
  UNION ALL
  SELECT subject_type, subject_account_id, subject, service_namespace, action_key, power
  FROM weighed_items
  WHERE power > 1
    AND is_clear
    AND excepted_by IS NULL
)
SELECT
  CAST(f.subject_type AS varchar) AS subject_type,
  CAST(nullif(f.subject_account_id, '') AS varchar) AS account_id,
  CAST(f.subject AS varchar) AS subject,
  CAST(CASE WHEN f.power = 4 THEN coalesce(p.power, 'changes_policies') ELSE 'writes' END AS varchar) AS power,
  count(*) AS actions,
  CAST(min(f.service_namespace || ':' || f.action_key) AS varchar) AS example
FROM free_actions f
LEFT JOIN action_powers p ON p.service_namespace = f.service_namespace AND p.action_key = f.action_key
GROUP BY f.subject_type, f.subject_account_id, f.subject, CASE WHEN f.power = 4 THEN coalesce(p.power, 'changes_policies') ELSE 'writes' END
ORDER BY subject_type, account_id, subject, power
