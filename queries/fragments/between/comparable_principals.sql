-- Users and roles of the later snapshot that can be compared: the earlier one listed them, or listed their
-- account without them (is_new). is_measured: what they are granted and use is known of both, or of the later one where
-- they are new. Needs compared_principals.
runs_before AS (
  SELECT count(organization_id) > 0 AS named_every_account
  FROM snapshot_runs
  WHERE snapshot_date = :from_date
),
comparable AS MATERIALIZED (
  SELECT
    p.account_id, p.account_name, p.principal_arn, p.principal_id, p.principal_type, p.created_at, p.from_arn,
    l.is_service_linked, e.generated_at AS from_generated_at,
    p.from_arn IS NULL AS is_new,
    p.to_status = 'exported' AND coalesce(p.from_status, 'exported') = 'exported' AS is_measured
  FROM both_principals p
  CROSS JOIN runs_before r
  JOIN listed_principals l
    ON l.snapshot_date = :to_date AND l.account_id = p.account_id AND l.principal_id = p.principal_id
  LEFT JOIN listed_principals e
    ON e.snapshot_date = :from_date AND e.account_id = p.account_id AND e.principal_id = p.principal_id
  LEFT JOIN before_accounts b ON b.account_id = p.account_id
  WHERE p.to_status IN ('exported', 'failed')
    AND CASE
      WHEN p.from_arn IS NOT NULL THEN p.from_status IN ('exported', 'failed')
      ELSE b.principals_total IS NOT NULL OR (b.account_id IS NULL AND r.named_every_account)
    END
)
