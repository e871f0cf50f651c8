-- question: Which roles can somebody outside the organization assume, and are those roles used?
-- topic: policies
-- grain: a role and somebody outside whom its trust policy allows; or what is not known (NOT_KNOWN, NOT_MEASURED)
-- judges: principals
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
WITH listed AS MATERIALIZED (
  SELECT *
  FROM snapshot_principals
  WHERE snapshot_date = :snapshot_date
    AND principal_type = 'role'
    /* filters */
),
statements AS (
  SELECT *
  FROM snapshot_policy_statements
  WHERE snapshot_date = :snapshot_date
),
unrestricted AS (
  SELECT DISTINCT s.account_id, s.owner_arn
  FROM statements s
  WHERE s.effect = 'Allow'
    AND s.policy_type IN ('managed', 'inline')
    AND (contains(s.actions, '*') OR contains(s.actions, '*:*'))
    AND contains(s.resources, '*')
),
attached AS (
  SELECT p.account_id, p.principal_id, t.policy_arn
  FROM listed p
  CROSS JOIN UNNEST(split(p.attached_policy_arns, ', ')) AS t(policy_arn)
),
administrators AS (
  SELECT p.account_id, p.principal_id
  FROM listed p
  JOIN unrestricted u ON u.account_id = p.account_id AND u.owner_arn = p.principal_arn
  UNION
  SELECT h.account_id, h.principal_id
  FROM attached h
  JOIN unrestricted u ON u.account_id = h.account_id AND u.owner_arn = h.policy_arn
),
unreadable AS (
  SELECT DISTINCT s.account_id, s.owner_arn
  FROM statements s
  WHERE s.policy_type = 'trust'
    AND (s.problem IS NOT NULL OR (s.effect = 'Allow' AND s.not_principals IS NOT NULL))
),
gaps AS (
  SELECT account_id, account_name, error_code
  FROM unmeasured
  WHERE snapshot_date = :snapshot_date
    AND principal_arn IS NULL
    /* filters */
),
answered AS (
  SELECT
    p.account_id, p.account_name, p.principal_arn, o.trusted, o.kind, o.has_external_id, o.has_condition,
    CASE WHEN o.kind = 'OIDC' THEN o.has_oidc_subject END AS has_oidc_subject,
    a.principal_id IS NOT NULL AS is_administrator,
    /* state of p.status = 'exported' AND j.last_known_use_at IS NOT NULL, j.reasons */ AS state,
    CASE WHEN p.status = 'exported' THEN j.last_known_use_at END AS last_used_at,
    CASE WHEN p.status = 'exported' THEN p.evidence_days END AS evidence_days,
    p.error_code, j.withheld, j.excepted_by
  FROM listed p
  JOIN judged_principals j ON j.account_id = p.account_id AND j.principal_id = p.principal_id
  JOIN outside_trust o ON o.account_id = p.account_id AND o.owner_arn = p.principal_arn
  LEFT JOIN administrators a ON a.account_id = p.account_id AND a.principal_id = p.principal_id
  UNION ALL
  SELECT
    p.account_id, p.account_name, p.principal_arn, CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST(NULL AS boolean), CAST(NULL AS boolean), CAST(NULL AS boolean), CAST(NULL AS boolean),
    'NOT_KNOWN', CAST(NULL AS timestamp), CAST(NULL AS integer), CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST(NULL AS varchar)
  FROM listed p
  JOIN unreadable u ON u.account_id = p.account_id AND u.owner_arn = p.principal_arn
  UNION ALL
  SELECT
    account_id, account_name, CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST(NULL AS boolean), CAST(NULL AS boolean), CAST(NULL AS boolean), CAST(NULL AS boolean),
    'NOT_MEASURED', CAST(NULL AS timestamp), CAST(NULL AS integer), error_code, 'NOT_MEASURED', CAST(NULL AS varchar)
  FROM gaps
)
SELECT
  account_id, account_name, principal_arn, CAST(trusted AS varchar) AS trusted, CAST(kind AS varchar) AS trust_kind,
  CAST(has_external_id AS boolean) AS has_external_id, CAST(has_condition AS boolean) AS has_condition,
  CAST(has_oidc_subject AS boolean) AS has_oidc_subject, CAST(is_administrator AS boolean) AS is_administrator,
  CAST(state AS varchar) AS state, last_used_at, evidence_days, CAST(withheld AS varchar) AS withheld, error_code
FROM answered
ORDER BY account_id, principal_arn, trusted
