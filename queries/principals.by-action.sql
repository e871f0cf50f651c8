-- question: Which tracked actions are granted to the riskiest principals, when were they last used, and how long have they been granted?
-- topic: use
-- grain: a granted and tracked action of a measured principal
-- with: ranked_principals, most_actions, grant_history
-- parameter: rows integer = 400000: at most this many rows; whole principals, those with the most actions without an attempt first
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: place, principal_arn, service_namespace, action_name, last_known_access_at, grant_first_seen_at
-- next: query principal_history --principal ARN
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. What was not
--   measured has no row here: coverage_gaps lists it. The lake knows a grant only from the first snapshot that saw
--   it: where grant_start_seen is false it is older, by how much is not known. Service-linked roles come after all
--   others. Reads every snapshot.
SELECT
  CAST(c.place AS bigint) AS place, t.account_id, t.principal_arn, t.principal_id, t.service_namespace, t.action_name, t.access_level, t.state,
  t.last_accessed_at, t.last_accessed_region, t.last_accessed_entity_arn, t.last_accessed_run_id, t.evidence_days,
  h.grant_first_seen_at, h.grant_start_seen, h.last_known_access_at
FROM chosen c
JOIN action_access_until t
  ON t.snapshot_date = :snapshot_date
  AND t.uses_until = :uses_until
  AND t.is_granted
  AND t.account_id = c.account_id
  AND t.principal_arn = c.principal_arn
  AND t.service_namespace IS NOT NULL
LEFT JOIN grant_history h
  ON h.account_id = t.account_id
  AND h.principal_id = t.principal_id
  AND h.service_namespace = t.service_namespace
  AND h.action_name = t.action_name
ORDER BY place, t.service_namespace, t.action_name
