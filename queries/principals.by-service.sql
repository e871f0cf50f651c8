-- question: Which services are granted to the riskiest principals, and when were they last used?
-- topic: use
-- grain: a granted service of a measured principal
-- with: ranked_principals
-- parameter: rows integer = 1000000: at most this many rows; whole principals, those with the most actions without an attempt first
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: place, principal_arn, service_namespace, state, last_accessed_at, actions_accessed
-- next: query principal_access --principal ARN
-- limits: Attempts count, denied ones too, and show up to four hours late; IAM looks back 400 days. What was not
--   measured has no row here: coverage_gaps lists it. Service-linked roles come after all others.
SELECT
  CAST(r.place AS bigint) AS place, s.account_id, s.principal_arn, s.principal_id, s.service_namespace, s.service_name, s.state, s.last_accessed_at,
  s.last_accessed_region, s.last_accessed_entity_arn, s.last_accessed_run_id, s.evidence_days, s.actions_tracked, s.actions_accessed
FROM ranked r
JOIN service_access_until s
  ON s.snapshot_date = :snapshot_date
  AND s.uses_until = :uses_until
  AND s.is_granted
  AND s.account_id = r.account_id
  AND s.principal_arn = r.principal_arn
WHERE r.services_so_far <= :rows
ORDER BY place, s.service_namespace
