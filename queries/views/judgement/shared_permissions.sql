-- shared_permissions_by_date of the snapshot that answers by default. What no role of a permission set needs at 90 days: SELECT *
-- FROM shared_permissions WHERE subject_type = 'PERMISSION_SET' AND action_name <> '' AND removable_days >= 90.
-- Grain: subject_type, subject_account_id, subject, service_namespace, action_name.
CREATE OR REPLACE VIEW shared_permissions AS
SELECT
  snapshot_date, subject_type, subject_account_id, subject, subject_name, service_namespace, action_name, access_level, power,
  is_written, holders, members, accounts, members_unmeasured, accounts_unmeasured, last_known_access_at, used_days, seen_days,
  new_days, age_days, young_days, tracked_days, known_days, bounded_days, removable_days, reason
FROM shared_permissions_by_date
WHERE snapshot_date = '{{latest_date}}'
