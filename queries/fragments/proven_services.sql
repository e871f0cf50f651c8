-- Services whose use IAM is known to show: it tracks an action of them, or somebody used them.
proven_services AS (
  SELECT service_namespace
  FROM snapshot_actions
  WHERE snapshot_date = :snapshot_date
    AND is_tracked = true
  UNION
  SELECT service_namespace
  FROM known_seen_actions
  WHERE snapshot_date = :snapshot_date
  UNION
  SELECT service_namespace
  FROM known_service_uses
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
)
