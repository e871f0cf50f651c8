-- question: How long ago were users and roles last active, in five ages?
-- topic: organization
-- grain: an account, a kind of principal and an age that one of its principals has
-- with: known_principal_use
-- filters: account, ou, principal, tag, owner, principal_type
-- first: account_name, account_id, principal_type, last_active, principals
-- next: query dormant_principals
-- limits: Attempts count, denied ones too, and show up to four hours late. Ages are days before the report: 0-90,
--   91-180, 181-400, OVER_400 and NEVER. The last use is the latest that any run of the 415 days before the snapshot
--   knows, of the default date any later run, too. NEVER: no use of the role is known; IAM looks back 400 days, and
--   only in the Regions that it tracks, so NOT_KNOWN are roles that were active in another one. For users IAM
--   reports only uses of services and sign-ins with a password: without one they are NOT_KNOWN, never NEVER. NOT_MEASURED:
--   could not be measured; with a null kind of principal, an account where not even the number of principals is
--   known. least_evidence_days is the least of the principals of the row. Service-linked roles are left out.
WITH listed AS (
  SELECT *
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND is_service_linked = false
    AND status <> 'deleted'
    /* filters */
),
known AS (
  SELECT
    l.account_id, l.account_name, l.principal_type, l.evidence_days, l.status,
    u.blind_until IS NOT NULL AND u.last_known_use_at IS NULL AS is_blind,
    u.last_known_use_at,
    floor(CAST(date_diff('millisecond', u.last_known_use_at, l.generated_at) AS double) / 86400000) AS days
  FROM listed l
  LEFT JOIN known_principal_use u ON u.account_id = l.account_id AND u.principal_id = l.principal_id
),
aged AS (
  SELECT
    account_id, account_name, principal_type, evidence_days,
    CASE
      WHEN status <> 'exported' THEN 'NOT_MEASURED'
      WHEN last_known_use_at IS NULL AND (principal_type <> 'role' OR is_blind) THEN 'NOT_KNOWN'
      WHEN last_known_use_at IS NULL THEN 'NEVER'
      WHEN days <= 90 THEN '0-90'
      WHEN days <= 180 THEN '91-180'
      WHEN days <= 400 THEN '181-400'
      ELSE 'OVER_400'
    END AS last_active
  FROM known
),
gaps AS (
  SELECT *
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND principal_arn IS NULL
    /* filters */
)
SELECT
  account_id, max(account_name) AS account_name, principal_type, CAST(last_active AS varchar) AS last_active,
  CAST(count(*) AS bigint) AS principals,
  CAST(CASE WHEN count(evidence_days) = count(*) THEN min(evidence_days) END AS integer) AS least_evidence_days,
  CAST(NULL AS varchar) AS error_code
FROM aged
GROUP BY account_id, principal_type, last_active
UNION ALL
SELECT
  account_id, account_name, CAST(NULL AS varchar), 'NOT_MEASURED', CAST(NULL AS bigint), CAST(NULL AS integer), error_code
FROM gaps
ORDER BY account_id, principal_type, last_active
