-- The tasks that take something away.
listed_tasks AS MATERIALIZED (
  SELECT *
  FROM tasks
  WHERE step IN ('DELETE', 'NARROW')
),
-- Subjects of tasks, and whether the snapshot says what they hold: they and their scope were measured. Of a policy the
-- document must have been read, too, and several must hold it: what one holds alone is that one's own matter. A subject
-- without a row is as its account (ACCOUNT), a permission set as all accounts together (ORGANIZATION).
compared_subjects AS MATERIALIZED (
  SELECT 'PRINCIPAL' AS subject_type, account_id || ' ' || principal_id AS lasting_id, is_measured
  FROM judged_principals
  UNION ALL
  SELECT m.subject_type, m.subject, m.unmeasured = 0 AND c.accounts_unmeasured = 0
  FROM members_counted m
  JOIN scopes c
    ON c.subject_type = m.subject_type AND c.subject_account_id = m.subject_account_id AND c.subject = m.subject
  WHERE m.subject_type = 'PERMISSION_SET'
  UNION ALL
  SELECT
    'MANAGED_POLICY', h.account_id || ' ' || h.owner_arn,
    coalesce(max(m.unmeasured) = 0 AND max(c.accounts_unmeasured) = 0 AND max(w.is_unclear) = 0, false)
  FROM known_holders h
  LEFT JOIN members_counted m
    ON m.subject_type = 'MANAGED_POLICY' AND m.subject_account_id = h.account_id AND m.subject = h.owner_arn
  LEFT JOIN scopes c
    ON c.subject_type = 'MANAGED_POLICY' AND c.subject_account_id = h.account_id AND c.subject = h.owner_arn
  LEFT JOIN written_policies w ON w.account_id = h.account_id AND w.owner_arn = h.owner_arn
  WHERE h.snapshot_date = :snapshot_date
    AND h.policy_type = 'managed'
  GROUP BY h.account_id, h.owner_arn
  UNION ALL
  SELECT 'ACCOUNT', account_id, status = 'exported'
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
  UNION ALL
  SELECT 'ORGANIZATION', '', accounts_unmeasured = 0
  FROM open_accounts
)
