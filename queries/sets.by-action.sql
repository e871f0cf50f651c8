-- question: Which actions can be removed from a permission set because nobody uses them through it?
-- topic: unused
-- grain: a permission set of IAM Identity Center and an action that is granted to a role of it, and that nothing speaks against taking out of the set; or how much was not measured (all keys are null)
-- judged: judged, actions of permission sets, shown
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
--   neither side. grant_age is the least known of its roles, as in
--   removable --by action. A job that runs once a year looks the same as what nobody needs: ask the owner. Use through a
--   resource policy alone is not seen.
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
judged AS (
  SELECT i.*, coalesce(r.code, CASE WHEN excepted_by IS NOT NULL THEN 'EXCEPTED' END) AS withheld,
    CASE WHEN known_days >= :days THEN 'KNOWN' WHEN bounded_days >= :days THEN 'BOUNDED' ELSE 'UNKNOWN' END AS grant_age
  FROM (SELECT i.*, bitwise_and(i.fixed_reasons, 4095 + greatest(k.idle, CASE WHEN i.idle_documents IS NULL THEN 0
      WHEN array_join(array_except(split(lower(i.idle_documents), ', '), ARRAY[:release.lower]), '') = '' THEN 0 -- if given
      ELSE 4096 END)) AS told, CASE WHEN false THEN ''
        WHEN i.subject IN (:except_policy.lower) THEN 'except_policy' -- if given
        WHEN i.service_namespace || ':' || i.action_name IN (:except_action) THEN 'except_action' -- if given
        ELSE k.excepted_by END AS excepted_by
    FROM judged_subject_items i JOIN kept k ON k.subject = i.subject AND k.service_namespace = i.service_namespace
    WHERE i.subject_type = 'PERMISSION_SET' AND i.action_key <> ''
      AND i.subject IN (:permission_set.lower) -- if given
      AND i.service_namespace IN (:service) -- if given
      AND (i.access_level IS NULL OR i.access_level IN (:access_level)) -- if given
      AND i.subject IN (SELECT subject FROM subject_members JOIN judged_principals USING (account_id, principal_id)
        WHERE subject_type = 'PERMISSION_SET'
          /* filters */
      )
  ) AS i
  LEFT JOIN reasons r ON r.bit = least(CASE WHEN told = 0 THEN 16384 ELSE bitwise_and(told, -told) END,
    CASE WHEN used_days < :days THEN 16 WHEN seen_days < :days THEN 64 WHEN new_days < :days THEN 128 WHEN age_days < :days THEN 256
      WHEN young_days < :days THEN 512 WHEN tracked_days < :days THEN 1024 ELSE 16384 END)
)
SELECT subject_name AS permission_set_name, service_namespace, action_name, access_level, holders, least_evidence_days, grant_age,
  last_known_access_at, CASE WHEN last_known_access_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS state, true AS is_candidate,
  NULL AS accounts_unmeasured, NULL AS principals_unmeasured
FROM judged WHERE withheld IS NULL UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'NOT_MEASURED', NULL, accounts_unmeasured, principals_unmeasured
FROM gap ORDER BY permission_set_name NULLS FIRST, service_namespace, action_name
