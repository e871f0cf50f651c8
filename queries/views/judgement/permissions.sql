-- permissions_by_date of the snapshot that answers by default. What can be removed from a role at 90 days: SELECT * FROM permissions
-- WHERE principal_arn = '…' AND action_name <> '' AND removable_days >= 90.
-- Grain: account_id, principal_id, service_namespace, action_name.
CREATE OR REPLACE VIEW permissions AS
SELECT
  snapshot_date, account_id, account_name, ou_path, ou_path_names, principal_arn, principal_id, principal_type, principal_name,
  permission_set_name, is_service_linked, tags, owner, service_namespace, action_name, access_level, power, actions_tracked,
  kept_actions, grant_first_seen_at, last_known_access_at, has_unlisted_use, untracked_regions, used_days, seen_days, new_days,
  age_days, young_days, tracked_days, known_days, bounded_days, removable_days, reason
FROM permissions_by_date
WHERE snapshot_date = '{{latest_date}}'
