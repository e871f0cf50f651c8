-- question: Which services does a permission set grant, and does anyone use them through it?
-- by: service
-- topic: unused
-- grain: a permission set of IAM Identity Center and a service that is granted to a role of it; or how much was not measured (all keys are null)
-- withheld: answered, services of permission sets, shown
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
--   holders_accessed roles are known to have used it, gone ones (holders_gone) included; NOT_MEASURED: a use may be hidden, as withheld says. withheld is the first reason against
--   taking it out of the set (docs/judgement.md); null: it can be removed. Use through a resource policy alone is not
--   seen. Who used it is not known: people share the role.
WITH kept AS (
  SELECT subject, service_namespace, max(CASE WHEN idle_names IS NULL THEN 0
      WHEN arrays_overlap(ARRAY[lower(principal_arn), lower(principal_name)], ARRAY[:release.lower]) THEN 0 -- if given
      WHEN array_join(array_except(split(lower(idle_names), ', '), ARRAY[:release.lower]), '') = '' THEN 0 -- if given
      ELSE 4096 END) AS idle, min(CASE WHEN false THEN ''
      WHEN lower(principal_arn) IN (:except.lower) OR lower(principal_name) IN (:except.lower) THEN 'except' -- if given
      WHEN regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN 'except_tag' -- if given
    END) AS excepted_by
  FROM subject_members JOIN judged_principals USING (account_id, principal_id) JOIN judged_grants USING (account_id, principal_id)
  WHERE subject_type = 'PERMISSION_SET' GROUP BY subject, service_namespace
),
answered AS (
  SELECT i.*, bitwise_and(i.fixed_reasons, 4095 + greatest(k.idle, CASE WHEN i.idle_documents IS NULL THEN 0
    WHEN array_join(array_except(split(lower(i.idle_documents), ', '), ARRAY[:release.lower]), '') = '' THEN 0 -- if given
    ELSE 4096 END)) AS told, CASE WHEN false THEN ''
      WHEN i.subject IN (:except_policy.lower) THEN 'except_policy' -- if given
      WHEN i.service_namespace IN (:except_action.service) THEN 'except_action' -- if given
      ELSE k.excepted_by END AS excepted_by
  FROM judged_subject_items i JOIN kept k ON k.subject = i.subject AND k.service_namespace = i.service_namespace
  WHERE i.subject_type = 'PERMISSION_SET' AND i.action_key = ''
    AND i.subject IN (:permission_set.lower) -- if given
    AND i.service_namespace IN (:service) -- if given
    AND i.subject IN (SELECT subject FROM subject_members JOIN judged_principals USING (account_id, principal_id)
      WHERE subject_type = 'PERMISSION_SET'
        /* filters */
    )
)
SELECT subject_name AS permission_set_name, service_namespace, accounts, holders, users AS holders_accessed, users_gone AS holders_gone,
  least_evidence_days, CASE WHEN known_days >= :days THEN 'KNOWN' WHEN bounded_days >= :days THEN 'BOUNDED' ELSE 'UNKNOWN' END AS grant_age,
  last_known_access_at, CASE WHEN last_known_access_at IS NOT NULL THEN 'ACCESSED'
    WHEN bitwise_and(told, 110) > 0 OR seen_days < :days THEN 'NOT_MEASURED' ELSE 'NOT_ACCESSED' END AS state,
  coalesce(r.code, CASE WHEN excepted_by IS NOT NULL THEN 'EXCEPTED' END) AS withheld, accounts_unmeasured,
  members_unmeasured AS principals_unmeasured
FROM answered
LEFT JOIN reasons r ON r.bit = least(CASE WHEN told = 0 THEN 16384 ELSE bitwise_and(told, -told) END,
  CASE WHEN used_days < :days THEN 16 WHEN seen_days < :days THEN 64 WHEN new_days < :days THEN 128 WHEN age_days < :days THEN 256
    WHEN young_days < :days THEN 512 WHEN tracked_days < :days THEN 1024 ELSE 16384 END)
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'NOT_MEASURED', 'NOT_MEASURED', accounts_unmeasured, principals_unmeasured
FROM gap ORDER BY permission_set_name NULLS FIRST, service_namespace
