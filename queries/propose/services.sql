-- Services by document, over its measured holders. A row counts as enough where the evidence of the holder is known: one
-- that is younger than the days is a young holder, who is told apart; a service that is new within the days is not enough.
-- Grain: document, service_namespace.
WITH
/* holdings */
SELECT
  h.document, s.service_namespace,
  CAST(count(*) AS integer) AS row_count,
  CAST(count(*) FILTER (WHERE s.evidence_days >= :days OR h.evidence_days < :days) AS integer) AS enough,
  CAST(count(s.last_accessed_at) AS integer) AS used,
  max(CASE WHEN s.last_accessed_at IS NOT NULL THEN h.principal_arn END) AS used_by,
  min(CASE WHEN s.last_accessed_at IS NOT NULL THEN h.principal_arn END) AS used_by_another,
  CAST(min(s.evidence_days) AS integer) AS evidence_days
FROM held h
JOIN service_access s
  ON s.snapshot_date = h.snapshot_date AND s.account_id = h.account_id AND s.principal_id = h.principal_id
WHERE s.snapshot_date IN (:dates)
  AND s.account_id IN (:account_id)
  AND s.service_namespace IS NOT NULL
GROUP BY h.document, s.service_namespace
