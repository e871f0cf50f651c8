-- Of one run alone: principal_grants that are not those of the rows of services, and granted_lists that are not what the
-- rows of actions hold: as each list is that of all its holders, an action of it has as many rows as the list has holders.
-- Hashes are compared for equality alone; whether a hash is that of its list, src/verify/list-hashes.ts works out.
WITH demanded AS (
  SELECT
    s.account_id, s.principal_arn, s.service_namespace, s.actions_tracked, s.actions_accessed, s.last_accessed_at,
    p.principal_id, p.principal_type, p.permission_set_name, p.is_service_linked, p.generated_at
  FROM service_last_accessed s
  LEFT JOIN principals p
    ON p.account_id = s.account_id AND p.principal_arn = s.principal_arn AND p.status = 'exported'
),
grants_of_rows AS (
  SELECT
    coalesce(d.principal_arn, g.principal_arn) AS subject,
    coalesce(d.service_namespace, g.service_namespace) AS service_namespace,
    CASE
      WHEN g.principal_arn IS NULL THEN 'nothing'
      WHEN d.principal_arn IS NULL THEN 'a row that no row of the service demands'
      WHEN g.actions_tracked IS DISTINCT FROM d.actions_tracked
        OR g.actions_accessed IS DISTINCT FROM d.actions_accessed
        OR g.last_accessed_at IS DISTINCT FROM d.last_accessed_at
        THEN 'other counts or another last use than its row of the service'
      WHEN (g.list_hash IS NULL) <> (d.actions_tracked = 0)
        THEN 'no list for its actions, or a list of none'
      WHEN g.principal_id IS DISTINCT FROM d.principal_id
        OR g.principal_type IS DISTINCT FROM d.principal_type
        OR g.permission_set_name IS DISTINCT FROM d.permission_set_name
        OR g.is_service_linked IS DISTINCT FROM d.is_service_linked
        OR g.generated_at IS DISTINCT FROM d.generated_at
        THEN 'another principal or report than its row of principals'
    END AS problem
  FROM demanded d
  FULL JOIN principal_grants g
    ON g.account_id = d.account_id
    AND g.principal_arn = d.principal_arn
    AND g.service_namespace = d.service_namespace
),
granted_twice AS (
  SELECT principal_arn AS subject, service_namespace
  FROM principal_grants
  GROUP BY account_id, principal_arn, service_namespace
  HAVING count(*) > 1
),
holders AS (
  SELECT service_namespace, list_hash, count(*) AS holders
  FROM principal_grants
  WHERE list_hash IS NOT NULL
  GROUP BY service_namespace, list_hash
),
held AS (
  SELECT g.service_namespace, g.list_hash, a.action_name, count(*) AS holders
  FROM action_last_accessed a
  JOIN principal_grants g
    ON g.account_id = a.account_id
    AND g.principal_arn = a.principal_arn
    AND g.service_namespace = a.service_namespace
  WHERE g.list_hash IS NOT NULL
  GROUP BY g.service_namespace, g.list_hash, a.action_name
),
listed AS (
  SELECT DISTINCT service_namespace, list_hash, action_name
  FROM granted_lists
),
differing AS (
  SELECT
    coalesce(l.service_namespace, h.service_namespace) AS service_namespace,
    coalesce(l.list_hash, h.list_hash) AS list_hash,
    coalesce(l.action_name, h.action_name) AS action_name,
    l.action_name IS NOT NULL AS is_listed,
    o.list_hash IS NOT NULL AS is_named
  FROM listed l
  FULL JOIN held h
    ON h.service_namespace = l.service_namespace AND h.list_hash = l.list_hash AND h.action_name = l.action_name
  LEFT JOIN holders o
    ON o.service_namespace = coalesce(l.service_namespace, h.service_namespace)
    AND o.list_hash = coalesce(l.list_hash, h.list_hash)
  WHERE l.action_name IS NULL OR h.holders IS NULL OR h.holders <> o.holders
),
hashes AS (
  SELECT service_namespace, list_hash FROM listed
  UNION
  SELECT service_namespace, list_hash FROM holders
),
wrong AS (
  SELECT subject, concat('has in principal_grants for ', service_namespace, ' ', problem) AS problem
  FROM grants_of_rows
  WHERE problem IS NOT NULL
  UNION ALL
  SELECT subject, concat('has in principal_grants ', service_namespace, ' twice')
  FROM granted_twice
  UNION ALL
  SELECT
    service_namespace,
    CASE
      WHEN NOT bool_or(is_named) THEN concat('has in granted_lists the list ', list_hash, ', which principal_grants does not name')
      ELSE concat(
        'has in granted_lists the list ', list_hash, ', which is not that of all its holders: they differ in ',
        CAST(count(*) AS varchar), ' actions, such as ', min(action_name),
        CASE WHEN bool_and(is_listed) THEN '' ELSE ', which is not in it' END
      )
    END
  FROM differing
  GROUP BY service_namespace, list_hash
  UNION ALL
  SELECT service_namespace, concat('has a list of the name ', list_hash, ', which is no hash')
  FROM hashes
  WHERE coalesce(regexp_extract(list_hash, '^[0-9a-f]{32}$'), '') <> list_hash
)
SELECT w.subject, w.problem
FROM wrong w
ORDER BY w.subject, w.problem
