-- Every use of a service that a committed run saw, of whichever run the snapshot of its date shows. It judges nothing; a
-- condition on snapshot_date prunes files.
-- Grain: run_id, account_id, principal_id, service_namespace.
CREATE OR REPLACE VIEW known_service_uses AS
SELECT
  u.snapshot_date, u.run_id, u.account_id, u.principal_arn, u.principal_id, u.principal_type, u.permission_set_name,
  u.is_service_linked, u.service_namespace, u.last_accessed_at, u.last_accessed_region
FROM raw.service_uses u
JOIN raw.runs r ON r.run_id = u.run_id AND r.snapshot_date = u.snapshot_date
