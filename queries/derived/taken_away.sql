-- question: What that could go at a snapshot is no longer granted at a later one?
-- topic: none
-- grain: a dimension and a subject of the table derived_trends that something was taken away from
-- among: changed_grants
-- with: owners, dimensions
-- parameter: days days = 90: window of use, and evidence that is enough, in days
-- parameter: later_date snapshot = newest: the snapshot that no longer grants it
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a principal has counts
-- limits: Counted is what removable and removable --by action list of the snapshot, each for each principal, where
--   the later one measured the principal, or its account to the end without it. Uses count until :uses_until.
WITH later_lists AS (
  SELECT DISTINCT service_namespace, list_hash, lower(action_name) AS action_key
  FROM known_granted_lists
  WHERE snapshot_date = :later_date
),
-- What could be removed and the later list lacks.
taken AS MATERIALIZED (
  SELECT
    g.account_id, g.principal_id, g.service_namespace,
    count(*) FILTER (WHERE i.action_key = '') AS services,
    count(*) FILTER (WHERE i.action_key <> '') AS actions
  FROM changed_grants g
  JOIN judged_items i
    ON i.account_id = g.account_id AND i.principal_id = g.principal_id AND i.service_namespace = g.service_namespace
  LEFT JOIN later_lists l
    ON l.service_namespace = g.service_namespace AND l.list_hash = g.later_hash AND l.action_key = i.action_key
  WHERE i.fixed_reasons = 0
    AND i.clear_days >= :days
    AND CASE WHEN i.action_key = '' THEN g.later_hash = '-' ELSE l.action_key IS NULL END
  GROUP BY g.account_id, g.principal_id, g.service_namespace
),
names_of_services AS (
  SELECT service_namespace, max(service_name) AS service_name
  FROM raw.service_last_accessed
  WHERE snapshot_date = :snapshot_date
  GROUP BY service_namespace
),
subjects AS (
  SELECT d.dimension, d.subject, d.subject_name, k.services, k.actions
  FROM taken k
  JOIN dimensions d ON d.account_id = k.account_id AND d.principal_id = k.principal_id
  UNION ALL
  SELECT 'service', k.service_namespace, n.service_name, k.services, k.actions
  FROM taken k
  LEFT JOIN names_of_services n ON n.service_namespace = k.service_namespace
)
SELECT
  CAST(dimension AS varchar) AS dimension,
  CAST(subject AS varchar) AS subject,
  CAST(max(subject_name) AS varchar) AS subject_name,
  CAST(sum(services) AS bigint) AS services_taken_away,
  CAST(sum(actions) AS bigint) AS actions_taken_away
FROM subjects
GROUP BY dimension, subject
HAVING sum(services) + sum(actions) > 0
ORDER BY dimension, subject
