-- question: What can be removed, service by service, given the evidence?
-- topic: unused
-- grain: a principal and a service with actions that can be removed, and how many; or how much was not measured (all keys are null)
-- judges: actions
-- judged: judged_actions, granted actions
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
WITH counted AS (
  SELECT
    account_id, principal_id, service_namespace, max(account_name) AS account_name, max(principal_arn) AS principal_arn,
    max(permission_set_name) AS permission_set_name, count(*) AS actions_granted,
    count_if(is_listed) AS actions_removable_of_principals,
    max(CASE WHEN is_listed THEN CASE grant_age WHEN 'KNOWN' THEN 1 WHEN 'BOUNDED' THEN 2 ELSE 3 END END) AS age,
    min(CASE WHEN is_listed THEN evidence_days END) AS least_evidence_days
  FROM (
    SELECT
      *,
      withheld IS NULL
        AND grant_age IN (:grant_age)
        AS is_listed
    FROM judged_actions
    WHERE true
      /* filters */
  ) AS judged
  GROUP BY account_id, principal_id, service_namespace
)
SELECT *
FROM (
  SELECT
    account_id, account_name, principal_arn, permission_set_name, service_namespace,
    CAST(actions_removable_of_principals AS bigint) AS actions_removable_of_principals, CAST(actions_granted AS bigint) AS actions_granted,
    CAST(CASE age WHEN 1 THEN 'KNOWN' WHEN 2 THEN 'BOUNDED' ELSE 'UNKNOWN' END AS varchar) AS grant_age,
    CAST(least_evidence_days AS integer) AS least_evidence_days, CAST(NULL AS varchar) AS state,
    CAST(NULL AS bigint) AS accounts_unmeasured, CAST(NULL AS bigint) AS principals_unmeasured
  FROM counted
  WHERE actions_removable_of_principals > 0
  UNION ALL
  SELECT
    CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS varchar), CAST(NULL AS integer),
    CAST('NOT_MEASURED' AS varchar), accounts_unmeasured, principals_unmeasured
  FROM gap
) AS answer
ORDER BY CASE WHEN account_id IS NULL THEN 0 ELSE 1 END, account_id, principal_arn, service_namespace
