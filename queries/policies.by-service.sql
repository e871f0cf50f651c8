-- question: Which services does a managed policy allow, and does any of its holders use them?
-- topic: policies
-- grain: a managed policy that somebody holds, attached or through a group, and a service that it allows and a holder is granted; a document that could not be read (NOT_KNOWN); or how much was not measured (all keys are null)
-- withheld: answered, services of policies, shown
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
--   holders, through any policy, and of former ones what a run saw while they held it (holders_gone). state
--   NOT_MEASURED: a use may be hidden. withheld is
--   the first reason against taking the service out of the policy (docs/judgement.md); null: it can be removed. By
--   service: the policy allows any action of it, by Action or NotAction. To be a boundary is not to be held.
WITH kept AS (
  SELECT subject_account_id, subject, service_namespace, max(CASE WHEN idle_names IS NULL THEN 0
      WHEN arrays_overlap(ARRAY[lower(principal_arn), lower(principal_name)], ARRAY[:release.lower]) THEN 0 -- if given
      WHEN array_join(array_except(split(lower(idle_names), ', '), ARRAY[:release.lower]), '') = '' THEN 0 -- if given
      ELSE 4096 END) AS idle, min(CASE WHEN false THEN ''
      WHEN lower(principal_arn) IN (:except.lower) OR lower(principal_name) IN (:except.lower) THEN 'except' -- if given
      WHEN regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN 'except_tag' -- if given
    END) AS excepted_by
  FROM subject_members JOIN judged_principals USING (account_id, principal_id) JOIN judged_grants USING (account_id, principal_id)
  WHERE subject_type = 'MANAGED_POLICY' GROUP BY subject_account_id, subject, service_namespace
),
shown AS (
  SELECT DISTINCT subject_account_id, subject, account_name
  FROM subject_members JOIN judged_principals USING (account_id, principal_id)
  WHERE subject_type = 'MANAGED_POLICY'
    AND (lower(subject) IN (:policy.lower) OR lower(regexp_extract(subject, '[^/]+$')) IN (:policy.lower)) -- if given
    /* filters */
),
answered AS (
  SELECT i.*, s.account_name, bitwise_and(i.fixed_reasons, 4095 + greatest(k.idle, CASE WHEN i.idle_documents IS NULL THEN 0
    WHEN array_join(array_except(split(lower(i.idle_documents), ', '), ARRAY[:release.lower]), '') = '' THEN 0 -- if given
    ELSE 4096 END)) AS told, CASE WHEN false THEN ''
      WHEN lower(i.subject) IN (:except_policy.lower) OR lower(i.subject_name) IN (:except_policy.lower) THEN 'except_policy' -- if given
      WHEN i.service_namespace IN (:except_action.service) THEN 'except_action' -- if given
      ELSE k.excepted_by END AS excepted_by
  FROM judged_subject_items i
  JOIN shown s ON s.subject_account_id = i.subject_account_id AND s.subject = i.subject
  JOIN kept k ON k.subject_account_id = i.subject_account_id AND k.subject = i.subject AND k.service_namespace = i.service_namespace
  WHERE i.subject_type = 'MANAGED_POLICY' AND i.action_key = ''
    AND i.service_namespace IN (:service) -- if given
)
SELECT subject_account_id AS account_id, account_name, subject AS policy_arn, service_namespace,
  CASE WHEN last_known_access_at IS NOT NULL THEN 'ACCESSED'
    WHEN bitwise_and(told, 110) > 0 OR seen_days < :days THEN 'NOT_MEASURED' ELSE 'NOT_ACCESSED' END AS state,
  coalesce(r.code, CASE WHEN excepted_by IS NOT NULL THEN 'EXCEPTED' END) AS withheld, members AS holders,
  holders AS holders_granted, users AS holders_accessed, members_unmeasured AS holders_unmeasured, users_gone AS holders_gone,
  CASE WHEN known_days >= :days THEN 'KNOWN' WHEN bounded_days >= :days THEN 'BOUNDED' ELSE 'UNKNOWN' END AS grant_age,
  last_known_access_at, NULL AS accounts_unmeasured
FROM answered
LEFT JOIN reasons r ON r.bit = least(CASE WHEN told = 0 THEN 16384 ELSE bitwise_and(told, -told) END,
  CASE WHEN used_days < :days THEN 16 WHEN seen_days < :days THEN 64 WHEN new_days < :days THEN 128 WHEN age_days < :days THEN 256
    WHEN young_days < :days THEN 512 WHEN tracked_days < :days THEN 1024 ELSE 16384 END)
UNION ALL
SELECT DISTINCT
  s.subject_account_id, s.account_name, s.subject, NULL, 'NOT_KNOWN', 'NOT_MEASURED', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM shown s
JOIN snapshot_policy_statements t ON t.account_id = s.subject_account_id AND t.owner_arn = s.subject
WHERE t.snapshot_date = :snapshot_date AND t.policy_type = 'managed' AND t.problem IS NOT NULL
UNION ALL
SELECT NULL, NULL, NULL, NULL, 'NOT_MEASURED', 'NOT_MEASURED', NULL, NULL, NULL, principals_unmeasured, NULL, NULL, NULL,
  accounts_unmeasured
FROM gap ORDER BY account_id NULLS FIRST, policy_arn, service_namespace
