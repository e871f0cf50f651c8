-- question: Which roles can somebody outside the organization assume, and are those roles used?
-- topic: policies
-- grain: a role and somebody outside whom its trust policy allows; or what is not known (NOT_KNOWN, NOT_MEASURED)
-- withheld: answered, roles, shown
-- with: outside_trust
-- parameter: days days = 90: days without use, and evidence that is enough
-- parameter: release idle_name list optional: names in the list of what is idle by design, or of users and roles, that are judged like others
-- exceptions: except, except_tag
-- filters: account, ou, principal, tag, owner
-- speaks-of: unused, in rows where state = NOT_ACCESSED
-- first: principal_arn, state, trusted, trust_kind, has_external_id, account_name, last_used_at
-- next: query principal_access --principal ARN
-- limits: Outside means any principal not in an account of this snapshot: another AWS account, everybody (*), an OIDC
--   provider. AWS services and SAML providers of the account are left out. Conditions are not evaluated:
--   has_condition says that there is one, and it may keep everybody out. A trust policy with NotPrincipal, or one that
--   could not be read, is listed as NOT_KNOWN. last_used_at is the last use of the role by anybody that any run of the
--   days knows. state NOT_MEASURED: the role was not measured, or its use may be hidden, as withheld says.
--   is_administrator: an identity policy of the role allows * on *.
WITH judged AS (
  SELECT p.*, r.code AS reason, CASE WHEN false THEN ''
      WHEN lower(principal_arn) IN (:except.lower) OR lower(principal_name) IN (:except.lower) THEN 'except' -- if given
      WHEN regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN 'except_tag' -- if given
    END AS excepted_by
  FROM judged_principals p
  LEFT JOIN reasons r ON r.bit = least(
    CASE WHEN fixed_reasons = 0 THEN 16384
      -- if given
      WHEN fixed_reasons = 4096 AND arrays_overlap(ARRAY[lower(principal_arn), lower(principal_name)], ARRAY[:release.lower]) THEN 16384
      -- if given
      WHEN fixed_reasons = 4096 AND array_join(array_except(split(lower(idle_names), ', '), ARRAY[:release.lower]), '') = '' THEN 16384
      ELSE bitwise_and(fixed_reasons, -fixed_reasons) END,
    CASE WHEN used_days < :days THEN 16 WHEN seen_days < :days THEN 64 WHEN age_days < :days THEN 256 WHEN tracked_days < :days THEN 1024
      ELSE 16384 END)
  WHERE principal_type = 'role'
    /* filters */
),
administrators AS (
  SELECT DISTINCT h.run_id, h.account_id, h.principal_id
  FROM known_holders h
  JOIN snapshot_policy_statements s ON s.account_id = h.account_id AND s.owner_arn = h.owner_arn AND s.policy_type = h.policy_type
  WHERE h.snapshot_date = :snapshot_date AND s.snapshot_date = :snapshot_date
    AND effect = 'Allow' AND (contains(actions, '*') OR contains(actions, '*:*')) AND contains(resources, '*')
),
answered AS (
  SELECT
    j.account_id, j.account_name, j.principal_arn, trusted, kind, has_external_id, has_condition,
    CASE WHEN kind = 'OIDC' THEN has_oidc_subject END AS has_oidc_subject, a.principal_id IS NOT NULL AS is_administrator,
    CASE WHEN is_measured AND last_known_use_at IS NOT NULL THEN 'ACCESSED'
      WHEN bitwise_and(fixed_reasons, 110) > 0 OR seen_days < :days THEN 'NOT_MEASURED' ELSE 'NOT_ACCESSED' END AS state,
    CASE WHEN is_measured THEN last_known_use_at END AS last_used_at, CASE WHEN is_measured THEN evidence_days END AS evidence_days,
    coalesce(reason, CASE WHEN excepted_by IS NOT NULL THEN 'EXCEPTED' END) AS withheld, error_code, excepted_by
  FROM judged j
  JOIN outside_trust o ON o.account_id = j.account_id AND o.owner_arn = j.principal_arn
  LEFT JOIN administrators a ON a.run_id = j.run_id AND a.account_id = j.account_id AND a.principal_id = j.principal_id
  LEFT JOIN unmeasured n ON n.snapshot_date = :snapshot_date AND n.account_id = j.account_id AND n.principal_id = j.principal_id
  UNION ALL
  SELECT DISTINCT
    j.account_id, j.account_name, principal_arn, NULL, NULL, CAST(NULL AS boolean), CAST(NULL AS boolean), CAST(NULL AS boolean),
    CAST(NULL AS boolean), 'NOT_KNOWN', CAST(NULL AS timestamp), CAST(NULL AS integer), NULL, NULL, NULL
  FROM judged j JOIN snapshot_policy_statements s ON s.account_id = j.account_id AND s.owner_arn = j.principal_arn
  WHERE s.snapshot_date = :snapshot_date AND policy_type = 'trust'
    AND (problem IS NOT NULL OR (effect = 'Allow' AND not_principals IS NOT NULL))
  UNION ALL
  SELECT account_id, account_name, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'NOT_MEASURED', NULL, NULL, 'NOT_MEASURED', error_code, NULL
  FROM unmeasured WHERE snapshot_date = :snapshot_date AND principal_arn IS NULL
    /* filters */
)
SELECT
  account_id, account_name, principal_arn, trusted, kind AS trust_kind, has_external_id, has_condition, has_oidc_subject,
  is_administrator, state, last_used_at, evidence_days, withheld, error_code
FROM answered
ORDER BY account_id, principal_arn, trusted
