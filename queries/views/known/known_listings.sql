-- Every user and role as a committed run listed it, of whichever run the snapshot of its date shows: partial and
-- superseded ones, too. One that was measured has generated_at, also where it is granted nothing. It judges nothing; a
-- condition on snapshot_date prunes files.
-- Grain: run_id, account_id, principal_id.
CREATE OR REPLACE VIEW known_listings AS
SELECT
  p.snapshot_date, p.run_id, p.account_id, p.principal_arn, p.principal_id, p.principal_type, p.principal_name,
  p.permission_set_name, p.is_service_linked, p.created_at, p.status,
  CAST(CASE WHEN p.status = 'exported' THEN p.generated_at END AS timestamp) AS generated_at
FROM raw.principals p
JOIN raw.runs r ON r.run_id = p.run_id AND r.snapshot_date = p.snapshot_date
