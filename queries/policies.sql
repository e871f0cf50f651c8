-- question: Who has a managed policy (attached, through a group or as a boundary), and when were they last active?
-- by: holder
-- topic: policies
-- grain: a principal and a way in which it has the policy, or an account that was not listed
-- judges: principals
-- withheld: answered, holders of policies, shown
-- parameter: days days = 90: days without use, and evidence that is enough
-- parameter: policy policy list optional: ARNs or names of managed policies, such as AdministratorAccess; all, if none is given
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- exceptions: except, except_tag
-- filters: account, ou, principal, tag, owner, principal_type
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- first: principal_arn, state, policy_arn, held_as, last_used_at, account_name
-- next: query policies --by service --policy NAME
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Use is that of the
--   principal that any run of the days knows, through any policy: see the document for what a policy grants. withheld
--   is the first reason against calling the principal dormant (docs/judgement.md); null: no reason.
--   state NOT_MEASURED: it has the policy, and its use may be hidden: it was not measured, or withheld is BLIND.
WITH listed AS (
  SELECT *
  FROM listed_principals
  WHERE snapshot_date = :snapshot_date
    /* filters */
),
policies_of_groups AS (
  SELECT g.account_id, g.group_name, t.policy_arn
  FROM snapshot_groups g
  CROSS JOIN UNNEST(split(g.attached_policy_arns, ', ')) AS t(policy_arn)
  WHERE g.snapshot_date = :snapshot_date
),
groups_of_users AS (
  SELECT p.account_id, p.principal_id, t.group_name
  FROM listed p
  CROSS JOIN UNNEST(split(p.group_names, ', ')) AS t(group_name)
),
held AS (
  SELECT p.account_id, p.principal_id, t.policy_arn, 'ATTACHED' AS held_as, CAST(NULL AS varchar) AS group_name
  FROM listed p
  CROSS JOIN UNNEST(split(p.attached_policy_arns, ', ')) AS t(policy_arn)
  UNION ALL
  SELECT u.account_id, u.principal_id, g.policy_arn, 'GROUP', u.group_name
  FROM groups_of_users u
  JOIN policies_of_groups g ON g.account_id = u.account_id AND g.group_name = u.group_name
  UNION ALL
  SELECT account_id, principal_id, permissions_boundary_arn, 'BOUNDARY', CAST(NULL AS varchar)
  FROM listed
),
holders AS (
  SELECT account_id, principal_id, policy_arn, held_as, group_name
  FROM held
  WHERE policy_arn <> ''
    AND (lower(policy_arn) IN (:policy.lower) OR lower(regexp_extract(policy_arn, '[^/]+$')) IN (:policy.lower))
),
gaps AS (
  SELECT account_id, account_name, error_code
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND principal_arn IS NULL
    /* filters */
),
answered AS (
  SELECT p.*, h.policy_arn, h.held_as, h.group_name
  FROM holders h
  JOIN judged_principals p ON p.account_id = h.account_id AND p.principal_id = h.principal_id
)
SELECT
  p.account_id, p.account_name, p.policy_arn, p.principal_arn, p.principal_type, p.permission_set_name,
  CAST(p.held_as AS varchar) AS held_as, p.group_name,
  /* state of p.status = 'exported' AND p.last_known_use_at IS NOT NULL, p.reasons */ AS state,
  CASE WHEN p.status = 'exported' THEN p.last_known_use_at END AS last_used_at,
  CASE WHEN p.status = 'exported' THEN p.days_since_last_use END AS days_since_last_access,
  CASE WHEN p.status = 'exported' THEN p.evidence_days END AS evidence_days,
  p.withheld, p.services_granted, p.services_accessed, p.actions_tracked, p.actions_accessed, p.error_code
FROM answered p
UNION ALL
SELECT
  account_id, account_name, CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST(NULL AS varchar), CAST(NULL AS varchar), 'NOT_MEASURED', CAST(NULL AS timestamp), CAST(NULL AS integer),
  CAST(NULL AS integer), CAST('NOT_MEASURED' AS varchar), CAST(NULL AS integer), CAST(NULL AS integer),
  CAST(NULL AS integer), CAST(NULL AS integer), error_code
FROM gaps
ORDER BY account_id, policy_arn, principal_arn, held_as, group_name
