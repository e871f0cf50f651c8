-- question: Which granted actions does nobody in an OU use, so that an SCP can deny them there?
-- topic: organization
-- grain: the highest OU (or root, with everything below it) for which this is true, and an action that is granted there, tracked, and not known to be used; or how much was not measured (all keys are null)
-- withheld: users, users and roles with a known use
-- withheld: answered, actions, shown
-- gap: ou_id, unfiltered
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough, and the window in which no use is known
-- parameter: all flag optional: each in every OU, not in the highest alone
-- parameter: ou ou list optional: IDs or names of OUs or roots
-- parameter: service service list optional: service namespaces, such as s3
-- parameter: access_level List|Read|Write|Tagging|Permissions management list optional: levels of access; an action whose level is not known stays in
-- exceptions: except, except_action
-- speaks-of: candidate, in rows where is_candidate = true
-- first: ou_name, service_namespace, action_name, state, is_candidate, withheld, principals_granted, access_level
-- next: query guardrails
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. As
--   guardrails, of single actions. Use through a resource policy alone is not seen.
WITH users AS (
  SELECT *, CASE WHEN false THEN ''
      -- if given
      WHEN lower(principal_arn) IN (:except.lower) OR lower(regexp_extract(principal_arn, '[^/]+$')) IN (:except.lower) THEN 'except'
    END AS excepted_by
  FROM known_users WHERE is_service_linked IS DISTINCT FROM true
),
used AS (
  SELECT b.subject, j.service_namespace, j.action_key
  FROM users u
  JOIN judged_uses j ON j.account_id = u.account_id AND j.principal_id = u.principal_id
  JOIN bound_accounts b ON b.subject_type = 'OU' AND b.account_id = u.account_id
  WHERE j.used_days < :days AND u.excepted_by IS NULL
  GROUP BY b.subject, j.service_namespace, j.action_key
),
answered AS MATERIALIZED (
  SELECT i.*, coalesce(r.code, CASE WHEN false THEN ''
      WHEN i.service_namespace || ':' || i.action_name IN (:except_action) THEN 'EXCEPTED' -- if given
    END) AS withheld, CASE WHEN false THEN ''
      WHEN i.service_namespace || ':' || i.action_name IN (:except_action) THEN 'except_action' -- if given
    END AS excepted_by
  FROM judged_subject_items i
  LEFT JOIN used u ON u.subject = i.subject AND u.service_namespace = i.service_namespace AND u.action_key = i.action_key
  LEFT JOIN reasons r ON r.bit = least(CASE WHEN fixed_reasons = 0 THEN 16384 ELSE bitwise_and(fixed_reasons, -fixed_reasons) END,
    CASE WHEN seen_days < :days THEN 64 WHEN new_days < :days THEN 128 WHEN age_days < :days THEN 256
      WHEN young_days < :days THEN 512 WHEN tracked_days < :days THEN 1024 ELSE 16384 END)
  WHERE i.subject_type = 'OU' AND i.action_key <> '' AND u.subject IS NULL
    AND i.subject IN (:ou) -- if given
    AND i.service_namespace IN (:service) -- if given
    AND (i.access_level IS NULL OR i.access_level IN (:access_level)) -- if given
),
above AS (
  SELECT a.subject, a.service_namespace, a.action_key, bool_or(b.withheld IS NULL) AS is_candidate
  FROM answered a
  JOIN answered b ON b.subject <> a.subject AND contains(split(a.subject_path, '/'), b.subject)
    AND b.service_namespace = a.service_namespace AND b.action_key = a.action_key
  GROUP BY a.subject, a.service_namespace, a.action_key
)
SELECT a.subject AS ou_id, a.subject_name AS ou_name, a.service_namespace, action_name, access_level,
  CASE WHEN bitwise_and(fixed_reasons, 110) > 0 OR seen_days < :days THEN 'NOT_MEASURED' ELSE 'NOT_ACCESSED' END AS state,
  withheld IS NULL AS is_candidate, withheld, holders AS principals_granted, least_evidence_days,
  CASE WHEN known_days >= :days THEN 'KNOWN' WHEN bounded_days >= :days THEN 'BOUNDED' ELSE 'UNKNOWN' END AS grant_age,
  accounts_unmeasured, members_unmeasured AS principals_unmeasured
FROM answered a
LEFT JOIN above o ON o.subject = a.subject AND o.service_namespace = a.service_namespace AND o.action_key = a.action_key
WHERE o.subject IS NULL OR (withheld IS NULL AND NOT o.is_candidate)
  OR :all = 'yes' -- if given
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, 'NOT_MEASURED', NULL, 'NOT_MEASURED', NULL, NULL, NULL, accounts_unmeasured, principals_unmeasured
FROM gap ORDER BY is_candidate DESC NULLS FIRST, service_namespace, action_name, ou_id
