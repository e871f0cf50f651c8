-- Principals of the snapshot with the last use that it or a snapshot of the days before it knows of them.
known_principals AS (
  SELECT
    p.*,
    CAST(
      CASE
        WHEN p.known_use_at > p.generated_at THEN 0
        ELSE floor(CAST(date_diff('millisecond', p.known_use_at, p.generated_at) AS double) / 86400000)
      END AS integer
    ) AS idle_days
  FROM (
    SELECT
      l.*,
      CASE
        WHEN u.last_known_use_at > coalesce(l.last_used_at, TIMESTAMP '1970-01-01 00:00:00') THEN u.last_known_use_at
        ELSE l.last_used_at
      END AS known_use_at,
      u.blind_until
    FROM (
      SELECT *
      FROM snapshot_principals
      WHERE snapshot_date = :snapshot_date
        /* filters */
    ) AS l
    LEFT JOIN known_principal_use u ON u.account_id = l.account_id AND u.principal_id = l.principal_id
  ) AS p
)
