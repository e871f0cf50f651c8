-- What runs of the last 415 days saw somebody use who held a policy then and does not now. used_days as in judged_uses.
-- Grain: subject_type, subject, account_id, principal_id, principal_arn, service_namespace, action_key.
WITH policies AS (
  SELECT DISTINCT subject_type, subject_account_id, subject
  FROM subject_members
  WHERE subject_type IN ('MANAGED_POLICY', 'INLINE_POLICY')
),
former AS (
  SELECT DISTINCT p.subject_type, p.subject, h.run_id, h.account_id, h.principal_id
  FROM known_holders h
  JOIN policies p
    ON p.subject_account_id = h.account_id AND p.subject = h.owner_arn || coalesce(' ' || h.policy_name, '')
  LEFT JOIN subject_members m
    ON m.subject_type = p.subject_type
    AND m.subject = p.subject
    AND m.account_id = h.account_id
    AND m.principal_id = h.principal_id
  WHERE h.snapshot_date BETWEEN CAST(CAST(CAST(:snapshot_date AS date) - INTERVAL '415' DAY AS date) AS varchar) AND :uses_until
    AND m.subject IS NULL
),
uses AS (
  SELECT
    run_id, account_id, principal_id, principal_arn, service_namespace,
    CAST('' AS varchar) AS action_key,
    last_accessed_at
  FROM known_service_uses
  WHERE snapshot_date BETWEEN CAST(CAST(CAST(:snapshot_date AS date) - INTERVAL '415' DAY AS date) AS varchar) AND :uses_until
  UNION ALL
  SELECT
    run_id, account_id, principal_id, principal_arn, service_namespace,
    translate(action_name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
    last_accessed_at
  FROM known_action_uses
  WHERE snapshot_date BETWEEN CAST(CAST(CAST(:snapshot_date AS date) - INTERVAL '415' DAY AS date) AS varchar) AND :uses_until
),
-- A use of an action is one of its service.
seen AS (
  SELECT
    f.subject_type, f.subject, f.account_id, f.principal_id, u.principal_arn, u.service_namespace, t.action_key,
    max(u.last_accessed_at) AS last_known_access_at
  FROM uses u
  JOIN former f ON f.run_id = u.run_id AND f.account_id = u.account_id AND f.principal_id = u.principal_id
  CROSS JOIN UNNEST(CASE WHEN u.action_key = '' THEN ARRAY[u.action_key] ELSE ARRAY[u.action_key, ''] END) AS t(action_key)
  GROUP BY f.subject_type, f.subject, f.account_id, f.principal_id, u.principal_arn, u.service_namespace, t.action_key
)
SELECT
  s.subject_type, s.subject, s.account_id, s.principal_id, s.principal_arn, s.service_namespace, s.action_key,
  s.last_known_access_at,
  least(
    CAST(
      floor(
        CAST(
          date_diff(
            'millisecond', s.last_known_access_at, coalesce(a.judged_at, CAST(CAST(:snapshot_date AS date) AS timestamp))
          ) AS double
        ) / 86400000
      ) AS integer
    ),
    400
  ) AS used_days
FROM seen s
LEFT JOIN asked_principals a ON a.account_id = s.account_id AND a.principal_id = s.principal_id
