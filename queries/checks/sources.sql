-- Of one run alone: sources whose rows are counted wrongly, with no state of an account or several, and states
-- that contradict themselves. A run from before the sources has no row of any.
WITH told AS (
  SELECT
    source,
    account_id,
    count(*) AS states,
    count(DISTINCT coalesce(subject, '')) AS subjects,
    count(*) FILTER (WHERE (status = 'collected') <> (error_code IS NULL)) AS contradictions,
    count(*) FILTER (WHERE (status IN ('collected', 'partial')) <> (rows IS NOT NULL)) AS uncounted,
    sum(rows) AS rows
  FROM raw.evidence_sources
  GROUP BY source, account_id
),
wanted AS (
  SELECT s.source, a.account_id
  FROM (SELECT DISTINCT source FROM raw.evidence_sources) s
  CROSS JOIN raw.accounts a
),
found AS (
  SELECT 'account-tags' AS source, account_id, cardinality(tags) AS rows
  FROM raw.accounts
  WHERE tags IS NOT NULL
  UNION ALL
  SELECT 'credentials', account_id, count(*)
  FROM (
    SELECT account_id FROM raw.credentials
    UNION ALL
    SELECT account_id FROM raw.access_keys
    UNION ALL
    SELECT account_id FROM raw.service_credentials
  ) c
  GROUP BY account_id
),
compared AS (
  SELECT
    coalesce(t.account_id, w.account_id) AS account_id,
    coalesce(t.source, w.source) AS source,
    CASE
      WHEN t.source IS NULL THEN 'does not say whether it was asked'
      WHEN w.source IS NULL AND t.account_id IS NOT NULL THEN 'names an account that the run does not'
      WHEN t.states > t.subjects THEN 'has several states'
      WHEN t.contradictions > 0 THEN 'is collected with an error, or not collected without one'
      WHEN t.uncounted > 0 THEN 'counts rows and is not collected, or is and does not'
      WHEN coalesce(t.rows, -1) <> coalesce(f.rows, -1) THEN concat(
        'counts ', coalesce(CAST(t.rows AS varchar), 'no'), ' rows, and there are ',
        coalesce(CAST(f.rows AS varchar), 'none')
      )
    END AS problem
  FROM told t
  FULL JOIN wanted w ON w.source = t.source AND w.account_id = t.account_id
  LEFT JOIN found f ON f.source = t.source AND f.account_id = t.account_id
)
SELECT account_id AS subject, concat('source ', source, ' ', problem) AS problem
FROM compared
WHERE problem IS NOT NULL
ORDER BY account_id, source
