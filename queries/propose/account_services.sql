-- Services that a principal of the account used: by the snapshot whenever that was, by the window since :since.
-- Service-linked roles are not bound by an SCP.
-- Grain: account_id, service_namespace.
SELECT DISTINCT account_id, service_namespace
FROM known_service_uses
WHERE snapshot_date IN (:dates)
  AND is_service_linked = false
  AND (snapshot_date = :snapshot_date OR last_accessed_at >= CAST(:since AS timestamp))
