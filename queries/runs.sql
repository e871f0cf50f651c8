-- question: Which runs are committed, by which version, with what scope, and at what cost?
-- topic: lake
-- grain: a committed run
-- limits: A run of several on one date shows only the accounts for which it is the newest that measured them.
SELECT
  snapshot_date, run_id, schema_version, tool_version, organization_id, management_account_id, caller_arn, scope,
  reference_date, started_at, finished_at, service_rows, action_rows, api_calls, throttled_calls
FROM snapshot_runs
ORDER BY snapshot_date, run_id
