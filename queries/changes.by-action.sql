-- question: What changed between two snapshots: first used, no longer in the tracking period, newly granted, no longer granted?
-- topic: time
-- grain: a principal and service (action_name is null) or action that changed, or a principal or account that was not measured in both (UNKNOWN)
-- with: compared_principals, compared_access
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- parameter: service service list optional: service namespaces, such as s3
-- parameter: action action list optional: changes of these actions alone
-- parameter: access_level List|Read|Write|Tagging|Permissions management list optional: changes of actions of these levels, and of actions whose level is not known
-- parameter: change FIRST_USED|AGED_OUT|NEWLY_GRANTED|NO_LONGER_GRANTED list optional: kinds of changes; UNKNOWN stays in
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: account_id, principal_arn, service_namespace, action_name, change
-- next: query principal_history --principal ARN
-- limits: Compares what both snapshots measured, by principal_id; of everything else it says UNKNOWN, with what was
--   there: exported, failed, deleted, skipped, excluded or absent. AGED_OUT: the last attempt lies further back than
--   IAM looks; used again after that it is FIRST_USED. An action that IAM began to track between the two is
--   NEWLY_GRANTED to everybody who has it. Filters take who passes them in either snapshot. Between two snapshots a grant may have come and gone
--   unseen.
WITH compared_actions AS (
  SELECT
    i.account_id, i.principal_id, i.service_namespace, i.action_name,
    coalesce(max(i.change_of_grant), max(i.change_of_use)) AS change,
    max(i.from_last_accessed_at) AS from_last_accessed_at, max(i.to_last_accessed_at) AS to_last_accessed_at
  FROM (
    SELECT
      g.account_id, g.principal_id, g.service_namespace, l.action_name, l.change AS change_of_grant,
      CAST(NULL AS varchar) AS change_of_use, CAST(NULL AS timestamp) AS from_last_accessed_at,
      CAST(NULL AS timestamp) AS to_last_accessed_at
    FROM changed_grants g
    JOIN changed_lists l
      ON l.service_namespace = g.service_namespace AND l.from_hash = g.from_hash AND l.to_hash = g.to_hash
    UNION ALL
    SELECT
      account_id, principal_id, service_namespace, action_name, CAST(NULL AS varchar), change, from_last_accessed_at,
      to_last_accessed_at
    FROM changed_uses
  ) AS i
  JOIN present p ON p.account_id = i.account_id AND p.principal_id = i.principal_id AND p.is_in_both
  GROUP BY i.account_id, i.principal_id, i.service_namespace, i.action_name
),
compared AS MATERIALIZED (
  SELECT
    account_id, principal_id, service_namespace, CAST(NULL AS varchar) AS action_name, from_last_accessed_at,
    to_last_accessed_at, change
  FROM changed_grants
  WHERE change IS NOT NULL
  UNION ALL
  SELECT
    account_id, principal_id, service_namespace, action_name, from_last_accessed_at, to_last_accessed_at, change
  FROM compared_actions
),
levels AS (
  SELECT service_namespace, action_name, max(access_level) AS access_level
  FROM snapshot_actions
  WHERE snapshot_date = :to_date
  GROUP BY service_namespace, action_name
),
changes AS (
  SELECT
    p.account_id, p.principal_arn, p.principal_id, c.service_namespace, c.action_name, c.change,
    c.from_last_accessed_at, c.to_last_accessed_at, p.from_status, p.to_status
  FROM compared c
  JOIN present p ON p.account_id = c.account_id AND p.principal_id = c.principal_id AND p.is_in_both
  LEFT JOIN levels l ON l.service_namespace = c.service_namespace AND l.action_name = c.action_name
  WHERE true
    AND c.change IN (:change) -- if given
    AND c.service_namespace || ':' || c.action_name IN (:action) -- if given
    AND c.action_name IS NOT NULL AND (l.access_level IS NULL OR l.access_level IN (:access_level)) -- if given
)
SELECT * FROM changes
UNION ALL
SELECT
  account_id, principal_arn, principal_id, CAST(NULL AS varchar), CAST(NULL AS varchar), 'UNKNOWN',
  CAST(NULL AS timestamp), CAST(NULL AS timestamp), from_status, to_status
FROM unknown
ORDER BY account_id, principal_arn, principal_id, service_namespace NULLS FIRST, action_name NULLS FIRST
