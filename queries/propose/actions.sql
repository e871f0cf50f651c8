-- Tracked actions by document, over its measured holders. grant_age: the worst of them: 0 known to be younger than the
-- days, 1 not known, 3 known to be as old. Young holders are told apart and count for neither. A grant that this snapshot
-- is the first to show has no age, so its history is left out: it would be as long as the rows themselves.
-- Grain: document, service_namespace, action_name.
WITH
/* holdings */,
history AS (
  SELECT *
  FROM grant_history
  WHERE snapshot_date <= :snapshot_date
    AND account_id IN (:account_id)
    AND (grant_start_seen OR grant_first_seen_at < CAST(:snapshot_date AS date))
)
SELECT
  h.document, a.service_namespace, a.action_name,
  CAST(count(*) AS integer) AS row_count,
  CAST(count(*) FILTER (WHERE a.evidence_days >= :days OR h.evidence_days < :days) AS integer) AS enough,
  CAST(count(a.last_accessed_at) AS integer) AS used,
  max(CASE WHEN a.last_accessed_at IS NOT NULL THEN h.principal_arn END) AS used_by,
  min(CASE WHEN a.last_accessed_at IS NOT NULL THEN h.principal_arn END) AS used_by_another,
  CAST(min(a.evidence_days) AS integer) AS evidence_days,
  CAST(
    min(
      CASE
        WHEN h.evidence_days < :days THEN 3
        WHEN date_diff('millisecond', g.grant_first_seen_at, a.generated_at) >= CAST(:days AS bigint) * 86400000 THEN 3
        WHEN g.grant_start_seen THEN 0
        ELSE 1
      END
    ) AS integer
  ) AS grant_age
FROM held h
JOIN action_access a
  ON a.snapshot_date = h.snapshot_date AND a.account_id = h.account_id AND a.principal_id = h.principal_id
LEFT JOIN history g
  ON g.snapshot_date = a.snapshot_date
  AND g.account_id = a.account_id
  AND g.principal_id = a.principal_id
  AND g.service_namespace = a.service_namespace
  AND g.action_name = a.action_name
WHERE a.snapshot_date IN (:dates)
  AND a.account_id IN (:account_id)
  AND a.service_namespace IS NOT NULL
GROUP BY h.document, a.service_namespace, a.action_name
