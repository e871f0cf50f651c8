-- question: Which tracked actions can a principal call, but has not called?
-- topic: unused
-- grain: a principal and a granted, tracked action that it did not use; or how much was not measured (all keys are null)
-- judges: actions
-- excepted: judged_actions, granted actions
-- gap: account_id
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough, and the window in which no use is known
-- parameter: unused_days days = 400: also what was last used so many days ago or more
-- parameter: history_from snapshot = window: earliest snapshot whose grants count; window: the last one before the days
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- exceptions: except, except_tag, except_action
-- filters: account_id, ou, principal, tag, service, access_level
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- speaks-of: unused, in rows where state = ACCESSED
-- first: principal_arn, action_name, state, withheld, service_namespace, account_name, access_level
-- next: query removable_actions
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Whatever no run
--   knows to be used within unused_days is listed; withheld is the first reason against taking it away, by the days
--   (docs/judgement.md); null: it may go, and removable_actions lists it. Actions that IAM does not track are not
--   listed: see not_decidable. Use through a resource policy alone is not seen: see resource_policy_use.
SELECT
  account_id, account_name, principal_arn, service_namespace, action_name, access_level,
  CAST(CASE WHEN last_known_access_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS varchar) AS state,
  last_known_access_at, evidence_days, CAST(grant_age AS varchar) AS grant_age, withheld,
  CAST(NULL AS bigint) AS accounts_unmeasured, CAST(NULL AS bigint) AS principals_unmeasured
FROM judged_actions
WHERE excepted_by IS NULL
  AND coalesce(date_diff('millisecond', last_known_access_at, generated_at) >= CAST(:unused_days AS bigint) * 86400000, true)
  /* filters */
UNION ALL
SELECT
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST(NULL AS varchar), CAST('NOT_MEASURED' AS varchar), CAST(NULL AS timestamp), CAST(NULL AS integer),
  CAST(NULL AS varchar), CAST('NOT_MEASURED' AS varchar), accounts_unmeasured, principals_unmeasured
FROM gap
ORDER BY account_id NULLS FIRST, principal_arn, service_namespace, action_name
