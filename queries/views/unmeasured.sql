-- What could not be measured: an account (principal_arn is null) or a principal, with the reason.
-- An account that failed after its listing is beside those of its principals that were not measured.
-- Service and action are null: a filter on them lets null pass.
-- Grain: snapshot_date, account_id, principal_id (null for the account).
CREATE OR REPLACE VIEW unmeasured AS
SELECT
  CAST(snapshot_date AS varchar) AS snapshot_date,
  CAST(account_id AS varchar) AS account_id,
  CAST(account_name AS varchar) AS account_name,
  CAST(is_management_account AS boolean) AS is_management_account,
  CAST(ou_id AS varchar) AS ou_id,
  CAST(ou_path AS varchar) AS ou_path,
  CAST(ou_path_names AS varchar) AS ou_path_names,
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
  CAST(status AS varchar) AS status,
  CAST(error_code AS varchar) AS error_code,
  CAST(error_message AS varchar) AS error_message,
  CAST(last_measured_date AS varchar) AS last_measured_date
FROM snapshot_accounts
WHERE status <> 'exported'
UNION ALL
SELECT
  CAST(p.snapshot_date AS varchar),
  CAST(p.account_id AS varchar),
  CAST(a.account_name AS varchar),
  CAST(a.is_management_account AS boolean),
  CAST(a.ou_id AS varchar),
  CAST(a.ou_path AS varchar),
  CAST(a.ou_path_names AS varchar),
  CAST(p.principal_arn AS varchar),
  CAST(p.principal_id AS varchar),
  CAST(p.principal_type AS varchar),
  CAST(p.principal_name AS varchar),
  CAST(p.permission_set_name AS varchar),
  CAST(p.is_service_linked AS boolean),
  CAST(coalesce(json_format(CAST(p.tags AS json)), '{}') AS varchar),
  CAST(NULL AS varchar),
  CAST(NULL AS varchar),
  CAST(NULL AS varchar),
  CAST(p.status AS varchar),
  CAST(p.error_code AS varchar),
  CAST(p.error_message AS varchar),
  CAST(NULL AS varchar)
FROM principals p
JOIN listed_accounts a
  ON a.snapshot_date = p.snapshot_date AND a.account_id = p.account_id AND a.run_id = p.run_id
WHERE p.status <> 'exported'
