-- The tasks that take something away.
listed_tasks AS MATERIALIZED (
  SELECT *
  FROM tasks
  WHERE step IN ('DELETE', 'NARROW')
),
unclear_texts AS (
  SELECT
    account_id, owner_arn, bool_or(problem IS NOT NULL OR effect = 'Allow' AND actions IS NULL) AS is_unclear
  FROM snapshot_policy_statements
  WHERE snapshot_date = :snapshot_date
    AND policy_type = 'managed'
  GROUP BY account_id, owner_arn
),
-- Subjects of tasks, and whether the snapshot says what they hold: they and their scope were measured. Of a policy the
-- document must have been read, too, and several must hold it: what one holds alone is that one's own matter. A subject
-- without a row is as its account (ACCOUNT), a permission set as all accounts together (ORGANIZATION).
compared_subjects AS MATERIALIZED (
  SELECT 'PRINCIPAL' AS subject_type, account_id || ' ' || principal_id AS lasting_id, is_measured
  FROM weighed_principals
  UNION ALL
  SELECT subject_type, subject, members_unmeasured = 0 AND accounts_unmeasured = 0
  FROM weighed_subjects
  WHERE subject_type = 'PERMISSION_SET'
  UNION ALL
  SELECT
    'MANAGED_POLICY', h.account_id || ' ' || h.owner_arn,
    coalesce(max(s.members_unmeasured) = 0 AND max(s.accounts_unmeasured) = 0 AND NOT bool_or(t.is_unclear), false)
  FROM known_holders h
  LEFT JOIN weighed_subjects s
    ON s.subject_type = 'MANAGED_POLICY' AND s.subject_account_id = h.account_id AND s.subject = h.owner_arn
  LEFT JOIN unclear_texts t ON t.account_id = h.account_id AND t.owner_arn = h.owner_arn
  WHERE h.snapshot_date = :snapshot_date
    AND h.policy_type = 'managed'
  GROUP BY h.account_id, h.owner_arn
  UNION ALL
  SELECT 'ACCOUNT', account_id, status = 'exported'
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
  UNION ALL
  SELECT 'ORGANIZATION', '', count(*) FILTER (WHERE status <> 'exported' AND NOT is_closed) = 0
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
)
