-- Granted and tracked actions of measured principals as a committed run saw them, of whichever run the snapshot of its
-- date shows: partial and superseded ones, too. It judges nothing; a condition on snapshot_date prunes files.
-- Grain: run_id, account_id, principal_arn, service_namespace, action_name.
CREATE OR REPLACE VIEW known_actions AS
SELECT
  f.snapshot_date, f.run_id, f.account_id, f.principal_arn, f.service_namespace, f.action_name, f.last_accessed_at
FROM raw.action_last_accessed f
JOIN raw.runs r ON r.run_id = f.run_id AND r.snapshot_date = f.snapshot_date
