-- What all snapshots together know of a granted action, as of each snapshot that measured it.
-- grant_first_seen_at: generated_at of the first snapshot of the unbroken series, up to this one, of snapshots that
-- measured the principal and saw the grant. grant_start_seen: an earlier snapshot measured the principal without it;
-- else the grant is at least as old, how old is not known; an action that IAM began to track later than the first
-- snapshot looks like a grant of that day. last_known_access_at: the latest access that this or an
-- earlier snapshot saw; the lake remembers longer than IAM's 400 days.
-- A principal that one snapshot measured has no history: it spares the windows, and the files of other dates.
-- Reads every snapshot: join it only where it is needed, with a filter on account or principal.
-- Grain: snapshot_date, account_id, principal_id, service_namespace, action_name.
CREATE OR REPLACE VIEW grant_history AS
WITH measured AS (
  SELECT
    p.snapshot_date,
    p.run_id,
    p.account_id,
    p.principal_arn,
    p.principal_id,
    p.generated_at,
    row_number() OVER (PARTITION BY p.account_id, p.principal_id ORDER BY p.snapshot_date) AS nth,
    count(*) OVER (PARTITION BY p.account_id, p.principal_id) AS snapshots
  FROM principals p
  JOIN listed_accounts a
    ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id AND a.run_id = p.run_id
  WHERE p.status = 'exported'
),
seen AS (
  SELECT
    m.snapshot_date,
    m.account_id,
    m.principal_id,
    m.generated_at,
    m.nth,
    m.snapshots,
    f.service_namespace,
    f.action_name,
    f.last_accessed_at
  FROM action_last_accessed f
  JOIN measured m
    ON m.snapshot_date = f.snapshot_date
    AND m.run_id = f.run_id
    AND m.account_id = f.account_id
    AND m.principal_arn = f.principal_arn
),
seen_again AS (
  SELECT
    snapshot_date,
    account_id,
    principal_id,
    generated_at,
    nth,
    service_namespace,
    action_name,
    nth - row_number() OVER (
      PARTITION BY account_id, principal_id, service_namespace, action_name
      ORDER BY snapshot_date
    ) AS series,
    max(last_accessed_at) OVER (
      PARTITION BY account_id, principal_id, service_namespace, action_name
      ORDER BY snapshot_date
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS last_known_access_at
  FROM seen
  WHERE snapshots > 1
)
SELECT
  CAST(snapshot_date AS varchar) AS snapshot_date,
  CAST(account_id AS varchar) AS account_id,
  CAST(principal_id AS varchar) AS principal_id,
  CAST(service_namespace AS varchar) AS service_namespace,
  CAST(action_name AS varchar) AS action_name,
  CAST(generated_at AS timestamp) AS grant_first_seen_at,
  CAST(false AS boolean) AS grant_start_seen,
  CAST(last_accessed_at AS timestamp) AS last_known_access_at
FROM seen
WHERE snapshots = 1
UNION ALL
SELECT
  CAST(snapshot_date AS varchar),
  CAST(account_id AS varchar),
  CAST(principal_id AS varchar),
  CAST(service_namespace AS varchar),
  CAST(action_name AS varchar),
  CAST(
    min(generated_at) OVER (
      PARTITION BY account_id, principal_id, service_namespace, action_name, series
    ) AS timestamp
  ),
  CAST(
    min(nth) OVER (
      PARTITION BY account_id, principal_id, service_namespace, action_name, series
    ) > 1 AS boolean
  ),
  CAST(last_known_access_at AS timestamp)
FROM seen_again
