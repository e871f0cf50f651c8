-- The riskiest principals first: those with the most actions without an attempt; with the rows of services and of actions
-- that they have together with all before them.
ranked AS (
  SELECT
    account_id, principal_arn, principal_id,
    row_number() OVER (ORDER BY is_service_linked, actions_unused DESC, account_id, principal_arn) AS place,
    sum(services_granted) OVER (
      ORDER BY is_service_linked, actions_unused DESC, account_id, principal_arn
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS services_so_far,
    sum(actions_tracked) OVER (
      ORDER BY is_service_linked, actions_unused DESC, account_id, principal_arn
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS actions_so_far
  FROM (
    SELECT
      account_id, principal_arn, principal_id, is_service_linked, services_granted, actions_tracked,
      actions_tracked - actions_accessed AS actions_unused
    FROM snapshot_principals
    WHERE snapshot_date = :snapshot_date
      AND status = 'exported'
      /* filters */
  ) AS measured
)
