-- Granted and tracked actions of measured principals, without what the reference says of an action: questions that
-- count the whole organization group these first and attach the reference after.
-- principal_evidence_days: as evidence_days of snapshot_principals.
-- Grain: snapshot_date, account_id, principal_arn, service_namespace, action_name.
CREATE OR REPLACE VIEW measured_actions AS
SELECT
  f.snapshot_date, f.account_id, p.account_name, p.is_management_account, p.ou_id, p.ou_path, p.ou_path_names,
  f.principal_arn, p.principal_id, p.principal_type, p.principal_name, p.permission_set_name, p.is_service_linked,
  p.tags, p.has_unlisted_use, f.service_namespace, f.action_name, f.last_accessed_at, f.last_accessed_region,
  f.last_accessed_entity_arn,
  CAST(p.evidence_days AS integer) AS principal_evidence_days,
  p.untracked_regions, p.generated_at, f.run_id
FROM raw.action_last_accessed f
JOIN snapshot_principals p
  ON p.snapshot_date = f.snapshot_date
  AND p.run_id = f.run_id
  AND p.account_id = f.account_id
  AND p.principal_arn = f.principal_arn
  AND p.status = 'exported'
