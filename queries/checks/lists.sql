-- Of one run alone: granted_lists that are not what the rows of actions hold: as each list is that of all its holders, an
-- action of it has as many rows as the list has holders. Hashes are compared for equality alone; whether a hash is that of
-- its list, src/verify/rows.ts works out.
WITH holders AS (
  SELECT service_namespace, list_hash, count(*) AS holders
  FROM raw.principal_grants
  WHERE list_hash IS NOT NULL
  GROUP BY service_namespace, list_hash
),
held AS (
  SELECT g.service_namespace, g.list_hash, a.action_name, count(*) AS holders
  FROM raw.action_last_accessed a
  JOIN raw.principal_grants g
    ON g.account_id = a.account_id
    AND g.principal_arn = a.principal_arn
    AND g.service_namespace = a.service_namespace
  WHERE g.list_hash IS NOT NULL
  GROUP BY g.service_namespace, g.list_hash, a.action_name
),
listed AS (
  SELECT DISTINCT service_namespace, list_hash, action_name
  FROM raw.granted_lists
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
  SELECT
    service_namespace AS subject,
    CASE
      WHEN NOT bool_or(is_named) THEN concat('has in granted_lists the list ', list_hash, ', which principal_grants does not name')
      ELSE concat(
        'has in granted_lists the list ', list_hash, ', which is not that of all its holders: they differ in ',
        CAST(count(*) AS varchar), ' actions, such as ', min(action_name),
        CASE WHEN bool_and(is_listed) THEN '' ELSE ', which is not in it' END
      )
    END AS problem
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
