-- What the lake knows of each principal's use, by any run of the 415 days before.
known_principal_use AS (
  SELECT
    CAST(:snapshot_date AS varchar) AS snapshot_date, account_id, principal_id,
    max(used_at) AS last_known_use_at,
    max(blind_until) AS blind_until
  FROM known_principal_uses
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
  GROUP BY account_id, principal_id
)
