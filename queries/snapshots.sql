-- question: Which snapshots exist, how complete are they, of what, and at what cost?
-- topic: lake
-- grain: a snapshot
-- first: snapshot_date, accounts_exported, accounts_failed, principals_measured, principals_failed, runs
-- next: query coverage_gaps
-- limits: Rows and calls are those of all its runs, also where a later one of the date measured an account again; the runs
--   themselves are in the view snapshot_runs, and `access-lake snapshots` lists them. Counts are of the runs that a snapshot shows, account by account; principals of an account that could not
--   be listed are not among them.
WITH runs_of_dates AS (
  SELECT
    snapshot_date, count(*) AS runs, max(run_id) AS newest_run_id,
    min(started_at) AS started_at, max(finished_at) AS finished_at,
    array_join(array_agg(DISTINCT scope ORDER BY scope), '; ') AS scopes,
    array_join(array_agg(DISTINCT tool_version ORDER BY tool_version), ', ') AS tool_versions,
    max(organization_id) AS organization_id, max(schema_version) AS schema_version, max(reference_date) AS reference_date,
    max(tracked_as_of) AS tracked_as_of,
    sum(service_rows) AS service_rows, sum(action_rows) AS action_rows,
    sum(api_calls) AS api_calls, sum(throttled_calls) AS throttled_calls
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
  FROM listed_principals
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
  CAST(coalesce(p.principals_deleted, 0) AS bigint) AS principals_deleted,
  CAST(r.organization_id AS varchar) AS organization_id,
  CAST(r.scopes AS varchar) AS scopes,
  CAST(r.tool_versions AS varchar) AS tool_versions,
  CAST(r.schema_version AS integer) AS schema_version,
  r.reference_date,
  r.tracked_as_of,
  CAST(r.service_rows AS bigint) AS service_rows,
  CAST(r.action_rows AS bigint) AS action_rows,
  CAST(r.api_calls AS bigint) AS api_calls,
  CAST(r.throttled_calls AS bigint) AS throttled_calls
FROM runs_of_dates r
LEFT JOIN accounts_of_dates a ON a.snapshot_date = r.snapshot_date
LEFT JOIN principals_of_dates p ON p.snapshot_date = r.snapshot_date
ORDER BY r.snapshot_date DESC
