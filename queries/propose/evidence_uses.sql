-- question: Which services and actions do the holders of a document use, by the runs that judge them?
-- topic: none
-- grain: a document, used_by and used_by_another, with what they used
-- filters: account
-- limits: Uses of the run by which a principal is judged, whenever they were; a use of an action is one of its service.
--   services and actions, as service:action, are joined by commas; commas and percent signs of a name are escaped as in
--   a URL.
WITH /* holdings */,
uses_of_runs AS (
  SELECT run_id, account_id, principal_id, service_namespace, action_name
  FROM known_action_uses
  WHERE snapshot_date = :snapshot_date
    AND account_id IN (:batch) -- if given
  UNION
  SELECT run_id, account_id, principal_id, service_namespace, CAST(NULL AS varchar)
  FROM known_action_uses
  WHERE snapshot_date = :snapshot_date
    AND account_id IN (:batch) -- if given
  UNION
  SELECT run_id, account_id, principal_id, service_namespace, CAST(NULL AS varchar)
  FROM known_service_uses
  WHERE snapshot_date = :snapshot_date
    AND account_id IN (:batch) -- if given
),
uses_of_documents AS (
  SELECT
    h.document, u.service_namespace, max(u.action_name) AS action_name,
    max(h.principal_arn) AS used_by,
    min(h.principal_arn) AS used_by_another
  FROM held h
  JOIN asked_principals p ON p.account_id = h.account_id AND p.principal_id = h.principal_id
  JOIN uses_of_runs u ON u.run_id = p.run_id AND u.account_id = p.account_id AND u.principal_id = p.principal_id
  WHERE h.snapshot_date = :snapshot_date
  GROUP BY h.document, u.service_namespace, lower(u.action_name)
)
SELECT
  document, used_by, used_by_another,
  array_join(array_agg(CASE WHEN action_name IS NULL THEN replace(replace(service_namespace, '%', '%25'), ',', '%2C') END), ',')
    AS services,
  array_join(array_agg(replace(replace(service_namespace || ':' || action_name, '%', '%25'), ',', '%2C')), ',') AS actions
FROM uses_of_documents
GROUP BY document, used_by, used_by_another
