-- Service-linked roles, with what else speaks against calling one idle than that it is service-linked.
judged_linked_roles AS (
  SELECT
    account_id, account_name, is_management_account, ou_path, principal_arn, principal_id, principal_type,
    principal_name, permission_set_name, tags, last_known_use_at, days_since_last_use, evidence_days, excepted_by, grant_age,
    /* withheld of reasons - 1 */ AS withheld
  FROM judged_principals
  WHERE is_service_linked = true
)
