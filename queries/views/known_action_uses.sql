-- Every use of an action that a committed run saw, of whichever run the snapshot of its date shows. It judges nothing; a
-- condition on snapshot_date prunes files.
-- Grain: run_id, account_id, principal_id, service_namespace, action_name.
CREATE OR REPLACE VIEW known_action_uses AS
SELECT
  CAST(u.snapshot_date AS varchar) AS snapshot_date,
  CAST(u.run_id AS varchar) AS run_id,
  CAST(u.account_id AS varchar) AS account_id,
  CAST(u.principal_arn AS varchar) AS principal_arn,
  CAST(u.principal_id AS varchar) AS principal_id,
  CAST(u.principal_type AS varchar) AS principal_type,
  CAST(u.permission_set_name AS varchar) AS permission_set_name,
  CAST(u.is_service_linked AS boolean) AS is_service_linked,
  CAST(u.service_namespace AS varchar) AS service_namespace,
  CAST(u.action_name AS varchar) AS action_name,
  CAST(u.last_accessed_at AS timestamp) AS last_accessed_at,
  CAST(u.last_accessed_region AS varchar) AS last_accessed_region
FROM action_uses u
JOIN runs r ON r.run_id = u.run_id AND r.snapshot_date = u.snapshot_date
