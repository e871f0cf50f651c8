-- question: Which rows of what `derive` wrote as the worklist pass a filter?
-- topic: none
-- grain: a row of the question worklist
-- judged: weighed_principals, users and roles
-- with: decisions
-- parameter: days days = 90: evidence, in days, that is enough, and the window in which no use is known
-- filters: account, ou, principal, tag, owner
-- limits: The caller makes sure that neither the worklist nor the judgement is stale. A set or policy passes with one of its
--   holders.
WITH members AS (
  SELECT m.subject_type, m.subject_account_id, m.subject, p.*
  FROM subject_members m
  JOIN judged_principals p ON p.account_id = m.account_id AND p.principal_id = m.principal_id
  WHERE m.subject_type IN ('PERMISSION_SET', 'MANAGED_POLICY')
),
shown AS (
  SELECT subject_type, subject_account_id, subject
  FROM members
  WHERE true
    /* filters */
  UNION
  SELECT 'PRINCIPAL', account_id, principal_arn
  FROM judged_principals
  WHERE is_measured
    /* filters */
  UNION
  SELECT CASE WHEN principal_arn IS NULL THEN 'ACCOUNT' ELSE 'PRINCIPAL' END, account_id, coalesce(principal_arn, '')
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND status <> 'deleted'
    /* filters */
)
SELECT
  t.task_id, t.step, t.task_code, t.subject_type, t.account_id, t.account_name, t.principal_arn, t.permission_set_name,
  t.policy_arn, t.task_state, t.risk, t.grant_age, t.services_removable, t.actions_removable, t.grants_removable, t.holders,
  t.holders_affected, t.accounts, t.holders_unmeasured, t.accounts_unmeasured, t.idle_names, t.last_known_use_at, t.state,
  t.owner, t.owner_from, CAST(d.snoozed_until AS varchar) AS snoozed_until,
  CAST(d.snoozed_because AS varchar) AS snoozed_because, CAST(d.assignee AS varchar) AS assignee, t.error_code
FROM raw.derived_worklist t
JOIN shown s
  ON s.subject_type = t.subject_type
  AND s.subject_account_id = coalesce(t.account_id, '')
  AND s.subject = CASE t.subject_type
    WHEN 'PERMISSION_SET' THEN lower(t.permission_set_name)
    WHEN 'MANAGED_POLICY' THEN t.policy_arn
    ELSE coalesce(t.principal_arn, '')
  END
LEFT JOIN decisions d ON d.task_id = t.task_id
WHERE t.snapshot_date = :snapshot_date
  AND t.task_rank IS NOT NULL
ORDER BY
  CASE t.step WHEN 'KEEP' THEN 3 WHEN 'MEASURE' THEN 4 ELSE CASE WHEN snoozed_until IS NULL THEN 1 ELSE 2 END END,
  t.task_rank
