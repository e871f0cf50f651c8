-- question: Which policies allow everything, or everything of a service?
-- topic: policies
-- grain: an Allow statement whose actions hold *, *:* or service:*, however they are written, or that has NotAction; or what is not known
-- parameter: except_policy document list optional: policies that are excepted, with wildcards
-- excepted: answered, statements of policies, shown
-- filters: account, ou, principal, tag, owner
-- with: policies_held
-- first: scope, policy_name, owner_arn, action, resources_all
-- next: query policies --by service --policy NAME
-- limits: With principal, tag or owner, policies are those that such a user or role holds. Statements as they are written: a Deny, a condition or a permissions boundary may take away what they allow.
--   resources_all says that the statement has no narrower resource than *. Policies that AWS manages are listed where
--   something in the account holds them. NOT_KNOWN: a document that could not be read.
WITH accounts AS (
  SELECT a.account_id, a.account_name, a.status, a.error_code
  FROM snapshot_accounts a
  WHERE a.snapshot_date = :snapshot_date
    AND account_id IN (:principal.account) -- if given
    /* filters of accounts */
),
shown_principals AS (
  SELECT account_id, principal_id
  FROM listed_principals
  WHERE snapshot_date = :snapshot_date
    /* filters */
),
shown_policies AS (
  SELECT DISTINCT h.account_id, h.owner_arn
  FROM policies_held h
  JOIN shown_principals p ON p.account_id = h.account_id AND p.principal_id = h.principal_id
),
statements AS (
  SELECT
    s.*,
    CASE
      WHEN false THEN ''
      WHEN s.policy_type = 'managed' AND lower(s.owner_arn) IN (:except_policy.lower) THEN 'except_policy' -- if given
      WHEN lower(s.policy_name) IN (:except_policy.lower) THEN 'except_policy' -- if given
    END AS excepted_by
  FROM snapshot_policy_statements s
  JOIN accounts a ON a.account_id = s.account_id
  LEFT JOIN shown_policies h ON h.account_id = s.account_id AND h.owner_arn = s.owner_arn
  WHERE s.snapshot_date = :snapshot_date
    AND s.policy_type IN ('managed', 'inline')
    -- Where users and roles are asked for, only what they hold.
    AND (h.owner_arn IS NOT NULL OR 'all' IN (:principal)) -- if given
    AND (h.owner_arn IS NOT NULL OR 'all' IN (:tag)) -- if given
    AND (h.owner_arn IS NOT NULL OR 'all' IN (:owner)) -- if given
),
wide AS (
  SELECT s.*, strpos(service_part, '*') > 0 AND replace(replace(service_part, '*', ''), '?', '') = '' AS is_everything
  FROM (
    SELECT
      s.*, t.action,
      split_part(t.action, ':', 1) AS service_part,
      regexp_extract(t.action, '[^:]*$') AS action_part
    FROM statements s
    CROSS JOIN UNNEST(s.actions) AS t(action)
    WHERE s.effect = 'Allow'
  ) AS s
  -- No name of an action is so short that three times ? leave it out.
  WHERE strpos(action_part, '*') > 0
    AND replace(replace(action_part, '*', ''), '?', '') = ''
    AND length(replace(action_part, '*', '')) <= 3
),
answered AS (
  SELECT
    account_id, account_name, policy_type, owner_arn, policy_name, statement_index, sid,
    CASE WHEN is_everything THEN 'EVERYTHING' ELSE 'SERVICE' END AS scope,
    action, coalesce(contains(resources, '*'), false) AS resources_all, has_condition, CAST(NULL AS varchar) AS problem,
    excepted_by
  FROM wide
  UNION ALL
  SELECT
    account_id, account_name, policy_type, owner_arn, policy_name, statement_index, sid, 'ALL_BUT',
    array_join(not_actions, ', '), coalesce(contains(resources, '*'), false), has_condition, CAST(NULL AS varchar),
    excepted_by
  FROM statements
  WHERE effect = 'Allow'
    AND not_actions IS NOT NULL
  UNION ALL
  SELECT
    account_id, account_name, policy_type, owner_arn, policy_name, CAST(NULL AS integer), CAST(NULL AS varchar),
    'NOT_KNOWN', CAST(NULL AS varchar), CAST(NULL AS boolean), CAST(NULL AS boolean), problem,
    excepted_by
  FROM statements
  WHERE problem IS NOT NULL
  UNION ALL
  SELECT
    account_id, account_name, CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST(NULL AS integer), CAST(NULL AS varchar), 'NOT_MEASURED',
    CAST(NULL AS varchar), CAST(NULL AS boolean), CAST(NULL AS boolean), error_code,
    CAST(NULL AS varchar)
  FROM accounts
  WHERE status <> 'exported'
)
SELECT
  account_id, account_name, policy_type, owner_arn, policy_name, statement_index, sid, CAST(scope AS varchar) AS scope,
  CAST(action AS varchar) AS action, CAST(resources_all AS boolean) AS resources_all, has_condition,
  CAST(problem AS varchar) AS problem
FROM answered
WHERE excepted_by IS NULL
ORDER BY account_id, owner_arn, policy_name, statement_index, action
