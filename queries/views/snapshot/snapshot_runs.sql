-- Committed runs. is_whole: asked for all accounts (exclusions do not bear on it).
-- Grain: run_id.
CREATE OR REPLACE VIEW snapshot_runs AS
SELECT
  snapshot_date, run_id, schema_version, tool_version, organization_id, management_account_id, caller_arn, scope,
  reference_date, tracked_as_of, started_at, finished_at, service_rows, action_rows, api_calls, throttled_calls,
  CAST(
    scope LIKE '%"thisAccount":false%' AND scope LIKE '%"accounts":[]%' AND scope LIKE '%"ous":[]%' AS boolean
  ) AS is_whole
FROM raw.runs
