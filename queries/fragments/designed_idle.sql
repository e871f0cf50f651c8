-- Names of the snapshot that are idle by design, with the reason; without those that are released.
designed_idle AS (
  SELECT p.principal_name, CAST(max(d.reason) AS varchar) AS idle_by_design
  FROM (
    SELECT DISTINCT principal_name
    FROM principals
    WHERE snapshot_date = :snapshot_date
      AND account_id IN (:account_id)
  ) AS p
  JOIN idle_by_design d ON lower(p.principal_name) LIKE d.name_pattern ESCAPE '!'
  WHERE lower(d.name) NOT IN (:release.lower)
  GROUP BY p.principal_name
)
