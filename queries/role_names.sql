-- question: What does a role of the same name use, over all accounts that have it?
-- topic: organization
-- grain: a name of roles in two accounts or more, and a service that one of them is granted; or how much was not measured (all keys are null)
-- withheld: answered, services of role names, shown
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
--   the name. roles_accessed are known to have used the service, gone ones included. withheld is the first reason against taking the service from all of them (docs/judgement.md); null:
--   it can be removed. state NOT_MEASURED: a use may be hidden, by a role of the name that was not measured, an open
--   account, which may have one, or as withheld says. Service-linked roles are left out.
WITH kept AS (
  SELECT subject, service_namespace, max(CASE WHEN idle_names IS NULL THEN 0
      WHEN arrays_overlap(ARRAY[lower(principal_arn), lower(principal_name)], ARRAY[:release.lower]) THEN 0 -- if given
      WHEN array_join(array_except(split(lower(idle_names), ', '), ARRAY[:release.lower]), '') = '' THEN 0 -- if given
      ELSE 4096 END) AS idle, min(CASE WHEN false THEN ''
      WHEN lower(principal_arn) IN (:except.lower) OR lower(principal_name) IN (:except.lower) THEN 'except' -- if given
      WHEN regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN 'except_tag' -- if given
    END) AS excepted_by
  FROM subject_members JOIN judged_principals USING (account_id, principal_id) JOIN judged_grants USING (account_id, principal_id)
  WHERE subject_type = 'ROLE_NAME' GROUP BY subject, service_namespace
),
answered AS (
  SELECT i.*, bitwise_and(i.fixed_reasons, 4095 + greatest(k.idle, CASE WHEN i.idle_documents IS NULL THEN 0
    WHEN array_join(array_except(split(lower(i.idle_documents), ', '), ARRAY[:release.lower]), '') = '' THEN 0 -- if given
    ELSE 4096 END)) AS told, CASE WHEN false THEN ''
      WHEN i.service_namespace IN (:except_action.service) THEN 'except_action' -- if given
      ELSE k.excepted_by END AS excepted_by
  FROM judged_subject_items i JOIN kept k ON k.subject = i.subject AND k.service_namespace = i.service_namespace
  WHERE i.subject_type = 'ROLE_NAME' AND i.action_key = ''
    AND i.subject NOT IN (SELECT lower(principal_name) FROM judged_principals WHERE is_service_linked AND principal_name <> '')
    AND i.subject IN (:role_name.lower) -- if given
    AND i.service_namespace IN (:service) -- if given
    AND i.subject IN (SELECT subject FROM subject_members JOIN judged_principals USING (account_id, principal_id)
      WHERE subject_type = 'ROLE_NAME'
        /* filters */
    )
)
SELECT subject_name AS role_name, service_namespace, CASE WHEN last_known_access_at IS NOT NULL THEN 'ACCESSED'
    WHEN bitwise_and(told, 110) > 0 OR seen_days < :days THEN 'NOT_MEASURED' ELSE 'NOT_ACCESSED' END AS state,
  coalesce(r.code, CASE WHEN excepted_by IS NOT NULL THEN 'EXCEPTED' END) AS withheld, accounts, members AS roles,
  holders AS roles_granted, users AS roles_accessed, accounts_accessed, last_known_access_at,
  CASE WHEN known_days >= :days THEN 'KNOWN' WHEN bounded_days >= :days THEN 'BOUNDED' ELSE 'UNKNOWN' END AS grant_age,
  members_unmeasured AS roles_unmeasured, accounts_unmeasured
FROM answered
LEFT JOIN reasons r ON r.bit = least(CASE WHEN told = 0 THEN 16384 ELSE bitwise_and(told, -told) END,
  CASE WHEN used_days < :days THEN 16 WHEN seen_days < :days THEN 64 WHEN new_days < :days THEN 128 WHEN age_days < :days THEN 256
    WHEN young_days < :days THEN 512 WHEN tracked_days < :days THEN 1024 ELSE 16384 END)
UNION ALL
SELECT NULL, NULL, 'NOT_MEASURED', 'NOT_MEASURED', NULL, NULL, NULL, NULL, NULL, NULL, NULL, principals_unmeasured, accounts_unmeasured
FROM gap ORDER BY role_name NULLS FIRST, service_namespace
