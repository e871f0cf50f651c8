-- question: Which snapshots exist, and how complete are they?
-- topic: lake
-- grain: a snapshot
-- limits: Counts are of the runs that a snapshot shows, account by account; principals of an account that could not
--   be listed are not among them.
WITH runs_of_dates AS (
  SELECT
    snapshot_date, count(*) AS runs, max(run_id) AS newest_run_id,
    min(started_at) AS started_at, max(finished_at) AS finished_at
  FROM snapshot_runs
  GROUP BY snapshot_date
),
accounts_of_dates AS (
  SELECT
    snapshot_date,
    count(*) AS accounts_total,
    count_if(status = 'exported') AS accounts_exported,
    count_if(status = 'failed') AS accounts_failed,
    count_if(status = 'skipped') AS accounts_skipped,
    count_if(status = 'excluded') AS accounts_excluded
  FROM snapshot_accounts
  GROUP BY snapshot_date
),
principals_of_dates AS (
  SELECT
    snapshot_date,
    count_if(status = 'exported') AS principals_measured,
    count_if(status = 'failed') AS principals_failed,
    count_if(status = 'deleted') AS principals_deleted
  FROM snapshot_principals
  GROUP BY snapshot_date
)
SELECT
  r.snapshot_date,
  CAST(r.runs AS bigint) AS runs,
  r.newest_run_id, r.started_at, r.finished_at,
  CAST(coalesce(a.accounts_total, 0) AS bigint) AS accounts_total,
  CAST(coalesce(a.accounts_exported, 0) AS bigint) AS accounts_exported,
  CAST(coalesce(a.accounts_failed, 0) AS bigint) AS accounts_failed,
  CAST(coalesce(a.accounts_skipped, 0) AS bigint) AS accounts_skipped,
  CAST(coalesce(a.accounts_excluded, 0) AS bigint) AS accounts_excluded,
  CAST(coalesce(p.principals_measured, 0) AS bigint) AS principals_measured,
  CAST(coalesce(p.principals_failed, 0) AS bigint) AS principals_failed,
  CAST(coalesce(p.principals_deleted, 0) AS bigint) AS principals_deleted
FROM runs_of_dates r
LEFT JOIN accounts_of_dates a ON a.snapshot_date = r.snapshot_date
LEFT JOIN principals_of_dates p ON p.snapshot_date = r.snapshot_date
ORDER BY r.snapshot_date DESC
