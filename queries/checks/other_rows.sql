-- Of one run alone: rows in its files that carry the id of another run, and so are shown by none or by that one.
WITH others AS (
  SELECT 'accounts' AS subject, run_id, count(*) AS found FROM raw.accounts GROUP BY run_id
  UNION ALL
  SELECT 'principals', run_id, count(*) FROM raw.principals GROUP BY run_id
  UNION ALL
  SELECT 'service_last_accessed', run_id, count(*) FROM raw.service_last_accessed GROUP BY run_id
  UNION ALL
  SELECT 'action_last_accessed', run_id, count(*) FROM raw.action_last_accessed GROUP BY run_id
  UNION ALL
  SELECT 'actions', run_id, count(*) FROM raw.actions GROUP BY run_id
  UNION ALL
  SELECT 'groups', run_id, count(*) FROM raw.groups GROUP BY run_id
  UNION ALL
  SELECT 'policies', run_id, count(*) FROM raw.policies GROUP BY run_id
  UNION ALL
  SELECT 'inline_policies', run_id, count(*) FROM raw.inline_policies GROUP BY run_id
  UNION ALL
  SELECT 'policy_versions', run_id, count(*) FROM raw.policy_versions GROUP BY run_id
  UNION ALL
  SELECT 'evidence_sources', run_id, count(*) FROM raw.evidence_sources GROUP BY run_id
  UNION ALL
  SELECT 'credentials', run_id, count(*) FROM raw.credentials GROUP BY run_id
  UNION ALL
  SELECT 'access_keys', run_id, count(*) FROM raw.access_keys GROUP BY run_id
  UNION ALL
  SELECT 'service_credentials', run_id, count(*) FROM raw.service_credentials GROUP BY run_id
  UNION ALL
  SELECT 'action_uses', run_id, count(*) FROM raw.action_uses GROUP BY run_id
  UNION ALL
  SELECT 'service_uses', run_id, count(*) FROM raw.service_uses GROUP BY run_id
  UNION ALL
  SELECT 'principal_uses', run_id, count(*) FROM raw.principal_uses GROUP BY run_id
  UNION ALL
  SELECT 'seen_actions', run_id, count(*) FROM raw.seen_actions GROUP BY run_id
  UNION ALL
  SELECT 'seen_services', run_id, count(*) FROM raw.seen_services GROUP BY run_id
  UNION ALL
  SELECT 'account_counts', run_id, count(*) FROM raw.account_counts GROUP BY run_id
  UNION ALL
  SELECT 'account_service_counts', run_id, count(*) FROM raw.account_service_counts GROUP BY run_id
  UNION ALL
  SELECT 'account_permission_set_counts', run_id, count(*) FROM raw.account_permission_set_counts GROUP BY run_id
  UNION ALL
  SELECT 'policy_statements', run_id, count(*) FROM raw.policy_statements GROUP BY run_id
  UNION ALL
  SELECT 'principal_grants', run_id, count(*) FROM raw.principal_grants GROUP BY run_id
  UNION ALL
  SELECT 'granted_lists', run_id, count(*) FROM raw.granted_lists GROUP BY run_id
  UNION ALL
  SELECT 'witnesses', run_id, count(*) FROM raw.witnesses GROUP BY run_id
)
SELECT subject, concat('holds ', CAST(found AS varchar), ' rows of run ', run_id) AS problem
FROM others
WHERE run_id NOT IN (SELECT run_id FROM raw.runs)
ORDER BY subject
