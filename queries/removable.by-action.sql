-- question: Which actions can be removed, given the evidence?
-- topic: unused
-- grain: a principal and a granted, tracked action that nothing speaks against taking away, with --all every one that it did not use within unused_days; or how much was not measured (all keys are null)
-- judges: actions
-- judged: judged_actions, granted actions
-- gap: account_id
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough, and the window in which no use is known
-- parameter: all flag optional: also what something speaks against, and the first such reason
-- parameter: unused_days days = 90: with --all: what was last used this many days ago or more, or never
-- parameter: grant_age KNOWN|BOUNDED|UNKNOWN list optional: how well the age of the grant must be known
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- exceptions: except, except_tag, except_action
-- filters: account, ou, principal, tag, owner, service, access_level
-- speaks-of: removable, in rows where is_removable = true
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- speaks-of: unused, in rows where state = ACCESSED
-- first: principal_arn, service_namespace, action_name, grant_age, withheld, access_level, account_name
-- next: propose --out ./proposals
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Lists what was
--   measured and has no reason against it, as docs/judgement.md has them: no use is known within the days, by any run;
--   evidence and grant are as old as the days; nobody was active in a Region that IAM does not track. withheld is the
--   first reason of the others (--all), of several; of these, state NOT_MEASURED: a use may be hidden. grant_age KNOWN:
--   reports show the grant without a gap for the days; BOUNDED: the principal and the versions in force of its policies are
--   that old, when they were attached is not known; UNKNOWN: the rest, which may be new. A job that runs once a year,
--   or a plan for emergencies, looks the same as what nobody needs: ask the owner. Of a role with a permission_set_name
--   nothing is taken away singly: IAM Identity Center makes it, so change the set, in all its accounts at once (see
--   sets --by action). Actions that IAM does not track are not listed: see not_decidable. Use through a resource policy
--   alone is not seen: see resource_policy_use.
--   untracked_regions names Regions of older use that IAM does not track.
SELECT *
FROM (
  SELECT
    account_id, account_name, principal_arn, permission_set_name, service_namespace, action_name, access_level,
    /* state of last_known_access_at IS NOT NULL, reasons */ AS state,
    CAST(withheld IS NULL AS boolean) AS is_removable, withheld,
    evidence_days, CAST(grant_age AS varchar) AS grant_age, last_known_access_at, has_unlisted_use, untracked_regions,
    CAST(NULL AS bigint) AS accounts_unmeasured, CAST(NULL AS bigint) AS principals_unmeasured
  FROM judged_actions
  WHERE excepted_by IS NULL
    AND (
      withheld IS NULL
      OR :all = 'yes' AND coalesce(date_diff('millisecond', last_known_access_at, generated_at) >= CAST(:unused_days AS bigint) * 86400000, true)
    )
    AND grant_age IN (:grant_age)
    /* filters */
  UNION ALL
  SELECT
    CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST(NULL AS varchar), CAST(NULL AS varchar), CAST('NOT_MEASURED' AS varchar), CAST(NULL AS boolean),
    CAST('NOT_MEASURED' AS varchar), CAST(NULL AS integer), CAST(NULL AS varchar), CAST(NULL AS timestamp),
    CAST(NULL AS boolean), CAST(NULL AS varchar), accounts_unmeasured, principals_unmeasured
  FROM gap
) AS answer
ORDER BY
  CASE WHEN account_id IS NULL THEN 0 ELSE 1 END,
  is_removable DESC,
  CASE grant_age WHEN 'KNOWN' THEN 1 WHEN 'BOUNDED' THEN 2 ELSE 3 END,
  account_id, principal_arn, service_namespace, action_name
