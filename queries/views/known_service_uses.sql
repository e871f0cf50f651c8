-- Every use of a service that a committed run saw, of whichever run the snapshot of its date shows: the facts, and of
-- runs before facts were kept, which have none, the rows. It judges nothing; a condition on snapshot_date prunes files.
-- Grain: run_id, account_id, principal_id, service_namespace.
CREATE OR REPLACE VIEW known_service_uses AS
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
  CAST(u.last_accessed_at AS timestamp) AS last_accessed_at,
  CAST(u.last_accessed_region AS varchar) AS last_accessed_region
FROM service_uses u
JOIN runs r ON r.run_id = u.run_id AND r.snapshot_date = u.snapshot_date
{{#runs_without_facts}}
WHERE u.snapshot_date >= '{{facts_since}}'
UNION ALL
SELECT
  CAST(f.snapshot_date AS varchar),
  CAST(f.run_id AS varchar),
  CAST(f.account_id AS varchar),
  CAST(f.principal_arn AS varchar),
  CAST(p.principal_id AS varchar),
  CAST(p.principal_type AS varchar),
  CAST(p.permission_set_name AS varchar),
  CAST(p.is_service_linked AS boolean),
  CAST(f.service_namespace AS varchar),
  CAST(f.last_accessed_at AS timestamp),
  CAST(f.last_accessed_region AS varchar)
FROM service_last_accessed f
JOIN runs r ON r.run_id = f.run_id AND r.snapshot_date = f.snapshot_date
JOIN principals p
  ON p.snapshot_date = f.snapshot_date
  AND p.run_id = f.run_id
  AND p.account_id = f.account_id
  AND p.principal_arn = f.principal_arn
  AND p.status = 'exported'
WHERE f.snapshot_date < '{{facts_since}}'
  AND p.snapshot_date < '{{facts_since}}'
  AND f.last_accessed_at IS NOT NULL
{{/runs_without_facts}}
