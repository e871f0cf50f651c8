-- question: Which services does a managed policy allow, and does any of its holders use them?
-- topic: policies
-- grain: a managed policy that somebody holds, attached or through a group, and a service that it allows and a holder is granted; or what is not known (NOT_KNOWN, NOT_MEASURED)
-- with: policies_held
-- parameter: policy policy list optional: ARNs or names of managed policies, such as AdministratorAccess
-- parameter: service service list optional: service namespaces, such as s3
-- filters: account_id, ou
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- first: policy_arn, state, service_namespace, holders_accessed, holders, account_name
-- next: query policy_holders --policy <name>
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Use is that of the
--   holders, by whatever policy. holders_accessed and last_accessed_at count holders that any snapshot of these days
--   knows to have used the service, gone ones included that held the policy in one of them (holders_gone).
--   NOT_ACCESSED: no use is known, and every holder of the snapshot was measured; NOT_MEASURED: one was not
--   (holders_unmeasured). By service: the policy allows any action of it, by Action or NotAction. To be a boundary is
--   not to be held. NOT_KNOWN: a document that could not be read.
WITH held AS (
  SELECT DISTINCT h.account_id, h.principal_id, h.owner_arn AS policy_arn
  FROM policies_held h
  WHERE h.policy_type = 'managed'
    AND (lower(h.owner_arn) IN (:policy.lower) OR lower(regexp_extract(h.owner_arn, '[^/]+$')) IN (:policy.lower))
),
listed AS (
  SELECT *
  FROM listed_principals
  WHERE snapshot_date = :snapshot_date
    AND status <> 'deleted'
    AND account_id IN (:account_id)
),
sizes AS (
  SELECT h.account_id, h.policy_arn, count(*) AS holders, count_if(p.status <> 'exported') AS unmeasured
  FROM held h
  JOIN listed p ON p.account_id = h.account_id AND p.principal_id = h.principal_id
  GROUP BY h.account_id, h.policy_arn
),
-- Who held it in a snapshot of these days, attached or through a group.
held_once AS (
  SELECT DISTINCT account_id, principal_id, policy_arn
  FROM (
    SELECT p.account_id, p.principal_id, t.policy_arn
    FROM listed_principals p
    CROSS JOIN UNNEST(split(p.attached_policy_arns, ', ')) AS t(policy_arn)
    WHERE p.snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
    UNION ALL
    SELECT p.account_id, p.principal_id, u.policy_arn
    FROM listed_principals p
    CROSS JOIN UNNEST(split(p.group_names, ', ')) AS t(group_name)
    JOIN snapshot_groups g
      ON g.snapshot_date = p.snapshot_date AND g.account_id = p.account_id AND g.group_name = t.group_name
    CROSS JOIN UNNEST(split(g.attached_policy_arns, ', ')) AS u(policy_arn)
    WHERE p.snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
      AND g.snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
  ) AS holdings
),
granted AS (
  SELECT h.account_id, h.policy_arn, g.service_namespace, count(*) AS holders_granted
  FROM held h
  JOIN measured_grants g
    ON g.snapshot_date = :snapshot_date
    AND g.account_id = h.account_id
    AND g.principal_id = h.principal_id
    AND g.action_name IS NULL
    AND g.service_namespace IN (:service)
  GROUP BY h.account_id, h.policy_arn, g.service_namespace
),
used AS (
  SELECT
    h.account_id, h.policy_arn, u.service_namespace,
    count(DISTINCT u.principal_id) AS holders_accessed,
    count(DISTINCT CASE WHEN n.principal_id IS NULL THEN u.principal_id END) AS holders_gone,
    max(u.last_accessed_at) AS last_accessed_at
  FROM held_once h
  JOIN (
    SELECT snapshot_date, account_id, principal_id, service_namespace, last_accessed_at
    FROM known_service_uses
    UNION ALL
    SELECT snapshot_date, account_id, principal_id, service_namespace, last_accessed_at
    FROM known_action_uses
  ) AS u ON u.account_id = h.account_id AND u.principal_id = h.principal_id
  LEFT JOIN held n
    ON n.account_id = h.account_id AND n.principal_id = h.principal_id AND n.policy_arn = h.policy_arn
  WHERE u.snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
    AND u.last_accessed_at >= CAST(:snapshot_date AS date) - INTERVAL '400' DAY
  GROUP BY h.account_id, h.policy_arn, u.service_namespace
),
allowed AS (
  SELECT DISTINCT g.account_id, g.policy_arn, g.service_namespace, g.holders_granted
  FROM granted g
  JOIN services_allowed s
    ON s.policy_type = 'managed'
    AND s.account_id = g.account_id
    AND s.owner_arn = g.policy_arn
    AND lower(g.service_namespace) LIKE s.service_pattern ESCAPE '!'
),
accounts AS (
  SELECT a.account_id, a.account_name, a.status, a.error_code
  FROM snapshot_accounts a
  WHERE a.snapshot_date = :snapshot_date
    /* filters */
),
answered AS (
  SELECT
    a.account_id, a.account_name, w.policy_arn, w.service_namespace,
    CASE
      WHEN u.policy_arn IS NOT NULL THEN 'ACCESSED'
      WHEN z.unmeasured > 0 THEN 'NOT_MEASURED'
      ELSE 'NOT_ACCESSED'
    END AS state,
    z.holders, w.holders_granted, coalesce(u.holders_accessed, 0) AS holders_accessed, z.unmeasured AS holders_unmeasured,
    coalesce(u.holders_gone, 0) AS holders_gone, u.last_accessed_at, CAST(NULL AS varchar) AS error_code
  FROM allowed w
  JOIN accounts a ON a.account_id = w.account_id
  JOIN sizes z ON z.account_id = w.account_id AND z.policy_arn = w.policy_arn
  LEFT JOIN used u
    ON u.account_id = w.account_id AND u.policy_arn = w.policy_arn AND u.service_namespace = w.service_namespace
  UNION ALL
  SELECT
    a.account_id, a.account_name, z.policy_arn, CAST(NULL AS varchar), 'NOT_KNOWN', z.holders, CAST(NULL AS bigint),
    CAST(NULL AS bigint), z.unmeasured, CAST(NULL AS bigint), CAST(NULL AS timestamp), CAST(NULL AS varchar)
  FROM sizes z
  JOIN snapshot_policy_statements s
    ON s.snapshot_date = :snapshot_date
    AND s.policy_type = 'managed'
    AND s.account_id = z.account_id
    AND s.owner_arn = z.policy_arn
    AND s.problem IS NOT NULL
  JOIN accounts a ON a.account_id = z.account_id
  UNION ALL
  SELECT
    account_id, account_name, CAST(NULL AS varchar), CAST(NULL AS varchar), 'NOT_MEASURED', CAST(NULL AS bigint),
    CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS timestamp),
    error_code
  FROM accounts
  WHERE status <> 'exported'
)
SELECT
  account_id, account_name, policy_arn, service_namespace, CAST(state AS varchar) AS state,
  CAST(holders AS bigint) AS holders, CAST(holders_granted AS bigint) AS holders_granted,
  CAST(holders_accessed AS bigint) AS holders_accessed, CAST(holders_unmeasured AS bigint) AS holders_unmeasured,
  CAST(holders_gone AS bigint) AS holders_gone, last_accessed_at, error_code
FROM answered
ORDER BY account_id, policy_arn, service_namespace
