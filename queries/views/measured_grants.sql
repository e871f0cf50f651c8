-- Granted services (action_name is null) and granted, tracked actions of measured principals, with who they are and
-- nothing that has to be worked out: for questions that read several snapshots at once, which Trino plans in stages
-- of which it allows 150.
-- Grain: snapshot_date, account_id, principal_id, service_namespace, action_name.
CREATE OR REPLACE VIEW measured_grants AS
WITH granted AS (
  SELECT
    snapshot_date, run_id, account_id, principal_arn, service_namespace, CAST(NULL AS varchar) AS action_name,
    last_accessed_at
  FROM service_last_accessed
  UNION ALL
  SELECT snapshot_date, run_id, account_id, principal_arn, service_namespace, action_name, last_accessed_at
  FROM action_last_accessed
)
SELECT
  f.snapshot_date, f.account_id, f.principal_arn, p.principal_id, p.principal_type, p.principal_name,
  p.is_service_linked, f.service_namespace, f.action_name, f.last_accessed_at
FROM granted f
JOIN principals p
  ON p.snapshot_date = f.snapshot_date
  AND p.run_id = f.run_id
  AND p.account_id = f.account_id
  AND p.principal_arn = f.principal_arn
  AND p.status = 'exported'
JOIN listed_accounts a
  ON a.snapshot_date = f.snapshot_date AND a.account_id = f.account_id AND a.run_id = f.run_id
