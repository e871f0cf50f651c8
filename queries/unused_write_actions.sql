-- question: Which granted write actions has a principal not used, and has it used the service at all?
-- grain: a principal and granted, tracked action of the service that neither lists nor reads and was not used, or a principal or account that was not measured
-- parameter: service service list = s3: service namespaces
-- filters: account_id, ou, principal, tag, except
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. "Never wrote" may
--   be said only where has_unlisted_use is not true, and service_state is NOT_ACCESSED or untracked_write_actions is
--   0: s3:PutObject, for one, is not tracked. has_unlisted_use: the role was used through a resource policy, for what
--   is not known; null for users. untracked_write_actions is null where the reference does not know the service. An
--   action whose level is not known counts as a write.
WITH writes AS (
  SELECT *
  FROM action_access
  WHERE snapshot_date = :snapshot_date
    AND state IN ('NOT_ACCESSED', 'NOT_MEASURED')
    AND (service_namespace IS NULL OR service_namespace IN (:service))
    AND (access_level IS NULL OR access_level NOT IN ('List', 'Read'))
    /* filters */
),
services AS (
  SELECT *
  FROM service_access
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IN (:service)
    /* filters */
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
  w.account_id, w.account_name, w.principal_arn, w.service_namespace, w.action_name, w.access_level, w.state,
  w.evidence_days,
  s.state AS service_state,
  s.last_accessed_at AS service_last_accessed_at,
  CAST(u.actions AS bigint) AS untracked_write_actions,
  w.has_unlisted_use,
  w.error_code
FROM writes w
LEFT JOIN services s ON s.principal_arn = w.principal_arn AND s.service_namespace = w.service_namespace
LEFT JOIN untracked u ON u.run_id = w.run_id AND u.service_namespace = w.service_namespace
ORDER BY w.account_id, w.principal_arn, w.service_namespace, w.action_name
