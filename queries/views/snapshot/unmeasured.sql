-- What could not be measured: an account (principal_arn is null) or a principal, with the reason.
-- An account that failed after its listing is beside those of its principals that were not measured.
-- Service and action are null: a filter on them lets null pass.
-- Grain: snapshot_date, account_id, principal_id (null for the account).
CREATE OR REPLACE VIEW unmeasured AS
SELECT
  snapshot_date, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names,
  CAST(NULL AS varchar) AS principal_arn,
  CAST(NULL AS varchar) AS principal_id,
  CAST(NULL AS varchar) AS principal_type,
  CAST(NULL AS varchar) AS principal_name,
  CAST(NULL AS varchar) AS permission_set_name,
  CAST(NULL AS boolean) AS is_service_linked,
  CAST(NULL AS varchar) AS tags,
  CAST(NULL AS varchar) AS service_namespace,
  CAST(NULL AS varchar) AS action_name,
  CAST(NULL AS varchar) AS access_level,
  status, error_code, error_message, last_measured_date, is_closed
FROM snapshot_accounts
WHERE status <> 'exported'
UNION ALL
SELECT
  p.snapshot_date, p.account_id, a.account_name, a.is_management_account, a.ou_id, a.ou_path, a.ou_path_names,
  p.principal_arn, p.principal_id, p.principal_type, p.principal_name, p.permission_set_name, p.is_service_linked,
  CAST(coalesce(json_format(CAST(p.tags AS json)), '{}') AS varchar),
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), p.status, p.error_code, p.error_message,
  CAST(NULL AS varchar), a.is_closed
FROM raw.principals p
JOIN listed_accounts a
  ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id AND a.run_id = p.run_id
WHERE p.status <> 'exported'
