-- question: Across all snapshots: since when has each user and role been observed, and when was it last used?
-- topic: use
-- grain: a user or role that the snapshot knows
-- filters: account, ou, principal, tag, owner, except, except_tag
-- first: principal_arn, snapshots_measured, first_measured_date, last_known_use_at
-- next: query principal_history --principal ARN
-- limits: snapshots_measured counts the snapshots up to this one that measured it; where that is 0 nothing is known of
--   its use. The lake remembers longer than the 400 days that IAM looks back. Reads every snapshot.
WITH known AS (
  SELECT account_id, principal_arn, principal_id, status
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    /* filters */
),
observed AS (
  SELECT
    account_id, principal_id,
    count(*) AS snapshots_measured,
    min(snapshot_date) AS first_measured_date,
    max(snapshot_date) AS last_measured_date
  FROM snapshot_principals
  WHERE snapshot_date <= :snapshot_date
    AND status = 'exported'
  GROUP BY account_id, principal_id
),
uses AS (
  SELECT account_id, principal_id, max(used_at) AS last_known_use_at
  FROM known_principal_uses
  WHERE snapshot_date <= :uses_until
  GROUP BY account_id, principal_id
)
SELECT
  k.account_id, k.principal_arn, k.principal_id, k.status,
  CAST(coalesce(o.snapshots_measured, 0) AS bigint) AS snapshots_measured,
  o.first_measured_date, o.last_measured_date, u.last_known_use_at
FROM known k
LEFT JOIN observed o ON o.account_id = k.account_id AND o.principal_id = k.principal_id
LEFT JOIN uses u ON u.account_id = k.account_id AND u.principal_id = k.principal_id
ORDER BY k.account_id, k.principal_arn, k.principal_id
