-- Services that identity policies grant to measured principals, services that somebody used without holding them in the
-- snapshot (is_granted: false of a lost grant and of who is gone, null of who was not measured), and a row NOT_MEASURED with
-- a null service for each principal or account that was not measured. A use counts whichever run saw it, as last_service_uses
-- has it. evidence_days: as of the principal; of a service that is new since an earlier report (first_seen_services) no
-- longer than since the first report that shows it.
-- Grain: snapshot_date, account_id, principal_id, service_namespace.
CREATE OR REPLACE VIEW service_access AS
SELECT
  snapshot_date, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names, principal_arn,
  principal_id, principal_type, principal_name, permission_set_name, is_service_linked, tags, has_unlisted_use,
  service_namespace, service_name, state, is_granted, last_accessed_at, last_accessed_region, last_accessed_entity_arn,
  last_accessed_run_id, days_since_last_access, evidence_days, actions_tracked, actions_accessed, untracked_regions,
  generated_at, run_id, error_code, error_message
FROM service_access_until
WHERE is_default
