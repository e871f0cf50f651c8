-- What all snapshots up to the asked one together know of the actions that it shows as granted to those in chosen.
-- grant_first_seen_at: generated_at of the first snapshot of the unbroken series, up to this one, of snapshots that
-- measured the principal and saw the grant. grant_start_seen: an earlier snapshot measured the principal without it;
-- else the grant is at least as old, how old is not known; an action that IAM began to track later than the first
-- snapshot looks like a grant of that day. last_known_access_at: the latest access that this or an earlier snapshot saw;
-- the lake remembers longer than IAM's 400 days. Grants are lists: only those that differ are opened and compared.
chosen_measured AS MATERIALIZED (
  SELECT
    p.snapshot_date, p.run_id, p.account_id, p.principal_id,
    row_number() OVER (PARTITION BY p.account_id, p.principal_id ORDER BY p.snapshot_date) AS nth,
    min(p.generated_at) OVER (
      PARTITION BY p.account_id, p.principal_id
      ORDER BY p.snapshot_date
      ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
    ) AS first_seen_at
  FROM listed_principals p
  JOIN chosen c ON c.account_id = p.account_id AND c.principal_id = p.principal_id
  WHERE p.status = 'exported'
    AND p.snapshot_date <= :snapshot_date
    AND p.account_id IN (:principal.account) -- if given
),
chosen_grants AS MATERIALIZED (
  SELECT m.snapshot_date, m.account_id, m.principal_id, m.nth, g.service_namespace, g.list_hash
  FROM known_principal_grants g
  JOIN chosen_measured m
    ON m.snapshot_date = g.snapshot_date
    AND m.run_id = g.run_id
    AND m.account_id = g.account_id
    AND m.principal_id = g.principal_id
  WHERE g.snapshot_date <= :snapshot_date
    AND g.account_id IN (:principal.account) -- if given
    AND g.list_hash IS NOT NULL
),
earlier_lists AS (
  SELECT g.account_id, g.principal_id, g.service_namespace, g.list_hash, m.nth, coalesce(e.list_hash, '-') AS earlier_hash
  FROM chosen_grants g
  JOIN chosen_measured m
    ON m.account_id = g.account_id AND m.principal_id = g.principal_id AND m.snapshot_date < g.snapshot_date
  LEFT JOIN chosen_grants e
    ON e.account_id = m.account_id
    AND e.principal_id = m.principal_id
    AND e.nth = m.nth
    AND e.service_namespace = g.service_namespace
  WHERE g.snapshot_date = :snapshot_date
    AND e.list_hash IS DISTINCT FROM g.list_hash
),
known_lists AS (
  SELECT DISTINCT service_namespace, list_hash, action_name
  FROM known_granted_lists
  WHERE snapshot_date <= :snapshot_date
),
missing_actions AS (
  SELECT d.service_namespace, d.list_hash, d.earlier_hash, l.action_name
  FROM (SELECT DISTINCT service_namespace, list_hash, earlier_hash FROM earlier_lists) AS d
  JOIN known_lists l ON l.service_namespace = d.service_namespace AND l.list_hash = d.list_hash
  LEFT JOIN known_lists e
    ON e.service_namespace = d.service_namespace AND e.list_hash = d.earlier_hash AND e.action_name = l.action_name
  WHERE e.action_name IS NULL
),
begun_grants AS MATERIALIZED (
  SELECT e.account_id, e.principal_id, e.service_namespace, d.action_name, max(e.nth) AS last_without
  FROM earlier_lists e
  JOIN missing_actions d
    ON d.service_namespace = e.service_namespace AND d.list_hash = e.list_hash AND d.earlier_hash = e.earlier_hash
  GROUP BY e.account_id, e.principal_id, e.service_namespace, d.action_name
),
chosen_uses AS (
  SELECT m.account_id, m.principal_id, u.service_namespace, u.action_name, max(u.last_accessed_at) AS last_known_access_at
  FROM known_action_uses u
  JOIN chosen_measured m
    ON m.snapshot_date = u.snapshot_date
    AND m.run_id = u.run_id
    AND m.account_id = u.account_id
    AND m.principal_id = u.principal_id
  WHERE u.snapshot_date <= :snapshot_date
    AND u.account_id IN (:principal.account) -- if given
  GROUP BY m.account_id, m.principal_id, u.service_namespace, u.action_name
),
grant_history AS (
  SELECT
    g.account_id, g.principal_id, g.service_namespace, l.action_name, m.first_seen_at AS grant_first_seen_at,
    m.nth > 1 AS grant_start_seen, u.last_known_access_at
  FROM chosen_grants g
  JOIN known_lists l ON l.service_namespace = g.service_namespace AND l.list_hash = g.list_hash
  LEFT JOIN begun_grants b
    ON b.account_id = g.account_id
    AND b.principal_id = g.principal_id
    AND b.service_namespace = g.service_namespace
    AND b.action_name = l.action_name
  LEFT JOIN chosen_uses u
    ON u.account_id = g.account_id
    AND u.principal_id = g.principal_id
    AND u.service_namespace = g.service_namespace
    AND u.action_name = l.action_name
  JOIN chosen_measured m
    ON m.account_id = g.account_id AND m.principal_id = g.principal_id AND m.nth = coalesce(b.last_without, 0) + 1
  WHERE g.snapshot_date = :snapshot_date
)
