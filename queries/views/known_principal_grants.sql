-- Every service that a committed run saw granted, of whichever run the snapshot of its date shows: partial and superseded
-- ones, too. A principal that was measured and is granted nothing has no row. It judges nothing; a condition on
-- snapshot_date prunes files.
-- Grain: run_id, account_id, principal_id, service_namespace.
CREATE OR REPLACE VIEW known_principal_grants AS
SELECT
  CAST(g.snapshot_date AS varchar) AS snapshot_date,
  CAST(g.run_id AS varchar) AS run_id,
  CAST(g.account_id AS varchar) AS account_id,
  CAST(g.principal_arn AS varchar) AS principal_arn,
  CAST(g.principal_id AS varchar) AS principal_id,
  CAST(g.principal_type AS varchar) AS principal_type,
  CAST(g.permission_set_name AS varchar) AS permission_set_name,
  CAST(g.is_service_linked AS boolean) AS is_service_linked,
  CAST(g.generated_at AS timestamp) AS generated_at,
  CAST(g.service_namespace AS varchar) AS service_namespace,
  CAST(g.list_hash AS varchar) AS list_hash,
  CAST(g.actions_tracked AS integer) AS actions_tracked,
  CAST(g.actions_accessed AS integer) AS actions_accessed,
  CAST(g.last_accessed_at AS timestamp) AS last_accessed_at
FROM principal_grants g
JOIN runs r ON r.run_id = g.run_id AND r.snapshot_date = g.snapshot_date
