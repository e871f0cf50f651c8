-- The same of each date from from_date to to_date, by what was known then: of the last one by what later runs saw, too.
known_principal_use AS (
  SELECT
    snapshot_date, account_id, principal_id,
    max(max(used_at)) OVER (PARTITION BY account_id, principal_id ORDER BY snapshot_date) AS last_known_use_at,
    max(max(blind_until)) OVER (PARTITION BY account_id, principal_id ORDER BY snapshot_date) AS blind_until
  FROM (
    SELECT
      CASE WHEN snapshot_date > :to_date THEN CAST(:to_date AS varchar) ELSE snapshot_date END AS snapshot_date,
      account_id, principal_id, used_at, blind_until
    FROM known_principal_uses
    WHERE snapshot_date BETWEEN :from_date.lookback AND :uses_until
      AND account_id IN (:account) -- if given
    UNION ALL
    SELECT snapshot_date, account_id, principal_id, CAST(NULL AS timestamp), CAST(NULL AS timestamp)
    FROM asked
  ) AS uses
  GROUP BY snapshot_date, account_id, principal_id
)
