-- question: Which actions can be removed, given the evidence?
-- topic: unused
-- grain: a principal and a granted, tracked action that nothing speaks against taking away, with --all every one that it did not use within unused_days; or how much was not measured (all keys are null)
-- judged: judged, granted actions, shown
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
SELECT * FROM (
  SELECT
    account_id, account_name, principal_arn, permission_set_name, service_namespace, action_name, access_level,
    CASE WHEN last_known_access_at IS NOT NULL THEN 'ACCESSED'
      WHEN bitwise_and(fixed_reasons, 110) > 0 OR seen_days < :days THEN 'NOT_MEASURED' ELSE 'NOT_ACCESSED' END AS state,
    withheld IS NULL AS is_removable, withheld, evidence_days, grant_age, last_known_access_at, has_unlisted_use, untracked_regions,
    CAST(NULL AS bigint) AS accounts_unmeasured, CAST(NULL AS bigint) AS principals_unmeasured
  FROM judged
  WHERE excepted_by IS NULL
    AND (withheld IS NULL
      -- if given
      OR :all = 'yes' AND coalesce(date_diff('millisecond', last_known_access_at, judged_at) >= :unused_days * BIGINT '86400000', true)
    )
    AND grant_age IN (:grant_age) -- if given
  UNION ALL
  SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'NOT_MEASURED', NULL, 'NOT_MEASURED', NULL, NULL, NULL, NULL, NULL,
    accounts_unmeasured, principals_unmeasured
  FROM gap
) AS answer
ORDER BY account_id IS NOT NULL, is_removable DESC, CASE grant_age WHEN 'KNOWN' THEN 1 WHEN 'BOUNDED' THEN 2 ELSE 3 END,
  account_id, principal_arn, service_namespace, action_name
