-- What changed between two snapshots in the access of each principal of compared_principals: grants of services, lists and
-- uses that differ, each with its change, and what was not measured in both. Readers keep the changes of principals that both
-- measured (is_in_both), and of an action the change of its grant before that of its use.
present AS (
  SELECT *, from_status = 'exported' AND to_status = 'exported' AS is_in_both
  FROM (
    SELECT
      p.account_id, p.principal_arn, p.principal_id,
      coalesce(p.from_status, CASE WHEN b.principals_total IS NULL THEN b.status END, 'absent') AS from_status,
      coalesce(p.to_status, CASE WHEN a.principals_total IS NULL THEN a.status END, 'absent') AS to_status
    FROM both_principals p
    LEFT JOIN before_accounts b ON b.account_id = p.account_id
    LEFT JOIN after_accounts a ON a.account_id = p.account_id
  ) AS both_statuses
),
unknown_accounts AS (
  SELECT *
  FROM both_accounts
  WHERE from_status <> 'exported' OR to_status <> 'exported'
),
-- Services that one of the two lacks, whose lists of actions differ (change is null where only these do), or that were used
-- in one alone.
changed_grants AS MATERIALIZED (
  SELECT
    coalesce(a.account_id, b.account_id) AS account_id,
    coalesce(a.principal_id, b.principal_id) AS principal_id,
    coalesce(a.service_namespace, b.service_namespace) AS service_namespace,
    coalesce(b.list_hash, '') AS from_hash,
    coalesce(a.list_hash, '') AS to_hash,
    b.last_accessed_at AS from_last_accessed_at,
    a.last_accessed_at AS to_last_accessed_at,
    CASE
      WHEN b.run_id IS NULL THEN 'NEWLY_GRANTED'
      WHEN a.run_id IS NULL THEN 'NO_LONGER_GRANTED'
      WHEN b.last_accessed_at IS NULL AND a.last_accessed_at IS NOT NULL THEN 'FIRST_USED'
      WHEN b.last_accessed_at IS NOT NULL AND a.last_accessed_at IS NULL THEN 'AGED_OUT'
    END AS change
  FROM (
    SELECT *
    FROM snapshot_principal_grants
    WHERE snapshot_date = :from_date
      AND service_namespace IN (:service) -- if given
      AND account_id IN (:account) -- if given
      AND account_id IN (:principal.account) -- if given
  ) AS b
  FULL OUTER JOIN (
    SELECT *
    FROM snapshot_principal_grants
    WHERE snapshot_date = :to_date
      AND service_namespace IN (:service) -- if given
      AND account_id IN (:account) -- if given
      AND account_id IN (:principal.account) -- if given
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
    AND service_namespace IN (:service) -- if given
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
-- A use that one of the two lacks.
changed_uses AS (
  SELECT
    *,
    CASE WHEN from_last_accessed_at IS NULL THEN 'FIRST_USED' ELSE 'AGED_OUT' END AS change
  FROM (
    SELECT
      u.account_id, u.principal_id, u.service_namespace, u.action_name,
      max(u.last_accessed_at) FILTER (WHERE u.snapshot_date = :from_date) AS from_last_accessed_at,
      max(u.last_accessed_at) FILTER (WHERE u.snapshot_date = :to_date) AS to_last_accessed_at
    FROM known_action_uses u
    JOIN listed_accounts a
      ON a.snapshot_date = u.snapshot_date AND a.account_id = u.account_id AND a.run_id = u.run_id
    WHERE u.snapshot_date IN (:from_date, :to_date)
      AND u.service_namespace IN (:service) -- if given
      AND u.account_id IN (:account) -- if given
      AND u.account_id IN (:principal.account) -- if given
    GROUP BY u.account_id, u.principal_id, u.service_namespace, u.action_name
  ) AS uses
  WHERE (from_last_accessed_at IS NULL) <> (to_last_accessed_at IS NULL)
),
unknown AS (
  SELECT account_id, principal_arn, principal_id, from_status, to_status
  FROM present
  WHERE NOT is_in_both
  UNION ALL
  SELECT account_id, CAST(NULL AS varchar), CAST(NULL AS varchar), from_status, to_status
  FROM unknown_accounts
)
