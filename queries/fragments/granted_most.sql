-- The riskiest principals: those with the most actions without an attempt first, as many as have so many rows together.
granted_most AS (
  SELECT
    account_id, principal_arn, principal_id, is_service_linked, actions_tracked,
    actions_tracked - actions_accessed AS actions_unused
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND status = 'exported'
    /* filters */
),
ranked AS (
  SELECT
    account_id, principal_arn, principal_id,
    row_number() OVER (ORDER BY is_service_linked, actions_unused DESC, account_id, principal_arn) AS place,
    sum(actions_tracked) OVER (
      ORDER BY is_service_linked, actions_unused DESC, account_id, principal_arn
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS rows_so_far
  FROM granted_most
),
chosen AS (
  SELECT * FROM ranked WHERE rows_so_far <= :rows
)
