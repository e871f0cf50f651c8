-- question: Which services does a permission set grant, and does anyone use them through it?
-- by: service
-- topic: unused
-- grain: a permission set of IAM Identity Center and a service that is granted to a role of it; or how much was not measured (all keys are null)
-- judges: sets
-- items: services
-- withheld: answered, services of permission sets, shown
-- with: shown, counted_subjects
-- stored: derived_subjects
-- gap: permission_set_name, unfiltered
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough, and the window in which no use is known
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- parameter: permission_set permission_set list optional: names of permission sets
-- parameter: except_policy document list optional: permission sets that are excepted, with wildcards
-- parameter: service service list optional: service namespaces, such as s3
-- exceptions: except, except_tag, except_action
-- filters: account, ou, principal, tag, owner
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- first: permission_set_name, service_namespace, state, withheld, holders_accessed, holders, last_known_access_at
-- next: query sets --by action
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. A set is its roles
--   by its name, in any case, in all accounts: filters only choose which sets are shown. state ACCESSED:
--   holders_accessed roles are known to have used it within the days or have a time in the snapshot, gone ones
--   (holders_gone) included; NOT_MEASURED: a use may be hidden, as withheld says. withheld is the first reason against
--   taking it out of the set (docs/judgement.md); null: it can be removed. Use through a resource policy alone is not
--   seen. Who used it is not known: people share the role.
WITH answered AS (
  SELECT s.*
  FROM counted_subjects s
  JOIN shown h ON h.subject_type = s.subject_type AND h.subject_account_id = s.subject_account_id AND h.subject = s.subject
  WHERE s.action_key IS NULL
    AND s.subject IN (:permission_set.lower)
)
SELECT
  s.subject_name AS permission_set_name, s.service_namespace, CAST(s.accounts AS bigint) AS accounts,
  CAST(s.holders AS bigint) AS holders, CAST(s.holders_with_evidence AS bigint) AS holders_with_evidence,
  CAST(s.users AS bigint) AS holders_accessed, CAST(s.users_gone AS bigint) AS holders_gone,
  CAST(s.least_evidence_days AS integer) AS least_evidence_days, CAST(s.grant_age AS varchar) AS grant_age,
  s.last_known_access_at,
  /* state of s.users > 0, s.reasons */ AS state,
  s.withheld, CAST(s.accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(s.holders_unmeasured AS bigint) AS principals_unmeasured
FROM answered s
UNION ALL
SELECT
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint),
  CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS integer), CAST(NULL AS varchar), CAST(NULL AS timestamp),
  CAST('NOT_MEASURED' AS varchar), CAST('NOT_MEASURED' AS varchar), accounts_unmeasured, principals_unmeasured
FROM gap
ORDER BY permission_set_name NULLS FIRST, service_namespace
