-- question: How many changes of each kind does changes --by action list, by account?
-- topic: none
-- grain: an account, a change, and whether it is of an action
-- with: compared_principals, compared_access
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- parameter: service service list optional: service namespaces, such as s3
-- filters: account, ou, principal, tag, owner, except, except_tag
-- limits: As those of changes --by action, whose rows it counts without making them.
WITH compared_grants AS (
  SELECT
    g.account_id, g.principal_id, g.service_namespace, g.from_hash, g.to_hash,
    CASE
      WHEN NOT g.is_from_granted THEN 'NEWLY_GRANTED'
      WHEN NOT g.is_to_granted THEN 'NO_LONGER_GRANTED'
      WHEN g.from_last_accessed_at IS NULL AND g.to_last_accessed_at IS NOT NULL THEN 'FIRST_USED'
      WHEN g.from_last_accessed_at IS NOT NULL AND g.to_last_accessed_at IS NULL THEN 'AGED_OUT'
    END AS change
  FROM changed_grants g
  JOIN present p ON p.account_id = g.account_id AND p.principal_id = g.principal_id
  WHERE p.from_status = 'exported'
    AND p.to_status = 'exported'
),
-- A use of an action whose grant changed is listed as the change of the grant alone.
used_actions_compared AS (
  SELECT
    u.account_id,
    CASE WHEN u.from_last_accessed_at IS NULL THEN 'FIRST_USED' ELSE 'AGED_OUT' END AS change
  FROM changed_uses u
  JOIN present p ON p.account_id = u.account_id AND p.principal_id = u.principal_id
  LEFT JOIN changed_grants g
    ON g.account_id = u.account_id AND g.principal_id = u.principal_id AND g.service_namespace = u.service_namespace
  LEFT JOIN changed_lists l
    ON l.service_namespace = g.service_namespace
    AND l.from_hash = g.from_hash
    AND l.to_hash = g.to_hash
    AND l.action_name = u.action_name
  WHERE p.from_status = 'exported'
    AND p.to_status = 'exported'
    AND l.change IS NULL
),
counted AS (
  SELECT account_id, change, false AS is_of_action, count(*) AS changes
  FROM compared_grants
  WHERE change IS NOT NULL
  GROUP BY account_id, change
  UNION ALL
  SELECT account_id, 'UNKNOWN', false, count(*)
  FROM unknown
  GROUP BY account_id
  UNION ALL
  SELECT g.account_id, l.change, true, sum(g.grants * l.actions)
  FROM (
    SELECT account_id, service_namespace, from_hash, to_hash, count(*) AS grants
    FROM compared_grants
    WHERE from_hash <> to_hash
    GROUP BY account_id, service_namespace, from_hash, to_hash
  ) AS g
  JOIN (
    SELECT service_namespace, from_hash, to_hash, change, count(*) AS actions
    FROM changed_lists
    GROUP BY service_namespace, from_hash, to_hash, change
  ) AS l
    ON l.service_namespace = g.service_namespace AND l.from_hash = g.from_hash AND l.to_hash = g.to_hash
  GROUP BY g.account_id, l.change
  UNION ALL
  SELECT account_id, change, true, count(*)
  FROM used_actions_compared
  GROUP BY account_id, change
)
SELECT
  CAST(account_id AS varchar) AS account_id,
  CAST(change AS varchar) AS change,
  CAST(is_of_action AS boolean) AS is_of_action,
  CAST(sum(changes) AS bigint) AS changes
FROM counted
GROUP BY account_id, change, is_of_action
ORDER BY account_id, change, is_of_action
