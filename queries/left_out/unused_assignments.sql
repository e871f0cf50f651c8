-- counts: permission sets in an account, without a known use within the days
-- with: known_principal_use, assignments
WITH judged AS (
  SELECT
    CASE
      WHEN coalesce(evidence_days, -1) < :days THEN 'with less evidence than the days'
      WHEN date_diff('millisecond', blind_until, generated_at) < CAST(:days AS bigint) * 86400000
        THEN 'whose role was active in a Region that IAM does not track'
    END AS reason
  FROM assignments
  WHERE known_use_at IS NULL
    OR date_diff('millisecond', known_use_at, generated_at) >= CAST(:days AS bigint) * 86400000
)
SELECT CAST(reason AS varchar) AS reason, CAST(count(*) AS bigint) AS left_out
FROM judged
WHERE reason IS NOT NULL
GROUP BY reason
ORDER BY reason
