-- Users and roles of each snapshot that is judged, and what speaks against taking anything from them. reason: the first that does
-- at 90 days; null: none. used_days, seen_days, age_days and tracked_days: USED, BLIND, YOUNG_PRINCIPAL and LITTLE_EVIDENCE speak
-- against it at more days than that; 400: never. is_administrator: it may give itself any permission. is_dormant: nothing
-- speaks against calling the role dormant at 90 days; false: it was used; null: not known, as of users, whose use by access keys
-- is not collected. owner: as in `snapshot_owners`; null too where `derive` wrote no owners beside the judgement. An account that
-- was not measured has one row, NOT_MEASURED; so has a snapshot without a current judgement (`judgement_state`).
-- Grain: snapshot_date, account_id, principal_id.
CREATE OR REPLACE VIEW principals_judged_by_date AS
WITH administrators AS (
  SELECT DISTINCT g.snapshot_date, g.judgement_id, g.account_id, g.principal_id
  FROM raw.derived_judged_grants g
  JOIN raw.derived_judged_lists l
    ON l.snapshot_date = g.snapshot_date AND l.judgement_id = g.judgement_id AND l.profile = g.profile
  WHERE g.service_namespace = 'iam'
    AND l.service_namespace = 'iam'
    AND l.action_key IN (
      'attachrolepolicy', 'attachuserpolicy', 'attachgrouppolicy', 'putrolepolicy', 'putuserpolicy', 'putgrouppolicy',
      'createpolicyversion', 'setdefaultpolicyversion', 'updateassumerolepolicy', 'addusertogroup', 'createaccesskey',
      'createloginprofile', 'updateloginprofile'
    )
),
told AS (
  SELECT
    p.snapshot_date, p.account_id, p.account_name, p.ou_path, p.ou_path_names, p.principal_arn, p.principal_id, p.principal_type,
    p.principal_name, p.permission_set_name, p.is_service_linked, p.tags, p.is_measured,
    CAST(CASE WHEN p.is_measured THEN a.principal_id IS NOT NULL END AS boolean) AS is_administrator,
    CAST(
      CASE
        WHEN p.used_days < 90 THEN false
        WHEN p.fixed_reasons = 0 AND p.clear_days >= 90 AND p.principal_type = 'role' THEN true
      END AS boolean
    ) AS is_dormant,
    p.idle_by_design, p.last_known_use_at, p.evidence_days, p.has_unlisted_use, p.untracked_regions, p.used_days, p.seen_days,
    p.age_days, p.tracked_days, r.code AS reason
  FROM raw.derived_judged_principals p
  JOIN judgement_state s ON s.snapshot_date = p.snapshot_date AND s.judgement_id = p.judgement_id
  LEFT JOIN administrators a
    ON a.snapshot_date = p.snapshot_date
    AND a.judgement_id = p.judgement_id
    AND a.account_id = p.account_id
    AND a.principal_id = p.principal_id
  LEFT JOIN reasons r
    ON r.bit = least(
      CASE WHEN p.fixed_reasons = 0 THEN 16384 ELSE bitwise_and(p.fixed_reasons, -p.fixed_reasons) END,
      CASE
        WHEN p.used_days < 90 THEN 16
        WHEN p.seen_days < 90 THEN 64
        WHEN p.age_days < 90 THEN 256
        WHEN p.tracked_days < 90 THEN 1024
        ELSE 16384
      END
    )
  UNION ALL
  SELECT
    n.snapshot_date, n.account_id, n.account_name, n.ou_path, n.ou_path_names, CAST(NULL AS varchar), CAST(NULL AS varchar),
    CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS boolean), CAST(NULL AS varchar),
    CAST(false AS boolean), CAST(NULL AS boolean), CAST(NULL AS boolean), CAST(NULL AS varchar), CAST(NULL AS timestamp),
    CAST(NULL AS integer), CAST(NULL AS boolean), CAST(NULL AS varchar), CAST(NULL AS integer), CAST(NULL AS integer),
    CAST(NULL AS integer), CAST(NULL AS integer), CAST('NOT_MEASURED' AS varchar)
  FROM not_judged n
  WHERE n.principal_arn IS NULL
)
SELECT
  t.snapshot_date, t.account_id, t.account_name, t.ou_path, t.ou_path_names, t.principal_arn, t.principal_id, t.principal_type,
  t.principal_name, t.permission_set_name, t.is_service_linked, t.tags, o.owner, t.is_measured, t.is_administrator, t.is_dormant,
  t.idle_by_design, t.last_known_use_at, t.evidence_days, t.has_unlisted_use, t.untracked_regions, t.used_days, t.seen_days,
  t.age_days, t.tracked_days, t.reason
FROM told t
LEFT JOIN snapshot_owners o
  ON o.snapshot_date = t.snapshot_date
  AND o.account_id = t.account_id
  AND o.principal_id = coalesce(t.principal_id, '')
