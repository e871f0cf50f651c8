-- question: Which services can be removed, given the evidence?
-- topic: unused
-- grain: a principal and a granted service that nothing speaks against taking away, with --all every one that it did not use within unused_days; or how much was not measured (all keys are null)
-- judged: judged, granted services, shown
-- gap: account_id
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough, and the window in which no use is known
-- parameter: all flag optional: also what something speaks against, and the first such reason
-- parameter: unused_days days = 90: with --all: what was last used this many days ago or more, or never
-- parameter: grant_age KNOWN|BOUNDED|UNKNOWN list optional: how well the age of the grant must be known
-- parameter: unproven flag = no: also services for which the lake has neither a tracked action nor a use by anybody
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- exceptions: except, except_tag, except_action
-- filters: account, ou, principal, tag, owner, service
-- speaks-of: removable, in rows where is_removable = true
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- speaks-of: unused, in rows where state = ACCESSED
-- first: principal_arn, service_namespace, grant_age, withheld, is_proven, evidence_days, account_name
-- next: query removable --by action
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Lists what was
--   measured and has no reason against it, of whole services. withheld is the first reason of the others (--all), of
--   several (docs/judgement.md); of these, state NOT_MEASURED: a use may be hidden. A service without a tracked action has no rows of actions: only its own
--   row speaks of it. kept_actions stay where the service goes: their use may leave no row. `propose` keeps others
--   in addition that no API call is named after (src/policy/permission-only.tsv: connection, elsewhere). is_proven false: neither a tracked action nor a use of the service by anybody is known,
--   so IAM may not show its use at all. A job that runs once a year, or a plan for emergencies, looks the same as what
--   nobody needs: ask the owner. Of a role with a permission_set_name nothing is taken away singly (see
--   sets). Use through a resource policy alone is not seen: see resource_policy_use.
WITH judged AS (
  SELECT i.*, r.code AS withheld,
    CASE WHEN known_days >= :days THEN 'KNOWN' WHEN bounded_days >= :days THEN 'BOUNDED' ELSE 'UNKNOWN' END AS grant_age,
    CASE WHEN false THEN ''
      WHEN lower(principal_arn) IN (:except.lower) OR lower(principal_name) IN (:except.lower) THEN 'except' -- if given
      WHEN regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN 'except_tag' -- if given
      WHEN service_namespace IN (:except_action.service) THEN 'except_action' -- if given
    END AS excepted_by
  FROM (SELECT *, bitwise_and(fixed_reasons, CASE WHEN :unproven = 'yes' THEN 8183 ELSE 8191 END) AS told FROM judged_items) AS i
  LEFT JOIN reasons r ON r.bit = least(
    CASE WHEN told = 0 THEN 16384
      -- if given
      WHEN told = 4096 AND array_join(array_except(split(lower(idle_documents), ', '), ARRAY[:release.lower]), '') <> '' THEN 4096
      WHEN told = 4096 AND arrays_overlap(ARRAY[lower(principal_arn), lower(principal_name)], ARRAY[:release.lower]) THEN 16384 -- if given
      WHEN told = 4096 AND array_join(array_except(split(lower(idle_names), ', '), ARRAY[:release.lower]), '') = '' THEN 16384 -- if given
      ELSE bitwise_and(told, -told) END,
    CASE WHEN used_days < :days THEN 16 WHEN seen_days < :days THEN 64 WHEN new_days < :days THEN 128 WHEN age_days < :days THEN 256
      WHEN young_days < :days THEN 512 WHEN tracked_days < :days THEN 1024 ELSE 16384 END)
  WHERE action_key = ''
    /* filters */
)
SELECT * FROM (
  SELECT
    account_id, account_name, principal_arn, is_service_linked, permission_set_name, service_namespace, actions_tracked,
    CASE WHEN last_known_access_at IS NOT NULL THEN 'ACCESSED'
      WHEN bitwise_and(told, 110) > 0 OR seen_days < :days THEN 'NOT_MEASURED' ELSE 'NOT_ACCESSED' END AS state,
    withheld IS NULL AS is_removable, withheld, evidence_days, grant_age, bitwise_and(fixed_reasons, 8) = 0 AS is_proven, kept_actions,
    grant_first_seen_at, last_known_access_at, has_unlisted_use, untracked_regions,
    CAST(NULL AS bigint) AS accounts_unmeasured, CAST(NULL AS bigint) AS principals_unmeasured
  FROM judged
  WHERE excepted_by IS NULL
    AND (withheld IS NULL
      -- if given
      OR :all = 'yes' AND coalesce(date_diff('millisecond', last_known_access_at, judged_at) >= :unused_days * BIGINT '86400000', true)
    )
    AND grant_age IN (:grant_age) -- if given
  UNION ALL
  SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'NOT_MEASURED', NULL, 'NOT_MEASURED', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    accounts_unmeasured, principals_unmeasured FROM gap
) AS answer
ORDER BY account_id IS NOT NULL, is_removable DESC, CASE grant_age WHEN 'KNOWN' THEN 1 WHEN 'BOUNDED' THEN 2 ELSE 3 END,
  account_id, principal_arn, service_namespace
