-- derived_trends, as far as it was made of the runs that the lake has now: of the snapshot and of those up to 415 days
-- before it. What was made of others does not show, until `access-lake derive` rebuilds it. Read from
-- derived_trend_history, so that ten years of dates are one file.
-- Grain: snapshot_date, dimension, subject.
CREATE OR REPLACE VIEW trends AS
SELECT
  t.snapshot_date, m.made_of, t.owner_tags, t.dimension, t.subject, t.subject_name, t.accounts, t.accounts_unmeasured,
  t.principals, t.principals_measured, t.principals_unmeasured, t.principals_dormant, t.principals_used_90,
  t.principals_used_180, t.principals_used_400, t.principals_used_older, t.principals_never_used,
  t.principals_use_unknown, t.services_granted, t.services_used, t.services_unused, t.services_too_young,
  t.actions_granted, t.actions_used, t.actions_unused, t.actions_too_young, t.actions_removable_of_principals, t.services_taken_away,
  t.actions_taken_away, t.ou_level_1, t.ou_level_2, t.ou_level_3, t.ou_level_4
FROM raw.derived_trend_history t
JOIN trend_runs m ON m.snapshot_date = t.snapshot_date AND lower(to_hex(md5(to_utf8(m.made_of)))) = t.made_of_md5
