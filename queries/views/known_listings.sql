-- Every user and role as a committed run listed it, of whichever run the snapshot of its date shows: partial and
-- superseded ones, too. One that was measured has generated_at, also where it is granted nothing. It judges nothing; a
-- condition on snapshot_date prunes files.
-- Grain: run_id, account_id, principal_id.
CREATE OR REPLACE VIEW known_listings AS
SELECT
  CAST(p.snapshot_date AS varchar) AS snapshot_date,
  CAST(p.run_id AS varchar) AS run_id,
  CAST(p.account_id AS varchar) AS account_id,
  CAST(p.principal_arn AS varchar) AS principal_arn,
  CAST(p.principal_id AS varchar) AS principal_id,
  CAST(p.principal_type AS varchar) AS principal_type,
  CAST(p.principal_name AS varchar) AS principal_name,
  CAST(p.permission_set_name AS varchar) AS permission_set_name,
  CAST(p.is_service_linked AS boolean) AS is_service_linked,
  CAST(p.created_at AS timestamp) AS created_at,
  CAST(p.status AS varchar) AS status,
  CAST(CASE WHEN p.status = 'exported' THEN p.generated_at END AS timestamp) AS generated_at
FROM principals p
JOIN runs r ON r.run_id = p.run_id AND r.snapshot_date = p.snapshot_date
