-- Granted and tracked actions of measured principals, actions that somebody used without holding them in the snapshot
-- (is_granted: false of a lost grant and of who is gone, null of who was not measured), and a row NOT_MEASURED with a null
-- service and action for each principal or account that was not measured. A use counts whichever run saw it, as
-- last_action_uses has it. access_level is null where the reference does not know the action.
-- evidence_days: the least of the principal's and the days since IAM tracks the action: since the first report of any
-- snapshot that shows it, where the reference does not know when, or where the action is new since an earlier report
-- (first_seen_actions); null where one of these is not known.
-- Grain: snapshot_date, account_id, principal_id, service_namespace, action_name.
CREATE OR REPLACE VIEW action_access AS
SELECT
  snapshot_date, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names, principal_arn,
  principal_id, principal_type, principal_name, permission_set_name, is_service_linked, tags, has_unlisted_use,
  service_namespace, action_name, access_level, state, is_granted, last_accessed_at, last_accessed_region,
  last_accessed_entity_arn, last_accessed_run_id, days_since_last_access, evidence_days, untracked_regions, generated_at,
  run_id, error_code, error_message
FROM action_access_until
WHERE is_default
