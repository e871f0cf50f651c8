-- What all snapshots up to the asked one together know of the actions that it shows as granted to those in chosen.
-- grant_first_seen_at: generated_at of the first snapshot of the unbroken series, up to this one, of snapshots that
-- measured the principal and saw the grant. grant_start_seen: an earlier snapshot measured the principal without it;
-- else the grant is at least as old, how old is not known; an action that IAM began to track later than the first
-- snapshot looks like a grant of that day. last_known_access_at: the latest access that this or an earlier snapshot saw;
-- the lake remembers longer than IAM's 400 days.
chosen_measured AS (
  SELECT
    p.snapshot_date, p.run_id, p.account_id, p.principal_arn, p.principal_id, p.generated_at,
    row_number() OVER (PARTITION BY p.account_id, p.principal_id ORDER BY p.snapshot_date) AS nth
  FROM listed_principals p
  JOIN chosen c ON c.account_id = p.account_id AND c.principal_id = p.principal_id
  WHERE p.status = 'exported'
    AND p.snapshot_date <= :snapshot_date
    AND p.account_id IN (:principal.account)
),
chosen_series AS (
  SELECT
    m.snapshot_date, m.account_id, m.principal_id, m.generated_at, m.nth, f.service_namespace, f.action_name,
    m.nth - row_number() OVER (
      PARTITION BY m.account_id, m.principal_id, f.service_namespace, f.action_name
      ORDER BY m.snapshot_date
    ) AS series,
    max(f.last_accessed_at) OVER (
      PARTITION BY m.account_id, m.principal_id, f.service_namespace, f.action_name
    ) AS last_known_access_at
  FROM known_actions f
  JOIN chosen_measured m
    ON m.snapshot_date = f.snapshot_date
    AND m.run_id = f.run_id
    AND m.account_id = f.account_id
    AND m.principal_arn = f.principal_arn
  WHERE f.snapshot_date <= :snapshot_date
    AND f.account_id IN (:principal.account)
),
begun_series AS (
  SELECT
    snapshot_date, account_id, principal_id, service_namespace, action_name, last_known_access_at,
    min(generated_at) OVER (PARTITION BY account_id, principal_id, service_namespace, action_name, series) AS grant_first_seen_at,
    min(nth) OVER (PARTITION BY account_id, principal_id, service_namespace, action_name, series) > 1 AS grant_start_seen
  FROM chosen_series
),
grant_history AS (
  SELECT account_id, principal_id, service_namespace, action_name, grant_first_seen_at, grant_start_seen, last_known_access_at
  FROM begun_series
  WHERE snapshot_date = :snapshot_date
)
