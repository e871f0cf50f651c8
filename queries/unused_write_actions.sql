-- question: Who could write to a service, and did not?
-- topic: unused
-- grain: a principal that is granted the service, or a principal or account that was not measured
-- with: known_action_use, known_service_use
-- parameter: service service list = s3: service namespaces
-- filters: account_id, ou, principal, tag, except, except_tag
-- speaks-of: unused, in the list unused_write_actions
-- first: principal_arn, state, unused_write_actions, account_name, service_namespace
-- next: query removable_actions
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. A write is an action
--   that neither lists nor reads, or whose level is not known. state ACCESSED: the last 400 days of snapshots know a
--   tracked write; NOT_ACCESSED: none, and the service was not used at all or has no write that IAM does not track;
--   NOT_TRACKED: no tracked write is known, and untracked ones (untracked_write_actions; null: not known how many, and
--   whether they are granted is not known), such as s3:PutObject, may have been used. What a resource policy gives is
--   not among it: has_unlisted_use says that the last use of a role was of this kind; false says nothing of earlier ones.
WITH services AS (
  SELECT *
  FROM service_access
  WHERE snapshot_date = :snapshot_date
    AND (service_namespace IS NULL OR service_namespace IN (:service))
    /* filters */
),
granted AS (
  SELECT *
  FROM action_access
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IN (:service)
    AND (access_level IS NULL OR access_level NOT IN ('List', 'Read'))
    /* filters */
),
writes AS (
  SELECT
    g.account_id, g.principal_id, g.service_namespace,
    count(*) AS actions,
    count(coalesce(u.last_known_access_at, g.last_accessed_at)) AS actions_used,
    array_join(
      array_agg(g.action_name ORDER BY g.action_name)
        FILTER (WHERE coalesce(u.last_known_access_at, g.last_accessed_at) IS NULL),
      ', '
    ) AS unused_actions,
    CASE WHEN count(g.evidence_days) = count(*) THEN min(g.evidence_days) END AS least_evidence_days
  FROM granted g
  LEFT JOIN known_action_use u
    ON u.account_id = g.account_id
    AND u.principal_id = g.principal_id
    AND u.service_namespace = g.service_namespace
    AND u.action_name = g.action_name
  GROUP BY g.account_id, g.principal_id, g.service_namespace
),
untracked AS (
  SELECT
    run_id,
    service_namespace,
    count_if(is_tracked IS DISTINCT FROM true AND (access_level IS NULL OR access_level NOT IN ('List', 'Read'))) AS actions
  FROM snapshot_actions
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IN (:service)
  GROUP BY run_id, service_namespace
)
SELECT
  s.account_id, s.account_name, s.principal_arn, s.service_namespace,
  CAST(
    CASE
      WHEN s.state = 'NOT_MEASURED' THEN 'NOT_MEASURED'
      WHEN w.actions_used > 0 THEN 'ACCESSED'
      WHEN coalesce(k.last_known_access_at, s.last_accessed_at) IS NULL OR u.actions = 0 THEN 'NOT_ACCESSED'
      ELSE 'NOT_TRACKED'
    END AS varchar
  ) AS state,
  CAST(CASE WHEN s.state <> 'NOT_MEASURED' THEN coalesce(w.actions, 0) END AS bigint) AS write_actions,
  CAST(CASE WHEN s.state <> 'NOT_MEASURED' THEN coalesce(w.actions_used, 0) END AS bigint) AS write_actions_accessed,
  CAST(w.unused_actions AS varchar) AS unused_write_actions,
  CAST(coalesce(w.least_evidence_days, s.evidence_days) AS integer) AS evidence_days,
  s.state AS service_state,
  coalesce(k.last_known_access_at, s.last_accessed_at) AS service_last_accessed_at,
  CAST(u.actions AS bigint) AS untracked_write_actions,
  s.has_unlisted_use,
  s.error_code
FROM services s
LEFT JOIN writes w
  ON w.account_id = s.account_id AND w.principal_id = s.principal_id AND w.service_namespace = s.service_namespace
LEFT JOIN known_service_use k
  ON k.account_id = s.account_id AND k.principal_id = s.principal_id AND k.service_namespace = s.service_namespace
LEFT JOIN untracked u ON u.run_id = s.run_id AND u.service_namespace = s.service_namespace
ORDER BY s.account_id, s.principal_arn, s.service_namespace
