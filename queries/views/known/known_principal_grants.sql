-- Every service that a committed run saw granted, of whichever run the snapshot of its date shows: partial and superseded
-- ones, too. A principal that was measured and is granted nothing has no row. It judges nothing; a condition on
-- snapshot_date prunes files.
-- Grain: run_id, account_id, principal_id, service_namespace.
CREATE OR REPLACE VIEW known_principal_grants AS
SELECT
  g.snapshot_date, g.run_id, g.account_id, g.principal_arn, g.principal_id, g.principal_type, g.permission_set_name,
  g.is_service_linked, g.generated_at, g.service_namespace, g.list_hash, g.actions_tracked, g.actions_accessed,
  g.last_accessed_at
FROM raw.principal_grants g
JOIN raw.runs r ON r.run_id = g.run_id AND r.snapshot_date = g.snapshot_date
