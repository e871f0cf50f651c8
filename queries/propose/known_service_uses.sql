-- Uses of services since :since that any snapshot of the window knows, by document: those of who holds it now, and
-- those of who held it when they were seen.
-- Grain: document, principal_arn of the latest use, used_by and used_by_another. uses: the last time, a vertical bar
-- and the service, joined by commas; commas and percent signs of a name are escaped as in a URL.
WITH
/* holdings */,
uses AS (
  SELECT *
  FROM known_service_uses
  WHERE snapshot_date IN (:dates)
    AND account_id IN (:batch) -- if given
    AND last_accessed_at >= CAST(:since AS timestamp) -- if given
),
uses_of_documents AS (
  SELECT
    h.document, u.service_namespace,
    max(u.last_accessed_at) AS last_accessed_at,
    max_by(u.principal_arn, u.last_accessed_at) AS principal_arn,
    max(u.principal_arn) AS used_by,
    min(u.principal_arn) AS used_by_another
  FROM held h
  JOIN uses u
    ON u.account_id = h.account_id
    AND u.principal_id = h.principal_id
    AND (h.snapshot_date = :snapshot_date OR u.snapshot_date = h.snapshot_date)
  GROUP BY h.document, u.service_namespace
)
SELECT
  document, principal_arn, used_by, used_by_another,
  array_join(
    array_agg(
      CAST(last_accessed_at AS varchar) || '|' || replace(replace(service_namespace, '%', '%25'), ',', '%2C')
    ),
    ','
  ) AS uses
FROM uses_of_documents
GROUP BY document, principal_arn, used_by, used_by_another
