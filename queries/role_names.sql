-- question: What does a role of the same name use, over all accounts that have it?
-- topic: organization
-- grain: a name of roles in two accounts or more, and a service that one of them is granted; or how much was not measured (all keys are null)
-- judges: names
-- items: services
-- withheld: answered, services of role names, shown
-- with: shown, counted_subjects
-- gap: role_name, unfiltered
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough, and the window in which no use is known
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- parameter: role_name role_name list optional: names of roles without the path, in any case
-- parameter: service service list optional: service namespaces, such as s3
-- exceptions: except, except_tag, except_action
-- filters: account, ou, principal, tag, owner
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- first: role_name, service_namespace, state, withheld, roles, roles_accessed
-- next: query removable
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Roles are taken
--   together by their name, in any case and without the path, which is how StackSets and pipelines make them; whether
--   they are the same role the name does not prove. The filters choose which names are shown; judged are all roles of
--   the name. roles_accessed used the service within the days, as some run knows, or have a time in the snapshot, gone
--   ones included. withheld is the first reason against taking the service from all of them (docs/judgement.md); null:
--   it can be removed. state NOT_MEASURED: a use may be hidden, by a role of the name that was not measured, an open
--   account, which may have one, or as withheld says. Service-linked roles are left out.
WITH answered AS (
  SELECT s.*
  FROM counted_subjects s
  JOIN shown h ON h.subject_type = s.subject_type AND h.subject_account_id = s.subject_account_id AND h.subject = s.subject
  WHERE s.action_key IS NULL
    AND s.accounts > 1
    AND bitwise_and(s.told, 1) = 0
    AND s.subject IN (:role_name.lower)
)
SELECT
  s.subject_name AS role_name, s.service_namespace,
  /* state of s.users > 0, s.reasons */ AS state,
  s.withheld, CAST(s.accounts AS bigint) AS accounts, CAST(s.members AS bigint) AS roles,
  CAST(s.holders AS bigint) AS roles_granted, CAST(s.users AS bigint) AS roles_accessed,
  CAST(s.accounts_accessed AS bigint) AS accounts_accessed, s.last_known_access_at,
  CAST(s.grant_age AS varchar) AS grant_age, CAST(s.holders_unmeasured AS bigint) AS roles_unmeasured,
  CAST(s.accounts_unmeasured AS bigint) AS accounts_unmeasured
FROM answered s
UNION ALL
SELECT
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST('NOT_MEASURED' AS varchar), CAST('NOT_MEASURED' AS varchar),
  CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint),
  CAST(NULL AS timestamp), CAST(NULL AS varchar), principals_unmeasured, accounts_unmeasured
FROM gap
ORDER BY role_name NULLS FIRST, service_namespace
