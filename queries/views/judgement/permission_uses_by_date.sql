-- What somebody is known to have used in the 415 days before each snapshot that is judged, whether it is still granted or not and
-- whether the principal is still there or not: services (action_name is '') and actions in lower case. used_days: the days since
-- the last use, 400 at most; -1: the report of the snapshot shows it. last_accessed_run_id: the last run that saw it. A user, role or account that was not measured has a row
-- NOT_MEASURED, beside what is known of its uses; so has a snapshot without a current judgement (`judgement_state`).
-- Grain: snapshot_date, account_id, principal_id, service_namespace, action_name.
CREATE OR REPLACE VIEW permission_uses_by_date AS
SELECT
  u.snapshot_date, u.account_id, w.principal_arn, u.principal_id, w.principal_type, w.permission_set_name, u.service_namespace,
  u.action_key AS action_name,
  u.last_known_access_at, u.last_accessed_run_id, u.used_days,
  CAST(NULL AS varchar) AS reason
FROM raw.derived_judged_uses u
JOIN judgement_state s ON s.snapshot_date = u.snapshot_date AND s.judgement_id = u.judgement_id
LEFT JOIN counted_users w
  ON w.snapshot_date = u.snapshot_date
  AND w.uses_until = s.uses_until
  AND w.account_id = u.account_id
  AND w.principal_id = u.principal_id
UNION ALL
SELECT
  snapshot_date, account_id, principal_arn, principal_id, principal_type, permission_set_name, CAST(NULL AS varchar),
  CAST(NULL AS varchar), CAST(NULL AS timestamp), CAST(NULL AS varchar), CAST(NULL AS integer), CAST('NOT_MEASURED' AS varchar)
FROM not_judged
