-- Users and roles of the uses in last_action_uses and last_service_uses, with the newest ARN under which a run that counts saw
-- one. uses_until: as counted_runs.
-- Grain: snapshot_date, uses_until, account_id, principal_id.
CREATE OR REPLACE VIEW counted_users AS
SELECT
  c.snapshot_date, c.uses_until, u.account_id, u.principal_id,
  CAST(max_by(u.principal_arn, u.run_id) AS varchar) AS principal_arn,
  CAST(max(u.principal_type) AS varchar) AS principal_type,
  CAST(max(u.permission_set_name) AS varchar) AS permission_set_name,
  CAST(bool_or(u.is_service_linked) AS boolean) AS is_service_linked
FROM raw.principal_uses u
JOIN counted_runs c ON c.run_date = u.snapshot_date AND c.run_id = u.run_id
WHERE c.run_date = c.snapshot_date
  OR u.last_accessed_at >= CAST(CAST(c.snapshot_date AS date) - INTERVAL '400' DAY AS timestamp)
GROUP BY c.snapshot_date, c.uses_until, u.account_id, u.principal_id
