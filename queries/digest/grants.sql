-- question: Who is granted more than before?
-- topic: none
-- grain: a principal
-- with: compared_principals, comparable_principals, began_between
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- filters: account, ou, principal, tag, owner, except, except_tag
-- limits: As those of changes --by action. actions: tracked ones, those of the services included. What IAM began to track in
--   between is no growth.
WITH changed_grants AS MATERIALIZED (
  SELECT
    a.account_id, a.principal_id, a.service_namespace, b.run_id IS NULL AS is_new_service,
    coalesce(b.list_hash, '') AS from_hash, coalesce(a.list_hash, '') AS to_hash
  FROM (
    SELECT account_id, principal_id, service_namespace, list_hash
    FROM snapshot_principal_grants
    WHERE snapshot_date = :to_date
      AND account_id IN (:account) -- if given
      AND account_id IN (:principal.account) -- if given
  ) AS a
  LEFT JOIN (
    SELECT run_id, account_id, principal_id, service_namespace, list_hash
    FROM snapshot_principal_grants
    WHERE snapshot_date = :from_date
      AND account_id IN (:account) -- if given
      AND account_id IN (:principal.account) -- if given
  ) AS b
    ON b.account_id = a.account_id AND b.principal_id = a.principal_id AND b.service_namespace = a.service_namespace
  WHERE b.run_id IS NULL
    OR coalesce(a.list_hash, '') <> coalesce(b.list_hash, '')
),
lists AS (
  SELECT DISTINCT service_namespace, list_hash, action_key
  FROM known_granted_lists
  WHERE snapshot_date IN (:from_date, :to_date)
),
added_actions AS (
  SELECT p.service_namespace, p.from_hash, p.to_hash, n.action_key, b.first_reported_at, b.first_witnessed_at
  FROM (
    SELECT DISTINCT service_namespace, from_hash, to_hash
    FROM changed_grants
    WHERE from_hash <> to_hash
  ) AS p
  JOIN lists n ON n.service_namespace = p.service_namespace AND n.list_hash = p.to_hash
  LEFT JOIN lists o
    ON o.service_namespace = p.service_namespace AND o.list_hash = p.from_hash AND o.action_key = n.action_key
  LEFT JOIN began_actions b ON b.service_namespace = n.service_namespace AND b.action_key = n.action_key
  WHERE o.action_key IS NULL
),
-- Services without a row of their own have none; the few actions that began count apart.
grown AS (
  SELECT
    g.account_id, g.principal_id, g.service_namespace, 1 AS services, 0 AS actions
  FROM changed_grants g
  JOIN comparable c ON c.account_id = g.account_id AND c.principal_id = g.principal_id
  LEFT JOIN began_services b
    ON b.service_namespace = g.service_namespace
    AND b.first_reported_at > c.from_generated_at
    AND b.first_witnessed_at <= c.from_generated_at
  WHERE c.is_measured
    AND NOT c.is_new
    AND g.is_new_service
    AND b.service_namespace IS NULL
  UNION ALL
  SELECT g.account_id, g.principal_id, g.service_namespace, 0, n.actions
  FROM changed_grants g
  JOIN comparable c ON c.account_id = g.account_id AND c.principal_id = g.principal_id
  JOIN (
    SELECT service_namespace, from_hash, to_hash, count(*) AS actions
    FROM added_actions
    WHERE first_reported_at IS NULL
    GROUP BY service_namespace, from_hash, to_hash
  ) AS n
    ON n.service_namespace = g.service_namespace AND n.from_hash = g.from_hash AND n.to_hash = g.to_hash
  WHERE c.is_measured
    AND NOT c.is_new
  UNION ALL
  SELECT g.account_id, g.principal_id, g.service_namespace, 0, 1
  FROM changed_grants g
  JOIN comparable c ON c.account_id = g.account_id AND c.principal_id = g.principal_id
  JOIN added_actions n
    ON n.service_namespace = g.service_namespace AND n.from_hash = g.from_hash AND n.to_hash = g.to_hash
  WHERE c.is_measured
    AND NOT c.is_new
    AND n.first_reported_at IS NOT NULL
    AND NOT coalesce(n.first_reported_at > c.from_generated_at AND n.first_witnessed_at <= c.from_generated_at, false)
),
rolled AS (
  SELECT
    account_id, principal_id, sum(services) AS services, sum(actions) AS actions,
    array_join(array_agg(DISTINCT service_namespace ORDER BY service_namespace), ',') AS items
  FROM grown
  GROUP BY account_id, principal_id
)
SELECT
  CAST('GRANT_GROWN' AS varchar) AS kind, CAST(1 AS integer) AS finding_rank, c.account_id, c.account_name, c.principal_arn,
  c.principal_id, CAST(lower(to_hex(sha256(to_utf8(r.items)))) AS varchar) AS subject,
  CAST(r.services AS bigint) AS services, CAST(r.actions AS bigint) AS actions
FROM rolled r
JOIN comparable c ON c.account_id = r.account_id AND c.principal_id = r.principal_id
ORDER BY finding_rank, services DESC, actions DESC, account_id, principal_arn, principal_id
