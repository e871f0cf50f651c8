-- question: How many changes of each kind does changes --by action list, by account?
-- topic: none
-- grain: an account, a change, and whether it is of an action
-- with: compared_principals, compared_access
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- limits: As those of changes --by action, whose rows it counts without making them.
WITH lengths AS (
  SELECT service_namespace, from_hash, to_hash, change, count(*) AS actions
  FROM changed_lists
  GROUP BY service_namespace, from_hash, to_hash, change
),
changes AS (
  SELECT account_id, principal_id, change, false AS is_of_action, CAST(1 AS bigint) AS changes
  FROM changed_grants
  WHERE change IS NOT NULL
  UNION ALL
  SELECT g.account_id, g.principal_id, l.change, true, l.actions
  FROM changed_grants g
  JOIN lengths l
    ON l.service_namespace = g.service_namespace AND l.from_hash = g.from_hash AND l.to_hash = g.to_hash
  UNION ALL
  -- Of actions whose grant did not change.
  SELECT u.account_id, u.principal_id, u.change, true, CAST(1 AS bigint)
  FROM changed_uses u
  LEFT JOIN changed_grants g
    ON g.account_id = u.account_id AND g.principal_id = u.principal_id AND g.service_namespace = u.service_namespace
  LEFT JOIN changed_lists l
    ON l.service_namespace = g.service_namespace
    AND l.from_hash = g.from_hash
    AND l.to_hash = g.to_hash
    AND l.action_name = u.action_name
  WHERE l.change IS NULL
),
counted AS (
  SELECT c.account_id, c.change, c.is_of_action, c.changes
  FROM changes c
  JOIN present p ON p.account_id = c.account_id AND p.principal_id = c.principal_id AND p.is_in_both
  UNION ALL
  SELECT account_id, 'UNKNOWN', false, CAST(1 AS bigint)
  FROM unknown
)
SELECT
  CAST(account_id AS varchar) AS account_id,
  CAST(change AS varchar) AS change,
  CAST(is_of_action AS boolean) AS is_of_action,
  CAST(sum(changes) AS bigint) AS changes
FROM counted
GROUP BY account_id, change, is_of_action
ORDER BY account_id, change, is_of_action
