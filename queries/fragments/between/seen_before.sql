-- A principal that the snapshot does not list, though its account was listed: the last earlier snapshot that did.
seen_before AS (
  SELECT max(p.snapshot_date) AS last_listed_date
  FROM listed_principals p
  JOIN snapshot_accounts a ON a.account_id = p.account_id AND a.snapshot_date = :snapshot_date
  LEFT JOIN listed_principals n
    ON n.account_id = p.account_id AND n.principal_arn = p.principal_arn AND n.snapshot_date = :snapshot_date
  WHERE p.snapshot_date < :snapshot_date
    AND p.account_id = :principal.account -- if given
    AND p.principal_arn = :principal -- if given
    AND a.principals_total IS NOT NULL
    AND n.principal_arn IS NULL
  HAVING max(p.snapshot_date) IS NOT NULL
)
