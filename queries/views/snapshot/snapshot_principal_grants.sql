-- Services granted to the measured principals of the chosen run, each with the hash of its list of actions, which
-- known_granted_lists opens. generated_at: no later than the end of the run, for nothing was seen after it.
-- Grain: snapshot_date, account_id, principal_id, service_namespace.
CREATE OR REPLACE VIEW snapshot_principal_grants AS
SELECT
  g.snapshot_date, g.run_id, g.account_id, g.principal_arn, g.principal_id, g.principal_type, g.permission_set_name,
  g.is_service_linked,
  CAST(CASE WHEN g.generated_at > a.run_finished_at THEN a.run_finished_at ELSE g.generated_at END AS timestamp) AS generated_at,
  g.service_namespace, g.list_hash, g.actions_tracked, g.actions_accessed, g.last_accessed_at
FROM raw.principal_grants g
JOIN listed_accounts a
  ON a.snapshot_date = g.snapshot_date AND a.account_id = g.account_id AND a.run_id = g.run_id
