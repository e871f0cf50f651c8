-- Committed runs. is_whole: asked for all accounts (exclusions do not bear on it).
-- Grain: run_id.
CREATE OR REPLACE VIEW snapshot_runs AS
SELECT
  CAST(snapshot_date AS varchar) AS snapshot_date,
  CAST(run_id AS varchar) AS run_id,
  CAST(schema_version AS integer) AS schema_version,
  CAST(tool_version AS varchar) AS tool_version,
  CAST(organization_id AS varchar) AS organization_id,
  CAST(management_account_id AS varchar) AS management_account_id,
  CAST(caller_arn AS varchar) AS caller_arn,
  CAST(scope AS varchar) AS scope,
  CAST(reference_date AS varchar) AS reference_date,
  CAST(tracked_as_of AS varchar) AS tracked_as_of,
  CAST(started_at AS timestamp) AS started_at,
  CAST(finished_at AS timestamp) AS finished_at,
  CAST(service_rows AS bigint) AS service_rows,
  CAST(action_rows AS bigint) AS action_rows,
  CAST(api_calls AS bigint) AS api_calls,
  CAST(throttled_calls AS bigint) AS throttled_calls,
  CAST(
    scope LIKE '%"thisAccount":false%' AND scope LIKE '%"accounts":[]%' AND scope LIKE '%"ous":[]%' AS boolean
  ) AS is_whole
FROM runs
