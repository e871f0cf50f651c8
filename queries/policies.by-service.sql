-- question: Which services does a managed policy allow, and does any of its holders use them?
-- topic: policies
-- grain: a managed policy that somebody holds, attached or through a group, and a service that it allows and a holder is granted; a document that could not be read (NOT_KNOWN); or how much was not measured (all keys are null)
-- judges: policies
-- items: services
-- withheld: answered, services of policies, shown
-- with: shown, counted_subjects
-- gap: account_id
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough, and the window in which no use is known
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- parameter: policy policy list optional: ARNs or names of managed policies, such as AdministratorAccess
-- parameter: except_policy document list optional: policies that are excepted, with wildcards
-- parameter: service service list optional: service namespaces, such as s3
-- exceptions: except, except_tag, except_action
-- filters: account, ou, principal, tag, owner
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- first: policy_arn, state, withheld, service_namespace, holders_accessed, holders, account_name
-- next: query policies --policy NAME
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Use is that of the
--   holders, through any policy, and of former ones what a run saw while they held it (holders_gone). state ACCESSED:
--   within the days, as some run knows, or with a time in the snapshot; NOT_MEASURED: a use may be hidden. withheld is
--   the first reason against taking the service out of the policy (docs/judgement.md); null: it can be removed. By
--   service: the policy allows any action of it, by Action or NotAction. To be a boundary is not to be held.
WITH answered AS (
  SELECT
    s.subject_account_id AS account_id, a.account_name, s.subject AS policy_arn, s.service_namespace,
    /* state of s.users > 0, s.reasons */ AS state,
    s.withheld, s.members AS holders, s.holders AS holders_granted, s.users AS holders_accessed,
    s.holders_unmeasured, s.users_gone AS holders_gone, s.grant_age, s.last_known_access_at,
    s.excepted_by
  FROM counted_subjects s
  JOIN shown h ON h.subject_type = s.subject_type AND h.subject_account_id = s.subject_account_id AND h.subject = s.subject
  JOIN snapshot_accounts a ON a.snapshot_date = :snapshot_date AND a.account_id = s.subject_account_id
  WHERE s.action_key IS NULL
  UNION
  SELECT
    m.subject_account_id, a.account_name, m.subject, CAST(NULL AS varchar), 'NOT_KNOWN', 'NOT_MEASURED', CAST(NULL AS bigint),
    CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS varchar),
    CAST(NULL AS timestamp), CAST(NULL AS varchar)
  FROM all_members m
  JOIN shown h ON h.subject_type = m.subject_type AND h.subject_account_id = m.subject_account_id AND h.subject = m.subject
  JOIN snapshot_policy_statements t
    ON t.snapshot_date = :snapshot_date
    AND t.policy_type = 'managed'
    AND t.account_id = m.subject_account_id
    AND t.owner_arn = m.subject
    AND t.problem IS NOT NULL
  JOIN snapshot_accounts a ON a.snapshot_date = :snapshot_date AND a.account_id = m.subject_account_id
)
SELECT
  account_id, account_name, policy_arn, service_namespace, CAST(state AS varchar) AS state, CAST(withheld AS varchar) AS withheld,
  CAST(holders AS bigint) AS holders, CAST(holders_granted AS bigint) AS holders_granted,
  CAST(holders_accessed AS bigint) AS holders_accessed, CAST(holders_unmeasured AS bigint) AS holders_unmeasured,
  CAST(holders_gone AS bigint) AS holders_gone, CAST(grant_age AS varchar) AS grant_age, last_known_access_at,
  CAST(NULL AS bigint) AS accounts_unmeasured
FROM answered
UNION ALL
SELECT
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST('NOT_MEASURED' AS varchar), CAST('NOT_MEASURED' AS varchar), CAST(NULL AS bigint), CAST(NULL AS bigint),
  CAST(NULL AS bigint), principals_unmeasured, CAST(NULL AS bigint), CAST(NULL AS varchar), CAST(NULL AS timestamp),
  accounts_unmeasured
FROM gap
ORDER BY account_id NULLS FIRST, policy_arn, service_namespace
