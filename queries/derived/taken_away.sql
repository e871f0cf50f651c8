-- question: What that could go at a snapshot is no longer granted at a later one?
-- topic: none
-- grain: a dimension and a subject of the table derived_trends that something was taken away from
-- with: owners, dimensions
-- parameter: days days = 90: window of use, and evidence that is enough, in days
-- parameter: later_date snapshot = newest: the snapshot that no longer grants it
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a principal has counts
-- limits: Counted is what removable and removable --by action list of the snapshot, each for each principal, where
--   the later one measured the principal, or its account to the end without it. Uses count until :uses_until.
WITH successors AS (
  -- Who replaces a principal that is gone: one of its ARN, or a role of its permission set, for Identity Center recreates roles.
  SELECT p.account_id, p.principal_id, min(l.principal_id) AS successor_id
  FROM judged_principals p
  JOIN listed_principals l
    ON l.snapshot_date = :later_date
    AND l.account_id = p.account_id
    AND coalesce(lower(l.permission_set_name), l.principal_arn) = coalesce(lower(p.permission_set_name), p.principal_arn)
  LEFT JOIN listed_principals s
    ON s.snapshot_date = :later_date AND s.account_id = p.account_id AND s.principal_id = p.principal_id
  WHERE s.principal_id IS NULL
  GROUP BY p.account_id, p.principal_id
),
compared AS (
  -- Those whose grants the later snapshot knows: they or their successors were measured, or are gone.
  SELECT p.account_id, p.principal_id, coalesce(c.successor_id, p.principal_id) AS later_id
  FROM judged_principals p
  LEFT JOIN successors c ON c.account_id = p.account_id AND c.principal_id = p.principal_id
  JOIN snapshot_accounts a
    ON a.snapshot_date = :later_date AND a.account_id = p.account_id AND a.status = 'exported'
  LEFT JOIN snapshot_principals l
    ON l.snapshot_date = :later_date AND l.account_id = p.account_id AND l.principal_id = coalesce(c.successor_id, p.principal_id)
  WHERE p.is_service_linked = false
    AND coalesce(l.status, 'deleted') IN ('exported', 'deleted')
),
-- later_hash: the list of the later snapshot, '-' where the service is no longer granted.
changed_grants AS MATERIALIZED (
  SELECT g.*
  FROM (
    SELECT
      c.account_id, c.principal_id, g.service_namespace, g.list_hash,
      CASE WHEN n.service_namespace IS NULL THEN '-' ELSE coalesce(n.list_hash, '') END AS later_hash
    FROM judged_grants g
    JOIN compared c ON c.account_id = g.account_id AND c.principal_id = g.principal_id
    LEFT JOIN snapshot_principal_grants n
      ON n.snapshot_date = :later_date
      AND n.account_id = c.account_id
      AND n.principal_id = c.later_id
      AND n.service_namespace = g.service_namespace
  ) AS g
  WHERE g.later_hash <> g.list_hash
),
later_lists AS (
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
