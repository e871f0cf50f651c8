-- What permission sets, policies, role names, accounts, OUs and the organization of each snapshot that is judged let several hold,
-- and for how many days nothing has spoken against taking it from all of them: services (action_name is '') and actions that
-- IAM tracks; of role names and accounts services alone, of policies the actions that their text names. It can be removed at N days where
-- removable_days >= N; null: never. A reason of one holder is a reason for all; reason: the first at 90 days, null: none.
-- subject as in `holders`. A policy that was not read to the end has a row NOT_MEASURED without a service; so has a snapshot
-- without a current judgement (`judgement_state`), without a subject too.
-- Grain: snapshot_date, subject_type, subject_account_id, subject, service_namespace, action_name.
CREATE OR REPLACE VIEW shared_permissions_by_date AS
SELECT
  i.snapshot_date, i.subject_type, i.subject_account_id, i.subject, i.subject_name, i.service_namespace,
  CAST(coalesce(i.action_name, '') AS varchar) AS action_name,
  i.access_level,
  CAST(
    CASE WHEN i.action_name IS NULL THEN NULL WHEN i.power = 1 THEN 'reads' WHEN i.power = 2 THEN 'writes' ELSE 'gives rights' END
    AS varchar
  ) AS power,
  i.is_written, i.holders, i.members, i.accounts, i.members_unmeasured, i.accounts_unmeasured, i.last_known_access_at, i.used_days,
  i.seen_days, i.new_days, i.age_days, i.young_days, i.tracked_days, i.known_days, i.bounded_days,
  CAST(CASE WHEN i.fixed_reasons = 0 AND i.clear_days >= 0 THEN i.clear_days END AS integer) AS removable_days,
  r.code AS reason
FROM raw.derived_judged_subject_items i
JOIN judgement_state s ON s.snapshot_date = i.snapshot_date AND s.judgement_id = i.judgement_id
LEFT JOIN reasons r
  ON r.bit = least(
    CASE WHEN i.fixed_reasons = 0 THEN 16384 ELSE bitwise_and(i.fixed_reasons, -i.fixed_reasons) END,
    CASE
      WHEN i.used_days < 90 THEN 16
      WHEN i.seen_days < 90 THEN 64
      WHEN i.new_days < 90 THEN 128
      WHEN i.age_days < 90 THEN 256
      WHEN i.young_days < 90 THEN 512
      WHEN i.tracked_days < 90 THEN 1024
      ELSE 16384
    END
  )
UNION ALL
SELECT DISTINCT
  m.snapshot_date, m.subject_type, m.subject_account_id, m.subject, t.policy_name,
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS boolean), CAST(NULL AS bigint),
  CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS timestamp),
  CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer),
  CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST('NOT_MEASURED' AS varchar)
FROM raw.derived_subject_members m
JOIN judgement_state s ON s.snapshot_date = m.snapshot_date AND s.judgement_id = m.judgement_id
JOIN snapshot_policy_statements t
  ON t.snapshot_date = m.snapshot_date
  AND t.account_id = m.subject_account_id
  AND m.subject_type = CASE t.policy_type WHEN 'managed' THEN 'MANAGED_POLICY' WHEN 'inline' THEN 'INLINE_POLICY' END
  AND m.subject = t.owner_arn || CASE WHEN t.policy_type = 'inline' THEN ' ' || t.policy_name ELSE '' END
WHERE t.problem IS NOT NULL
UNION ALL
SELECT
  snapshot_date, CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar),
  CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS boolean), CAST(NULL AS bigint),
  CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS timestamp),
  CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer),
  CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST(NULL AS integer), CAST('NOT_MEASURED' AS varchar)
FROM judgement_state
WHERE state <> 'current'
