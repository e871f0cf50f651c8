-- question: Which users and roles have been inactive for N days (default 90)?
-- topic: unused
-- grain: a principal without a known use within the days; or how much was not measured (all keys are null)
-- judges: principals
-- judged: judged_principals, users and roles
-- gap: account_id
-- parameter: days days = 90: days without use, and evidence that is enough
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- exceptions: except, except_tag
-- filters: account, ou, principal, tag, owner, principal_type
-- speaks-of: dormant, in rows where is_dormant = true
-- first: principal_arn, state, is_dormant, account_name, last_used_at, undecided_because
-- next: query principal_history --principal ARN
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. last_used_at is
--   what any run of the days knows, be its snapshot superseded or of a part of the accounts. Use is the latest of
--   action and service rows, RoleLastUsed and sign-in with the password. RoleLastUsed speaks of all services, in
--   Regions that IAM tracks only (untracked_regions names others of older use). Of a user is_dormant is null, also of
--   one who signed in once: use by access keys is not collected (undecided_because). Who is younger than the days, of
--   unknown age, active in a Region that IAM does not track within the days, idle by design or excepted is left out,
--   and counted on stderr. Service-linked roles have their own question.
SELECT *
FROM (
  SELECT
    account_id, account_name, principal_arn, principal_type,
    CAST(CASE WHEN last_known_use_at IS NULL THEN 'NOT_ACCESSED' ELSE 'ACCESSED' END AS varchar) AS state,
    last_known_use_at AS last_used_at, days_since_last_use AS days_since_last_access, evidence_days, services_granted,
    actions_tracked, CAST(CASE WHEN principal_type = 'role' THEN true END AS boolean) AS is_dormant,
    CAST(CASE WHEN principal_type <> 'role' THEN 'user_use_not_collected' END AS varchar) AS undecided_because,
    untracked_regions, CAST(NULL AS bigint) AS accounts_unmeasured, CAST(NULL AS bigint) AS principals_unmeasured
  FROM judged_principals
  WHERE withheld IS NULL
    /* filters */
  UNION ALL
  SELECT
    CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST('NOT_MEASURED' AS varchar), CAST(NULL AS timestamp), CAST(NULL AS integer), CAST(NULL AS integer),
    CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS boolean), CAST(NULL AS varchar), CAST(NULL AS varchar),
    accounts_unmeasured, principals_unmeasured
  FROM gap
) AS answer
ORDER BY CASE WHEN account_id IS NULL THEN 0 ELSE 1 END, is_dormant NULLS LAST, account_id, principal_arn
