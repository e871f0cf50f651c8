-- question: What can be removed, service by service, given the evidence?
-- topic: unused
-- grain: a principal and a service with actions that can be removed, and how many; or how much was not measured (all keys are null)
-- judged: judged, granted actions, shown
-- gap: account_id
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough, and the window in which no use is known
-- parameter: grant_age KNOWN|BOUNDED|UNKNOWN list optional: how well the age of the grant must be known
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- exceptions: except, except_tag, except_action
-- filters: account, ou, principal, tag, owner, service, access_level
-- speaks-of: removable, in the count actions_removable_of_principals
-- first: principal_arn, service_namespace, actions_removable_of_principals, actions_granted, grant_age, account_name
-- next: query removable --by action
-- limits: Counts what removable --by action lists: tracked actions, where nothing speaks against the removal;
--   that form, with --all, shows what speaks against the others.
--   grant_age is the least known of the counted. Of a service without a tracked action there is no row: removable --by
--   service lists it, and which services can go whole. Of a role with a permission_set_name nothing is taken away
--   singly: see sets. Use through a resource policy alone is not seen: see resource_policy_use.
WITH judged AS (
  SELECT i.*, r.code AS withheld,
    CASE WHEN known_days >= :days THEN 'KNOWN' WHEN bounded_days >= :days THEN 'BOUNDED' ELSE 'UNKNOWN' END AS grant_age,
    CASE WHEN false THEN ''
      WHEN lower(principal_arn) IN (:except.lower) OR lower(principal_name) IN (:except.lower) THEN 'except' -- if given
      WHEN regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN 'except_tag' -- if given
      WHEN service_namespace || ':' || action_name IN (:except_action) THEN 'except_action' -- if given
    END AS excepted_by
  FROM judged_items i
  LEFT JOIN reasons r ON r.bit = least(
    CASE WHEN fixed_reasons = 0 THEN 16384
      -- if given
      WHEN fixed_reasons = 4096 AND array_join(array_except(split(lower(idle_documents), ', '), ARRAY[:release.lower]), '') <> '' THEN 4096
      -- if given
      WHEN fixed_reasons = 4096 AND arrays_overlap(ARRAY[lower(principal_arn), lower(principal_name)], ARRAY[:release.lower]) THEN 16384
      -- if given
      WHEN fixed_reasons = 4096 AND array_join(array_except(split(lower(idle_names), ', '), ARRAY[:release.lower]), '') = '' THEN 16384
      ELSE bitwise_and(fixed_reasons, -fixed_reasons) END,
    CASE WHEN used_days < :days THEN 16 WHEN seen_days < :days THEN 64 WHEN new_days < :days THEN 128 WHEN age_days < :days THEN 256
      WHEN young_days < :days THEN 512 WHEN tracked_days < :days THEN 1024 ELSE 16384 END)
  WHERE action_key <> ''
    /* filters */
)
SELECT
  account_id, max(account_name) AS account_name, max(principal_arn) AS principal_arn, max(permission_set_name) AS permission_set_name,
  service_namespace, count_if(is_listed) AS actions_removable_of_principals, count(*) AS actions_granted,
  CASE max(CASE WHEN is_listed THEN CASE grant_age WHEN 'KNOWN' THEN 1 WHEN 'BOUNDED' THEN 2 ELSE 3 END END)
    WHEN 1 THEN 'KNOWN' WHEN 2 THEN 'BOUNDED' ELSE 'UNKNOWN' END AS grant_age,
  min(CASE WHEN is_listed THEN evidence_days END) AS least_evidence_days, CAST(NULL AS varchar) AS state,
  CAST(NULL AS bigint) AS accounts_unmeasured, CAST(NULL AS bigint) AS principals_unmeasured
FROM (
  SELECT
    *, withheld IS NULL AND excepted_by IS NULL
      AND grant_age IN (:grant_age) -- if given
      AS is_listed
  FROM judged
) AS listed
GROUP BY account_id, principal_id, service_namespace
HAVING count_if(is_listed) > 0
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'NOT_MEASURED', accounts_unmeasured, principals_unmeasured
FROM gap
ORDER BY account_id NULLS FIRST, principal_arn, service_namespace
