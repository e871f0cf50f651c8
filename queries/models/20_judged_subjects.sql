-- Each subject with the reasons that speak against all that it holds: what was not measured, whose boundary it is, and the names
-- of the list by which it is left alone (idle_documents), if it is a document.
-- Grain: subject_type, subject_account_id, subject.
WITH open_accounts AS (
  SELECT count(*) AS accounts_unmeasured
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
    AND status <> 'exported'
    AND NOT is_closed
),
bound AS (
  SELECT
    subject_type, subject_account_id, subject,
    max(subject_name) AS subject_name,
    max(subject_path) AS subject_path,
    count(*) FILTER (WHERE NOT is_measured AND NOT is_closed) AS accounts_unmeasured
  FROM bound_accounts
  GROUP BY subject_type, subject_account_id, subject
),
boundaries AS (
  SELECT account_id, policy_arn
  FROM snapshot_policies
  WHERE snapshot_date = :snapshot_date
    AND permissions_boundary_usage_count > 0
  UNION
  SELECT account_id, permissions_boundary_arn
  FROM listed_principals
  WHERE snapshot_date = :snapshot_date
    AND status <> 'deleted'
    AND permissions_boundary_arn IS NOT NULL
),
-- A permission set is named by itself alone, not by what it holds.
idle AS (
  SELECT
    subject_type, subject_account_id, subject,
    CAST(array_join(array_agg(DISTINCT idle_name ORDER BY idle_name), ', ') AS varchar) AS idle_documents
  FROM (
    SELECT
      CASE WHEN policy_name = '' THEN 'MANAGED_POLICY' ELSE 'INLINE_POLICY' END AS subject_type,
      account_id AS subject_account_id,
      owner_arn || CASE WHEN policy_name = '' THEN '' ELSE ' ' || policy_name END AS subject,
      idle_name
    FROM idle_holdings
    UNION ALL
    SELECT 'PERMISSION_SET', '', s.subject, d.name
    FROM (SELECT DISTINCT lower(permission_set_name) AS subject FROM asked_principals) AS s
    JOIN idle_by_design d ON s.subject LIKE d.name_pattern ESCAPE '!'
  ) AS named
  GROUP BY subject_type, subject_account_id, subject
),
members AS (
  SELECT
    m.subject_type, m.subject_account_id, m.subject,
    max(
      CASE m.subject_type
        WHEN 'PERMISSION_SET' THEN p.permission_set_name
        WHEN 'ROLE_NAME' THEN p.principal_name
        WHEN 'MANAGED_POLICY' THEN regexp_extract(m.subject, '[^/]+$')
        WHEN 'INLINE_POLICY' THEN regexp_extract(m.subject, '[^ ]+$')
      END
    ) AS subject_name,
    count(*) AS members,
    count(DISTINCT p.account_id) AS accounts,
    count(*) FILTER (WHERE NOT p.is_measured) AS members_unmeasured,
    bitwise_or_agg(CASE WHEN p.is_measured THEN 0 ELSE p.fixed_reasons END) AS reasons_of_unmeasured,
    bitwise_or_agg(p.fixed_reasons) AS reasons_of_members,
    max(p.idle_names) AS idle_name
  FROM subject_members m
  JOIN judged_principals p ON p.account_id = m.account_id AND p.principal_id = m.principal_id
  GROUP BY m.subject_type, m.subject_account_id, m.subject
),
scoped AS (
  SELECT
    m.*,
    b.subject IS NOT NULL AS is_bound_by_scps,
    b.subject_name AS bound_name,
    b.subject_path,
    CASE
      WHEN m.subject_type IN ('PERMISSION_SET', 'ROLE_NAME') THEN w.accounts_unmeasured
      WHEN b.subject IS NOT NULL THEN b.accounts_unmeasured
      WHEN a.status = 'exported' THEN 0
      ELSE 1
    END AS accounts_unmeasured,
    y.policy_arn IS NOT NULL AS is_boundary,
    i.idle_documents
  FROM members m
  CROSS JOIN open_accounts w
  LEFT JOIN bound b
    ON b.subject_type = m.subject_type AND b.subject_account_id = m.subject_account_id AND b.subject = m.subject
  LEFT JOIN snapshot_accounts a ON a.snapshot_date = :snapshot_date AND a.account_id = m.subject_account_id
  LEFT JOIN boundaries y ON y.account_id = m.subject_account_id AND y.policy_arn = m.subject
  LEFT JOIN idle i
    ON i.subject_type = m.subject_type AND i.subject_account_id = m.subject_account_id AND i.subject = m.subject
)
SELECT
  subject_type, subject_account_id, subject,
  CASE WHEN is_bound_by_scps THEN bound_name ELSE subject_name END AS subject_name,
  subject_path, is_bound_by_scps, members, accounts, members_unmeasured, accounts_unmeasured, reasons_of_members, idle_name,
  idle_documents,
  bitwise_or(
    -- A member that was not measured is NOT_MEASURED itself. An SCP exempts nobody for being idle by design.
    CASE WHEN is_bound_by_scps THEN bitwise_and(reasons_of_unmeasured, 4095) ELSE reasons_of_unmeasured END,
    CASE WHEN accounts_unmeasured > 0 THEN 32 ELSE 0 END -- NOT_MEASURED
      + CASE WHEN is_boundary THEN 2048 ELSE 0 END -- BOUNDARY
      + CASE WHEN idle_documents IS NOT NULL THEN 4096 ELSE 0 END -- IDLE_BY_DESIGN
  ) AS fixed_reasons
FROM scoped
