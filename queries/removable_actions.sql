-- question: Which actions can be removed, given the evidence?
-- grain: a principal and granted, tracked action without an attempt
-- parameter: days days = 90: evidence and age of the grant, in days, that are enough
-- filters: account_id, ou, principal, tag, except, service, access_level
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. Lists only what
--   was measured, has at least so many days of evidence and was not granted within them. grant_age UNKNOWN: the lake
--   is younger than that, so the grant may be new. A job that runs once a year, or a plan for emergencies, looks the
--   same as what nobody needs: ask the owner. Of a role with a permission_set_name nothing is taken away singly:
--   IAM Identity Center makes it, so change the set, in all its accounts at once (see permission_set_actions).
--   Service-linked roles are left out, for their policies are not yours. Use through a resource policy alone is not
--   seen: see unlisted_use. Reads every snapshot.
WITH candidates AS (
  SELECT *
  FROM action_access
  WHERE snapshot_date = :snapshot_date
    AND state = 'NOT_ACCESSED'
    AND evidence_days >= :days
    AND is_service_linked = false
    /* filters */
),
history AS (
  SELECT *
  FROM grant_history
  WHERE snapshot_date <= :snapshot_date
    AND account_id IN (:account_id)
    AND account_id IN (:principal.account)
    AND service_namespace IN (:service)
),
aged AS (
  SELECT
    c.*,
    h.grant_first_seen_at,
    h.last_known_access_at,
    CASE
      WHEN date_diff('millisecond', h.grant_first_seen_at, c.generated_at) >= CAST(:days AS bigint) * 86400000 THEN 'KNOWN'
      WHEN h.grant_start_seen = false THEN 'UNKNOWN'
    END AS grant_age,
    date_diff('millisecond', h.last_known_access_at, c.generated_at) < CAST(:days AS bigint) * 86400000 AS was_used_lately
  FROM candidates c
  JOIN history h
    ON h.snapshot_date = c.snapshot_date
    AND h.account_id = c.account_id
    AND h.principal_id = c.principal_id
    AND h.service_namespace = c.service_namespace
    AND h.action_name = c.action_name
)
SELECT
  account_id, account_name, principal_arn, permission_set_name, service_namespace, action_name, access_level,
  evidence_days, CAST(grant_age AS varchar) AS grant_age,
  grant_first_seen_at, last_known_access_at, has_unlisted_use
FROM aged
WHERE grant_age IS NOT NULL
  AND was_used_lately IS DISTINCT FROM true
ORDER BY account_id, principal_arn, service_namespace, action_name
