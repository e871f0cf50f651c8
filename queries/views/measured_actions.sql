-- Granted and tracked actions of measured principals, without what the reference says of an action: questions that
-- count the whole organization group these first and attach the reference after.
-- principal_evidence_days: as evidence_days of snapshot_principals.
-- Grain: snapshot_date, account_id, principal_arn, service_namespace, action_name.
CREATE OR REPLACE VIEW measured_actions AS
SELECT
  CAST(f.snapshot_date AS varchar) AS snapshot_date,
  CAST(f.account_id AS varchar) AS account_id,
  CAST(p.account_name AS varchar) AS account_name,
  CAST(p.is_management_account AS boolean) AS is_management_account,
  CAST(p.ou_id AS varchar) AS ou_id,
  CAST(p.ou_path AS varchar) AS ou_path,
  CAST(p.ou_path_names AS varchar) AS ou_path_names,
  CAST(f.principal_arn AS varchar) AS principal_arn,
  CAST(p.principal_id AS varchar) AS principal_id,
  CAST(p.principal_type AS varchar) AS principal_type,
  CAST(p.principal_name AS varchar) AS principal_name,
  CAST(p.permission_set_name AS varchar) AS permission_set_name,
  CAST(p.is_service_linked AS boolean) AS is_service_linked,
  CAST(p.tags AS varchar) AS tags,
  CAST(p.has_unlisted_use AS boolean) AS has_unlisted_use,
  CAST(f.service_namespace AS varchar) AS service_namespace,
  CAST(f.action_name AS varchar) AS action_name,
  CAST(f.last_accessed_at AS timestamp) AS last_accessed_at,
  CAST(f.last_accessed_region AS varchar) AS last_accessed_region,
  CAST(f.last_accessed_entity_arn AS varchar) AS last_accessed_entity_arn,
  CAST(p.evidence_days AS integer) AS principal_evidence_days,
  CAST(p.untracked_regions AS varchar) AS untracked_regions,
  CAST(p.generated_at AS timestamp) AS generated_at,
  CAST(f.run_id AS varchar) AS run_id
FROM action_last_accessed f
JOIN snapshot_principals p
  ON p.snapshot_date = f.snapshot_date
  AND p.run_id = f.run_id
  AND p.account_id = f.account_id
  AND p.principal_arn = f.principal_arn
  AND p.status = 'exported'
