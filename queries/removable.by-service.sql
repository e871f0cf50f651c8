-- question: Which services can be removed, given the evidence?
-- topic: unused
-- grain: a principal and a granted service that nothing speaks against taking away, with --all every one that it did not use within unused_days; or how much was not measured (all keys are null)
-- judges: services
-- judged: judged_services, granted services
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
SELECT *
FROM (
  SELECT
    account_id, account_name, principal_arn, is_service_linked, permission_set_name, service_namespace, actions_tracked,
    /* state of last_known_access_at IS NOT NULL, reasons */ AS state,
    CAST(withheld IS NULL AS boolean) AS is_removable, withheld,
    evidence_days, CAST(grant_age AS varchar) AS grant_age, CAST(is_proven AS boolean) AS is_proven,
    CAST(kept_actions AS varchar) AS kept_actions, grant_first_seen_at, last_known_access_at, has_unlisted_use,
    untracked_regions, CAST(NULL AS bigint) AS accounts_unmeasured, CAST(NULL AS bigint) AS principals_unmeasured
  FROM judged_services
  WHERE excepted_by IS NULL
    AND (
      withheld IS NULL
      OR :all = 'yes' AND coalesce(date_diff('millisecond', last_known_access_at, judged_at) >= CAST(:unused_days AS bigint) * 86400000, true)
    )
    AND grant_age IN (:grant_age)
    /* filters */
  UNION ALL
  SELECT
    CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS boolean), CAST(NULL AS varchar),
    CAST(NULL AS varchar), CAST(NULL AS integer), CAST('NOT_MEASURED' AS varchar), CAST(NULL AS boolean),
    CAST('NOT_MEASURED' AS varchar), CAST(NULL AS integer), CAST(NULL AS varchar), CAST(NULL AS boolean),
    CAST(NULL AS varchar), CAST(NULL AS timestamp), CAST(NULL AS timestamp), CAST(NULL AS boolean), CAST(NULL AS varchar),
    accounts_unmeasured, principals_unmeasured
  FROM gap
) AS answer
ORDER BY
  CASE WHEN account_id IS NULL THEN 0 ELSE 1 END,
  is_removable DESC,
  CASE grant_age WHEN 'KNOWN' THEN 1 WHEN 'BOUNDED' THEN 2 ELSE 3 END,
  account_id, principal_arn, service_namespace
