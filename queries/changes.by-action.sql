-- question: What changed between two snapshots: first used, no longer in the tracking period, newly granted, no longer granted?
-- topic: time
-- grain: a principal and service (action_name is null) or action that changed, or a principal or account that was not measured in both (UNKNOWN)
-- with: compared_principals
-- parameter: from_date snapshot = previous: date of the earlier snapshot
-- parameter: to_date snapshot = newest: date of the later snapshot
-- parameter: service service list optional: service namespaces, such as s3
-- parameter: action action list optional: changes of these actions alone
-- parameter: access_level List|Read|Write|Tagging|Permissions management list optional: changes of actions of these levels, and of actions whose level is not known
-- parameter: change FIRST_USED|AGED_OUT|NEWLY_GRANTED|NO_LONGER_GRANTED list optional: kinds of changes; UNKNOWN stays in
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: account_id, principal_arn, service_namespace, action_name, change
-- next: query principal_history --principal <ARN>
-- limits: Compares what both snapshots measured, by principal_id; of everything else it says UNKNOWN, with what was
--   there: exported, failed, deleted, skipped, excluded or absent. AGED_OUT: the last attempt lies further back than
--   IAM looks; used again after that it is FIRST_USED. An action that IAM began to track between the two is
--   NEWLY_GRANTED to everybody who has it. Filters take who passes them in either snapshot. Between two snapshots a grant may have come and gone
--   unseen.
WITH present AS (
  SELECT
    p.account_id, p.account_name, p.principal_arn, p.principal_id, p.principal_type, p.created_at, p.from_arn, p.to_arn,
    coalesce(p.from_status, CASE WHEN b.principals_total IS NULL THEN b.status END, 'absent') AS from_status,
    coalesce(p.to_status, CASE WHEN a.principals_total IS NULL THEN a.status END, 'absent') AS to_status
  FROM both_principals p
  LEFT JOIN before_accounts b ON b.account_id = p.account_id
  LEFT JOIN after_accounts a ON a.account_id = p.account_id
),
unknown_accounts AS (
  SELECT *
  FROM both_accounts
  WHERE from_status <> 'exported' OR to_status <> 'exported'
),
-- Services that one of the two lacks, whose lists of actions differ, or that were used in one alone: of every principal,
-- for `changes` takes those that were measured in both.
changed_grants AS MATERIALIZED (
  SELECT
    coalesce(a.account_id, b.account_id) AS account_id,
    coalesce(a.principal_id, b.principal_id) AS principal_id,
    coalesce(a.service_namespace, b.service_namespace) AS service_namespace,
    b.run_id IS NOT NULL AS is_from_granted,
    a.run_id IS NOT NULL AS is_to_granted,
    coalesce(b.list_hash, '') AS from_hash,
    coalesce(a.list_hash, '') AS to_hash,
    b.last_accessed_at AS from_last_accessed_at,
    a.last_accessed_at AS to_last_accessed_at
  FROM (
    SELECT *
    FROM snapshot_principal_grants
    WHERE snapshot_date = :from_date
      AND service_namespace IN (:service)
      AND account_id IN (:account)
      AND account_id IN (:principal.account)
  ) AS b
  FULL OUTER JOIN (
    SELECT *
    FROM snapshot_principal_grants
    WHERE snapshot_date = :to_date
      AND service_namespace IN (:service)
      AND account_id IN (:account)
      AND account_id IN (:principal.account)
  ) AS a
    ON a.account_id = b.account_id AND a.principal_id = b.principal_id AND a.service_namespace = b.service_namespace
  WHERE a.run_id IS NULL
    OR b.run_id IS NULL
    OR coalesce(a.list_hash, '') <> coalesce(b.list_hash, '')
    OR (a.last_accessed_at IS NULL) <> (b.last_accessed_at IS NULL)
),
lists AS (
  SELECT DISTINCT service_namespace, list_hash, action_name
  FROM known_granted_lists
  WHERE snapshot_date IN (:from_date, :to_date)
    AND service_namespace IN (:service)
),
changed_lists AS (
  SELECT
    p.service_namespace, p.from_hash, p.to_hash, l.action_name,
    CASE WHEN max(CASE WHEN l.list_hash = p.to_hash THEN 1 ELSE 0 END) = 1 THEN 'NEWLY_GRANTED' ELSE 'NO_LONGER_GRANTED' END
      AS change
  FROM (
    SELECT DISTINCT service_namespace, from_hash, to_hash
    FROM changed_grants
    WHERE from_hash <> to_hash
  ) AS p
  CROSS JOIN UNNEST(ARRAY[p.from_hash, p.to_hash]) AS t(list_hash)
  JOIN lists l ON l.service_namespace = p.service_namespace AND l.list_hash = t.list_hash
  GROUP BY p.service_namespace, p.from_hash, p.to_hash, l.action_name
  HAVING count(*) = 1
),
uses AS (
  SELECT u.snapshot_date, u.account_id, u.principal_id, u.service_namespace, u.action_name, u.last_accessed_at
  FROM known_action_uses u
  JOIN listed_accounts a
    ON a.snapshot_date = u.snapshot_date AND a.account_id = u.account_id AND a.run_id = u.run_id
  WHERE u.snapshot_date IN (:from_date, :to_date)
    AND u.service_namespace IN (:service)
    AND u.account_id IN (:account)
    AND u.account_id IN (:principal.account)
),
-- A use that one of the two lacks.
changed_uses AS (
  SELECT
    coalesce(a.account_id, b.account_id) AS account_id,
    coalesce(a.principal_id, b.principal_id) AS principal_id,
    coalesce(a.service_namespace, b.service_namespace) AS service_namespace,
    coalesce(a.action_name, b.action_name) AS action_name,
    b.last_accessed_at AS from_last_accessed_at,
    a.last_accessed_at AS to_last_accessed_at
  FROM (SELECT * FROM uses WHERE snapshot_date = :from_date) AS b
  FULL OUTER JOIN (SELECT * FROM uses WHERE snapshot_date = :to_date) AS a
    ON a.account_id = b.account_id
    AND a.principal_id = b.principal_id
    AND a.service_namespace = b.service_namespace
    AND a.action_name = b.action_name
  WHERE (a.last_accessed_at IS NULL) <> (b.last_accessed_at IS NULL)
),
compared_actions AS (
  SELECT
    i.account_id, i.principal_id, i.service_namespace, i.action_name, max(i.change) AS change_of_grant,
    max(i.from_last_accessed_at) AS from_last_accessed_at, max(i.to_last_accessed_at) AS to_last_accessed_at
  FROM (
    SELECT
      g.account_id, g.principal_id, g.service_namespace, l.action_name, l.change,
      CAST(NULL AS timestamp) AS from_last_accessed_at, CAST(NULL AS timestamp) AS to_last_accessed_at
    FROM changed_grants g
    JOIN changed_lists l
      ON l.service_namespace = g.service_namespace AND l.from_hash = g.from_hash AND l.to_hash = g.to_hash
    UNION ALL
    SELECT
      account_id, principal_id, service_namespace, action_name, CAST(NULL AS varchar), from_last_accessed_at,
      to_last_accessed_at
    FROM changed_uses
  ) AS i
  JOIN present p ON p.account_id = i.account_id AND p.principal_id = i.principal_id
  WHERE p.from_status = 'exported'
    AND p.to_status = 'exported'
  GROUP BY i.account_id, i.principal_id, i.service_namespace, i.action_name
),
compared AS (
  SELECT
    account_id, principal_id, service_namespace, CAST(NULL AS varchar) AS action_name, from_last_accessed_at,
    to_last_accessed_at,
    CASE
      WHEN NOT is_from_granted THEN 'NEWLY_GRANTED'
      WHEN NOT is_to_granted THEN 'NO_LONGER_GRANTED'
      WHEN from_last_accessed_at IS NULL AND to_last_accessed_at IS NOT NULL THEN 'FIRST_USED'
      WHEN from_last_accessed_at IS NOT NULL AND to_last_accessed_at IS NULL THEN 'AGED_OUT'
    END AS change
  FROM changed_grants
  UNION ALL
  SELECT
    account_id, principal_id, service_namespace, action_name, from_last_accessed_at, to_last_accessed_at,
    CASE
      WHEN change_of_grant IS NOT NULL THEN change_of_grant
      WHEN from_last_accessed_at IS NULL AND to_last_accessed_at IS NOT NULL THEN 'FIRST_USED'
      WHEN from_last_accessed_at IS NOT NULL AND to_last_accessed_at IS NULL THEN 'AGED_OUT'
    END
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
  JOIN present p ON p.account_id = c.account_id AND p.principal_id = c.principal_id
  LEFT JOIN levels l ON l.service_namespace = c.service_namespace AND l.action_name = c.action_name
  WHERE c.change IS NOT NULL
    AND p.from_status = 'exported'
    AND p.to_status = 'exported'
    AND c.change IN (:change)
    AND c.service_namespace || ':' || c.action_name IN (:action)
    AND c.action_name IS NOT NULL AND (l.access_level IS NULL OR l.access_level IN (:access_level))
),
unknown AS (
  SELECT account_id, principal_arn, principal_id, from_status, to_status
  FROM present
  WHERE from_status <> 'exported' OR to_status <> 'exported'
  UNION ALL
  SELECT account_id, CAST(NULL AS varchar), CAST(NULL AS varchar), from_status, to_status
  FROM unknown_accounts
)
SELECT * FROM changes
UNION ALL
SELECT
  account_id, principal_arn, principal_id, CAST(NULL AS varchar), CAST(NULL AS varchar), 'UNKNOWN',
  CAST(NULL AS timestamp), CAST(NULL AS timestamp), from_status, to_status
FROM unknown
ORDER BY account_id, principal_arn, principal_id, service_namespace NULLS FIRST, action_name NULLS FIRST
