-- Of one run alone: accounts and principals that are neither exported nor say why not, and principals of no such account.
WITH doubtful AS (
  SELECT
    account_id,
    account_id AS subject,
    CASE
      WHEN status NOT IN ('exported', 'failed', 'skipped', 'excluded') THEN concat('has the unknown status ', status)
      WHEN status = 'exported' AND principals_total IS NULL THEN 'is exported, and its principals are not counted'
      WHEN status = 'exported' AND error_code IS NOT NULL THEN 'is exported, and has an error'
      WHEN status <> 'exported' AND error_code IS NULL THEN concat('is ', status, ', and does not say why')
    END AS problem
  FROM raw.accounts
  UNION ALL
  SELECT
    account_id,
    principal_arn AS subject,
    CASE
      WHEN status NOT IN ('exported', 'failed', 'deleted') THEN concat('has the unknown status ', status)
      WHEN status = 'exported' AND (generated_at IS NULL OR job_id IS NULL) THEN 'is exported, and has no report'
      WHEN status = 'exported' AND error_code IS NOT NULL THEN 'is exported, and has an error'
      WHEN status <> 'exported' AND error_code IS NULL THEN concat('is ', status, ', and does not say why')
      WHEN status <> 'exported'
        AND coalesce(services_granted, services_accessed, actions_tracked, actions_accessed) IS NOT NULL
        THEN concat('is ', status, ', and has counts')
    END AS problem
  FROM raw.principals
  UNION ALL
  SELECT p.account_id, p.principal_arn AS subject, 'belongs to an account that was not measured or is not there' AS problem
  FROM raw.principals p
  LEFT JOIN raw.accounts a ON a.account_id = p.account_id AND a.status IN ('exported', 'failed')
  WHERE a.account_id IS NULL
)
SELECT subject, problem
FROM doubtful
WHERE problem IS NOT NULL
ORDER BY account_id, subject
