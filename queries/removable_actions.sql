-- question: Which actions can be removed, given the evidence?
-- topic: unused
-- grain: a principal and a granted, tracked action that nothing speaks against taking away
-- judges: actions
-- judged: judged_actions, granted actions
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough, and the window in which no use is known
-- parameter: grant_age KNOWN|BOUNDED|UNKNOWN list optional: how well the age of the grant must be known
-- parameter: history_from snapshot = window: earliest snapshot whose grants count; window: the last one before the days
-- parameter: release idle_name list optional: names in the list of what is idle by design that are judged like others
-- exceptions: except, except_tag, except_action
-- filters: account_id, ou, principal, tag, service, access_level
-- speaks-of: removable, in rows
-- first: principal_arn, service_namespace, action_name, grant_age, idle_by_design, access_level
-- next: propose --out ./proposals
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Lists only what
--   was measured and has at least so many days of evidence, without what any snapshot of the days knows to be used, and
--   without a grant that is known to be younger. grant_age KNOWN: snapshots show the grant for the days; BOUNDED: the
--   principal and the versions in force of its policies are that old, when they were attached is not known; UNKNOWN:
--   the rest, which may be new. A job that runs once a year, or a plan for emergencies, looks the same as what nobody
--   needs: ask the owner. Of a role with a permission_set_name nothing is taken away singly: IAM Identity Center makes
--   it, so change the set, in all its accounts at once (see permission_set_actions). Service-linked roles are left out,
--   for their policies are not yours. A principal that was active in a Region that IAM does not track within the days
--   has no evidence; untracked_regions names such Regions of older use. Use through a resource policy alone is not
--   seen: see resource_policy_use. Actions whose use may leave no row (view never_removed), such as kms:Decrypt, are not listed.
--   idle_by_design says why a principal is one of those that need no use, by its name (view idle_by_design): they come last.
SELECT
  account_id, account_name, principal_arn, permission_set_name, service_namespace, action_name, access_level,
  evidence_days, CAST(grant_age AS varchar) AS grant_age, last_known_access_at, has_unlisted_use, untracked_regions
FROM judged_actions
WHERE withheld IS NULL
  AND grant_age IN (:grant_age)
  /* filters */
ORDER BY
  CASE grant_age WHEN 'KNOWN' THEN 1 WHEN 'BOUNDED' THEN 2 ELSE 3 END,
  account_id, principal_arn, service_namespace, action_name
