-- principals_judged_by_date of the snapshot that answers by default. Administrators that nobody used for 90 days: SELECT * FROM
-- principals_judged WHERE is_administrator AND is_dormant.
-- Grain: account_id, principal_id.
CREATE OR REPLACE VIEW principals_judged AS
SELECT
  snapshot_date, account_id, account_name, ou_path, ou_path_names, principal_arn, principal_id, principal_type, principal_name,
  permission_set_name, is_service_linked, tags, owner, is_measured, is_administrator, is_dormant, idle_by_design,
  last_known_use_at, evidence_days, has_unlisted_use, untracked_regions, used_days, seen_days, age_days, tracked_days, reason
FROM principals_judged_by_date
WHERE snapshot_date = '{{latest_date}}'
