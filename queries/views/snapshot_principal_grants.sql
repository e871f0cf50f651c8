-- Services granted to the measured principals of the chosen run, each with the hash of its list of actions, which
-- known_granted_lists opens. generated_at: no later than the end of the run, for nothing was seen after it.
-- Grain: snapshot_date, account_id, principal_id, service_namespace.
CREATE OR REPLACE VIEW snapshot_principal_grants AS
SELECT
  CAST(g.snapshot_date AS varchar) AS snapshot_date,
  CAST(g.run_id AS varchar) AS run_id,
  CAST(g.account_id AS varchar) AS account_id,
  CAST(g.principal_arn AS varchar) AS principal_arn,
  CAST(g.principal_id AS varchar) AS principal_id,
  CAST(g.principal_type AS varchar) AS principal_type,
  CAST(g.permission_set_name AS varchar) AS permission_set_name,
  CAST(g.is_service_linked AS boolean) AS is_service_linked,
  CAST(CASE WHEN g.generated_at > a.run_finished_at THEN a.run_finished_at ELSE g.generated_at END AS timestamp) AS generated_at,
  CAST(g.service_namespace AS varchar) AS service_namespace,
  CAST(g.list_hash AS varchar) AS list_hash,
  CAST(g.actions_tracked AS integer) AS actions_tracked,
  CAST(g.actions_accessed AS integer) AS actions_accessed,
  CAST(g.last_accessed_at AS timestamp) AS last_accessed_at
FROM principal_grants g
JOIN listed_accounts a
  ON a.snapshot_date = g.snapshot_date AND a.account_id = g.account_id AND a.run_id = g.run_id
