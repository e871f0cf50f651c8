-- question: Which services does nobody in an OU use, so that an SCP can deny them there?
-- by: service
-- topic: organization
-- grain: the highest OU (or root, with everything below it) for which this is true, and a service that is granted there and that nobody, or one name alone (ACCESSED), is known to use; or how much was not measured (all keys are null)
-- withheld: users, users and roles with a known use
-- withheld: answered, services, shown
-- gap: ou_id, unfiltered
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough, and the window in which no use is known
-- parameter: all flag optional: each in every OU, not in the highest alone
-- parameter: ou ou list optional: IDs or names of OUs or roots
-- parameter: service service list optional: service namespaces, such as s3
-- exceptions: except, except_action
-- speaks-of: candidate, in rows where is_candidate = true
-- first: ou_name, service_namespace, state, is_candidate, withheld, only_used_by, principals_granted
-- next: query guardrails --by action
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. is_candidate:
--   nothing speaks against denying it there, as docs/judgement.md has it: nobody of the accounts that are in the OU now
--   is known to have used it within the days, gone principals included, and each has evidence and grant of the days.
--   withheld says what speaks against it. NOT_MEASURED: a use may be hidden, for an account, user or role was not
--   measured, or the use leaves no row, is untracked, unproven, or in a Region that IAM does not track. ACCESSED:
--   only_used_by alone used it, in accounts_accessed accounts; --except leaves its uses out and nothing else, so that
--   those whom it names still need evidence of the days. Who is idle by design is no reason: a use counts, unless
--   the exemption names them. An account whose OU is not known counts in every OU. The management account and
--   service-linked roles are left out, for SCPs do not bind them, and suspended and closed accounts, for they use
--   nothing. A service that nobody is granted is not listed. Use through a resource policy alone is not seen.
WITH users AS (
  SELECT *, CASE WHEN false THEN ''
      -- if given
      WHEN lower(principal_arn) IN (:except.lower) OR lower(regexp_extract(principal_arn, '[^/]+$')) IN (:except.lower) THEN 'except'
    END AS excepted_by
  FROM known_users WHERE is_service_linked IS DISTINCT FROM true
),
used AS (
  SELECT b.subject, j.service_namespace, min(u.user_name) AS first_name, max(u.user_name) AS only_used_by,
    count(DISTINCT u.account_id) AS accounts
  FROM users u
  JOIN judged_uses j ON j.account_id = u.account_id AND j.principal_id = u.principal_id
  JOIN bound_accounts b ON b.subject_type = 'OU' AND b.account_id = u.account_id
  WHERE j.action_key = '' AND j.used_days < :days AND u.excepted_by IS NULL
  GROUP BY b.subject, j.service_namespace
),
answered AS MATERIALIZED (
  SELECT i.*, u.subject IS NOT NULL AS is_used, u.only_used_by, u.accounts AS accounts_used, coalesce(r.code, CASE WHEN false THEN ''
      WHEN i.service_namespace IN (:except_action.service) THEN 'EXCEPTED' -- if given
    END) AS withheld, CASE WHEN false THEN ''
      WHEN i.service_namespace IN (:except_action.service) THEN 'except_action' -- if given
    END AS excepted_by
  FROM judged_subject_items i
  LEFT JOIN used u ON u.subject = i.subject AND u.service_namespace = i.service_namespace
  LEFT JOIN reasons r ON r.bit = least(CASE WHEN fixed_reasons = 0 THEN 16384 ELSE bitwise_and(fixed_reasons, -fixed_reasons) END,
    CASE WHEN u.subject IS NOT NULL THEN 16 WHEN seen_days < :days THEN 64 WHEN new_days < :days THEN 128 WHEN age_days < :days THEN 256
      WHEN young_days < :days THEN 512 WHEN tracked_days < :days THEN 1024 ELSE 16384 END)
  WHERE i.subject_type = 'OU' AND i.action_key = '' AND coalesce(u.first_name = u.only_used_by, true)
    AND i.subject IN (:ou) -- if given
    AND i.service_namespace IN (:service) -- if given
),
above AS (
  SELECT a.subject, a.service_namespace, bool_or(b.withheld IS NULL) AS is_candidate
  FROM answered a
  JOIN answered b ON b.subject <> a.subject AND contains(split(a.subject_path, '/'), b.subject)
    AND b.service_namespace = a.service_namespace
  GROUP BY a.subject, a.service_namespace
)
SELECT a.subject AS ou_id, a.subject_name AS ou_name, CASE WHEN is_used THEN 'ACCESSED'
    WHEN bitwise_and(fixed_reasons, 110) > 0 OR seen_days < :days THEN 'NOT_MEASURED' ELSE 'NOT_ACCESSED' END AS state,
  withheld IS NULL AS is_candidate, withheld, a.service_namespace, holders AS principals_granted, least_evidence_days,
  CASE WHEN known_days >= :days THEN 'KNOWN' WHEN bounded_days >= :days THEN 'BOUNDED' ELSE 'UNKNOWN' END AS grant_age,
  accounts_unmeasured, members_unmeasured AS principals_unmeasured, only_used_by, coalesce(accounts_used, 0) AS accounts_accessed
FROM answered a
LEFT JOIN above o ON o.subject = a.subject AND o.service_namespace = a.service_namespace
WHERE o.subject IS NULL OR (withheld IS NULL AND NOT o.is_candidate)
  OR :all = 'yes' -- if given
UNION ALL
SELECT NULL, NULL, 'NOT_MEASURED', NULL, 'NOT_MEASURED', NULL, NULL, NULL, NULL, accounts_unmeasured, principals_unmeasured, NULL, NULL
FROM gap ORDER BY is_candidate DESC NULLS FIRST, service_namespace, ou_id
