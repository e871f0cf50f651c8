-- Roles of permission sets, each with the last use that some run of the 415 days before knows, of the role or of an earlier one of the
-- same set in the account, and what speaks against calling the assignment unused.
uses_of_assignments AS (
  SELECT account_id, lower(permission_set_name) AS permission_set_key, max(last_accessed_at) AS last_known_use_at
  FROM (
    SELECT snapshot_date, account_id, permission_set_name, last_accessed_at
    FROM known_service_uses
    UNION ALL
    SELECT snapshot_date, account_id, permission_set_name, last_accessed_at
    FROM known_action_uses
  ) AS uses
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :uses_until
    AND permission_set_name IS NOT NULL
    AND account_id IN (:account)
  GROUP BY account_id, lower(permission_set_name)
),
assignments AS (
  SELECT
    r.*,
    /* withheld of r.reasons */ AS withheld
  FROM (
    SELECT
      p.permission_set_name, p.account_id, p.account_name, p.is_management_account, p.ou_path, p.principal_arn, p.principal_id,
      p.principal_name, p.tags, p.judged_at, p.evidence_days, p.services_granted, p.attached_policy_arns,
      p.untracked_regions, p.grant_age,
      CASE
        WHEN u.last_known_use_at > coalesce(p.last_known_use_at, TIMESTAMP '1970-01-01 00:00:00') THEN u.last_known_use_at
        ELSE p.last_known_use_at
      END AS last_known_use_at,
      CASE
        WHEN false THEN ''
        WHEN lower(p.permission_set_name) IN (:except_policy.lower) THEN 'except_policy'
        ELSE p.excepted_by
      END AS excepted_by,
      bitwise_or(
        bitwise_or(
          p.reasons,
          CASE
            WHEN date_diff('millisecond', u.last_known_use_at, p.judged_at) < CAST(:days AS bigint) * 86400000 THEN 16
            ELSE 0
          END
        ),
        CASE
          WHEN false THEN 0
          WHEN lower(p.permission_set_name) IN (:except_policy.lower) THEN 8192
          ELSE 0
        END
      ) AS reasons
    FROM judged_principals p
    LEFT JOIN uses_of_assignments u
      ON u.account_id = p.account_id AND u.permission_set_key = lower(p.permission_set_name)
    WHERE p.permission_set_name IS NOT NULL
      AND lower(p.permission_set_name) IN (:permission_set.lower)
  ) AS r
)
