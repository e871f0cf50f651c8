-- question: What did one of two snapshots measure, and the other not?
-- topic: none
-- grain: an account, or a principal of an account where this is not true of the whole
-- with: compared_principals
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- filters: account, ou, principal, tag, owner, except, except_tag
-- limits: The reason is that of the snapshot that did not measure it. A principal that is gone is no gap.
WITH runs_after AS (
  SELECT count(organization_id) > 0 AS named_every_account
  FROM snapshot_runs
  WHERE snapshot_date = :to_date
),
reasons_of_accounts AS (
  SELECT snapshot_date, account_id, error_code, error_message
  FROM snapshot_accounts
  WHERE snapshot_date IN (:from_date, :to_date)
),
account_kinds AS (
  SELECT
    account_id, account_name, to_status,
    CASE
      WHEN from_status = 'exported' AND to_status <> 'exported' THEN 'COVERAGE_LOST'
      WHEN from_status NOT IN ('exported', 'absent') AND to_status = 'exported' THEN 'COVERAGE_REGAINED'
    END AS kind
  FROM both_accounts
),
principal_kinds AS (
  SELECT
    p.account_id, p.account_name, p.principal_arn, p.principal_id,
    CASE
      WHEN p.from_status = 'exported' AND p.to_status = 'failed' THEN 'COVERAGE_LOST'
      WHEN p.from_status = 'failed' AND p.to_status = 'exported' THEN 'COVERAGE_REGAINED'
    END AS kind
  FROM both_principals p
  LEFT JOIN account_kinds k ON k.account_id = p.account_id AND k.kind IS NOT NULL
  WHERE k.account_id IS NULL
),
coverage AS (
  SELECT
    k.kind, 1 AS finding_rank, k.account_id, k.account_name, CAST(NULL AS varchar) AS principal_arn,
    CAST(NULL AS varchar) AS principal_id,
    CASE
      WHEN k.kind = 'COVERAGE_LOST' AND k.to_status = 'absent' THEN
        CASE WHEN a.named_every_account THEN 'Left' ELSE 'NotInThisRun' END
      ELSE r.error_code
    END AS error_code,
    r.error_message
  FROM account_kinds k
  CROSS JOIN runs_after a
  LEFT JOIN reasons_of_accounts r
    ON r.account_id = k.account_id
    AND r.snapshot_date = CASE k.kind WHEN 'COVERAGE_LOST' THEN :to_date ELSE :from_date END
  WHERE k.kind IS NOT NULL
  UNION ALL
  SELECT k.kind, 2, k.account_id, k.account_name, k.principal_arn, k.principal_id, u.error_code, u.error_message
  FROM principal_kinds k
  LEFT JOIN (
    SELECT snapshot_date, account_id, principal_id, error_code, error_message
    FROM unmeasured
    WHERE snapshot_date IN (:from_date, :to_date)
      AND principal_id IS NOT NULL
  ) AS u
    ON u.account_id = k.account_id
    AND u.principal_id = k.principal_id
    AND u.snapshot_date = CASE k.kind WHEN 'COVERAGE_LOST' THEN :to_date ELSE :from_date END
  WHERE k.kind IS NOT NULL
)
SELECT
  CAST(kind AS varchar) AS kind, CAST(finding_rank AS integer) AS finding_rank, account_id, account_name, principal_arn,
  principal_id, CAST(error_code AS varchar) AS subject, CAST(error_code AS varchar) AS error_code, error_message
FROM coverage
ORDER BY finding_rank, account_id, principal_arn, principal_id, error_code
