-- question: Which actions can be removed from a permission set because nobody uses them through it?
-- topic: unused
-- grain: a permission set of IAM Identity Center and an action that is granted to a role of it, and that nothing speaks against taking out of the set; or how much was not measured (all keys are null)
-- judges: sets
-- judged: judged_set_actions, actions of permission sets, shown
-- with: shown, counted_subjects, judged_set_actions
-- stored: derived_subjects
-- gap: permission_set_name, unfiltered
-- parameter: days days = 90: evidence and age of the grant, in days, that its roles must have, and the window in which no use is known
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- parameter: permission_set permission_set list optional: names of permission sets
-- parameter: except_policy document list optional: permission sets that are excepted, with wildcards
-- parameter: service service list optional: service namespaces, such as s3
-- parameter: access_level List|Read|Write|Tagging|Permissions management list optional: levels of access; an action whose level is not known stays in
-- exceptions: except, except_tag, except_action
-- filters: account, ou, principal, tag, owner
-- speaks-of: candidate, in rows where is_candidate = true
-- first: permission_set_name, service_namespace, action_name, access_level, grant_age, holders, state
-- next: query sets
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. A set is its roles
--   by its name, in any case, in all accounts: filters only choose which sets are shown. What a role of
--   the set is known to have used within the days is not listed, be the role gone by now; nor is anything while an open
--   account or a role of the set was not measured. A role that was created within the days and has no use counts for
--   neither side; holders_with_evidence have the days. grant_age is the least known of its roles, as in
--   removable --by action. A job that runs once a year looks the same as what nobody needs: ask the owner. Use through a
--   resource policy alone is not seen.
SELECT
  permission_set_name, service_namespace, action_name, access_level,
  CAST(holders AS bigint) AS holders, CAST(holders_with_evidence AS bigint) AS holders_with_evidence,
  CAST(least_evidence_days AS integer) AS least_evidence_days, CAST(grant_age AS varchar) AS grant_age,
  last_known_access_at, CAST('NOT_ACCESSED' AS varchar) AS state,
  CAST(true AS boolean) AS is_candidate, CAST(NULL AS bigint) AS accounts_unmeasured,
  CAST(NULL AS bigint) AS principals_unmeasured
FROM judged_set_actions
WHERE withheld IS NULL
UNION ALL
SELECT
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS bigint),
  CAST(NULL AS bigint), CAST(NULL AS integer), CAST(NULL AS varchar), CAST(NULL AS timestamp),
  CAST('NOT_MEASURED' AS varchar), CAST(NULL AS boolean), accounts_unmeasured, principals_unmeasured
FROM gap
ORDER BY permission_set_name NULLS FIRST, service_namespace, action_name
