-- permission_uses_by_date of the snapshot that answers by default.
-- Grain: account_id, principal_id, service_namespace, action_name.
CREATE OR REPLACE VIEW permission_uses AS
SELECT
  snapshot_date, account_id, principal_arn, principal_id, principal_type, permission_set_name, service_namespace, action_name,
  last_known_access_at, last_accessed_run_id, used_days, reason
FROM permission_uses_by_date
WHERE snapshot_date = '{{latest_date}}'
