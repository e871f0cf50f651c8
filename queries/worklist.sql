-- question: What should be done first to take away what nobody uses?
-- topic: unused
-- grain: a permission set, a customer managed policy that several hold, or a user or role by itself; then what is idle by design or excepted (KEEP), and what is not known (MEASURE)
-- judged: weighed_principals, users and roles
-- withheld: excepted_rights, rights of users, roles, permission sets and policies, shown
-- with: weighed_principals, weighed_subjects, outside_trust, owners, tasks, decisions
-- stored: derived_worklist
-- gap: reported apart
-- parameter: days days = 90: evidence, in days, that is enough, and the window in which no use is known
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- parameter: except_policy document list optional: policies and permission sets that stay as they are, with wildcards
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a user, role or account has counts
-- exceptions: except, except_tag, except_action
-- filters: account, ou, principal, tag, owner
-- speaks-of: dormant, in rows where step = DELETE
-- speaks-of: removable, in the count services_removable
-- speaks-of: removable, in the count actions_removable
-- first: task, account_name, owner, task_state, risk, grant_age, step
-- next: propose --out ./proposals
-- limits: access-lake writes task, a sentence, of task_code and the numbers. One row per subject, so that nothing is done
--   twice: a permission set represents its roles in all accounts, and
--   a customer managed policy that several hold for its holders, which come back once nothing can go from it. task_id
--   names the task from snapshot to snapshot. Filters choose what is shown: a set or policy appears if one of its
--   holders passes them, and is judged over all its holders. Order: risk (4: an action of iam that gives rights or changes policies is
--   granted, or one of any service can go, by src/policy/power.tsv; 3: somebody outside may assume the role; 2: an action
--   that writes, or whose access level is not known, can go; 1: only reads), evidence (the least known grant_age of what can go, as in removable --by action),
--   services_removable, actions_removable. Counted is what has no reason against it, as docs/judgement.md has them,
--   over all holders; actions_removable includes those of the removable services, and grants_removable has each of these
--   actions once for each holder that is granted it; holders_affected is the most holders of one service or action that can go.
--   Actions that a policy grants by NotAction are not counted. DELETE: a role without a known use within the days; never a user, because the use of access
--   keys is not collected. KEEP: idle by design or excepted. The rows of actions are in
--   removable --by action, sets --by action and policies; `access-lake propose` writes the smaller policies. A
--   plan for emergencies looks the same as what nobody needs: ask the owner. owner is by owner_from: of a user or role its
--   own tag of a name in owner_tag (principal_tag), else the first entry of --owners-file that names it (file), else a tag of its
--   account (account_tag), else the e-mail address of the account (account_email), else nobody (unknown); of a policy that
--   of its account, of a permission set nobody. snoozed_until, snoozed_because and assignee are what --tasks-file says of the
--   task; what is put off comes after the rest. task_state is what became of the task of 90 days since the snapshot of all
--   accounts before, as `access-lake derive` wrote it: OPEN, NEW, or NOT_COMPARED; null: it is no task, nothing was compared,
--   or other runs are there now. Without an exception or other days the answer is what derive wrote, or those of its rows
--   that pass the filters, as long as it would be the same.
SELECT
  t.task_id, t.step, t.task_code, t.subject_type, t.account_id, t.account_name, t.principal_arn, t.permission_set_name,
  t.policy_arn, s.task_state, t.risk, t.grant_age, t.services_removable, t.actions_removable, t.grants_removable, t.holders,
  t.holders_affected, t.accounts, t.holders_unmeasured, t.accounts_unmeasured, t.idle_names, t.last_known_use_at, t.state,
  t.owner, t.owner_from, CAST(d.snoozed_until AS varchar) AS snoozed_until,
  CAST(d.snoozed_because AS varchar) AS snoozed_because, CAST(d.assignee AS varchar) AS assignee, t.error_code
FROM tasks t
LEFT JOIN snapshot_worklist s
  ON s.snapshot_date = :snapshot_date AND s.task_id = t.task_id AND s.task_rank IS NOT NULL
LEFT JOIN decisions d ON d.task_id = t.task_id
ORDER BY
  CASE t.step WHEN 'KEEP' THEN 3 WHEN 'MEASURE' THEN 4 ELSE CASE WHEN snoozed_until IS NULL THEN 1 ELSE 2 END END,
  t.risk DESC NULLS LAST, t.age, t.services_removable DESC NULLS LAST, t.actions_removable DESC NULLS LAST,
  t.policy_arn NULLS LAST, t.permission_set_name NULLS LAST, t.account_id, t.principal_arn NULLS FIRST, t.subject_type
