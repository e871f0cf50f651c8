-- holders_by_date of the snapshot that answers by default.
-- Grain: subject_type, subject_account_id, subject, account_id, principal_id.
CREATE OR REPLACE VIEW holders AS
SELECT
  snapshot_date, subject_type, subject_account_id, subject, account_id, principal_arn, principal_id, principal_type,
  is_measured, reason
FROM holders_by_date
WHERE snapshot_date = '{{latest_date}}'
