-- question: Which users hold policies of their own instead of through groups, and which groups are empty or give nothing?
-- topic: policies
-- grain: a user with attached or inline policies, a group without users or without policies, or an account that was not listed
-- filters: account, ou, principal, tag, owner
-- first: finding, subject_arn, account_name, attached_policy_arns
-- next: query policies --policy NAME
-- limits: Says nothing about use. With principal, tag or owner, groups are those of such users. A group is empty where no user of the snapshot names it.
WITH users AS (
  SELECT
    account_id, account_name, principal_arn, group_names,
    (
      true
      /* filters */
    ) AS is_shown,
    coalesce(attached_policy_arns, '') AS attached_policy_arns,
    coalesce(inline_policy_names, '') AS inline_policy_names
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND principal_type = 'user'
),
groups_listed AS (
  SELECT
    account_id, account_name, group_arn, group_name, coalesce(attached_policy_arns, '') AS attached_policy_arns,
    coalesce(inline_policy_names, '') AS inline_policy_names
  FROM snapshot_groups
  WHERE snapshot_date = :snapshot_date
    AND account_id IN (:principal.account) -- if given
    /* filters of accounts */
),
memberships AS (
  SELECT u.account_id, t.group_name, count(*) AS users, count_if(u.is_shown) AS shown_users
  FROM users u
  CROSS JOIN UNNEST(split(u.group_names, ', ')) AS t(group_name)
  GROUP BY u.account_id, t.group_name
),
gaps AS (
  SELECT account_id, account_name, error_code
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND principal_arn IS NULL
    /* filters */
),
answered AS (
  SELECT
    account_id, account_name, principal_arn AS subject_arn, 'USER_WITH_POLICIES' AS finding, attached_policy_arns,
    inline_policy_names, CAST(NULL AS bigint) AS users, CAST(NULL AS varchar) AS error_code
  FROM users
  WHERE is_shown
    AND (attached_policy_arns <> '' OR inline_policy_names <> '')
  UNION ALL
  SELECT
    g.account_id, g.account_name, g.group_arn,
    CASE WHEN m.users IS NULL THEN 'GROUP_WITHOUT_USERS' ELSE 'GROUP_WITHOUT_POLICIES' END,
    g.attached_policy_arns, g.inline_policy_names, coalesce(m.users, 0), CAST(NULL AS varchar)
  FROM groups_listed g
  LEFT JOIN memberships m ON m.account_id = g.account_id AND m.group_name = g.group_name
  WHERE (m.users IS NULL OR (g.attached_policy_arns = '' AND g.inline_policy_names = ''))
    -- Where users are asked for, only their groups.
    AND (m.shown_users > 0 OR 'all' IN (:principal)) -- if given
    AND (m.shown_users > 0 OR 'all' IN (:tag)) -- if given
    AND (m.shown_users > 0 OR 'all' IN (:owner)) -- if given
  UNION ALL
  SELECT
    account_id, account_name, CAST(NULL AS varchar), 'NOT_MEASURED', CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST(NULL AS bigint), error_code
  FROM gaps
)
SELECT
  account_id, account_name, subject_arn, CAST(finding AS varchar) AS finding, attached_policy_arns,
  inline_policy_names, CAST(users AS bigint) AS users, error_code
FROM answered
ORDER BY account_id, subject_arn
