-- The rows of derived_trend_history: those of derived_trends that are not stale, with the OUs of accounts.
-- Grain: snapshot_date, dimension, subject.
SELECT
  t.snapshot_date,
  lower(to_hex(md5(to_utf8(t.made_of)))) AS made_of_md5,
  t.owner_tags,
  t.judged_by,
  t.dimension,
  t.subject,
  t.subject_name,
  t.accounts,
  t.accounts_unmeasured,
  t.principals,
  t.principals_measured,
  t.principals_unmeasured,
  t.principals_dormant,
  t.principals_used_90,
  t.principals_used_180,
  t.principals_used_400,
  t.principals_used_older,
  t.principals_never_used,
  t.principals_use_unknown,
  t.services_granted,
  t.services_used,
  t.services_unused,
  t.services_too_young,
  t.actions_granted,
  t.actions_used,
  t.actions_unused,
  t.actions_too_young,
  t.actions_removable_of_principals,
  t.services_taken_away,
  t.actions_taken_away,
  c.ou_level_1,
  c.ou_level_2,
  c.ou_level_3,
  c.ou_level_4
FROM raw.derived_trends t
JOIN trend_runs m ON m.snapshot_date = t.snapshot_date AND m.made_of = t.made_of
LEFT JOIN bi_coverage c
  ON t.dimension = 'account' AND c.account_id = t.subject AND c.snapshot_date = CAST(t.snapshot_date AS date)
ORDER BY t.dimension, t.subject, t.snapshot_date
