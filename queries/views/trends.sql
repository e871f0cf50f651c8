-- derived_trends, as far as it was made of the runs that the lake has now: of the snapshot and of those up to 415 days
-- before it. What was made of others does not show, until `access-lake derive` rebuilds it. Read from
-- derived_trend_history, so that ten years of dates are one file.
-- Grain: snapshot_date, dimension, subject.
CREATE OR REPLACE VIEW trends AS
SELECT
  CAST(t.snapshot_date AS varchar) AS snapshot_date,
  CAST(m.made_of AS varchar) AS made_of,
  CAST(t.owner_tags AS varchar) AS owner_tags,
  CAST(t.dimension AS varchar) AS dimension,
  CAST(t.subject AS varchar) AS subject,
  CAST(t.subject_name AS varchar) AS subject_name,
  CAST(t.accounts AS bigint) AS accounts,
  CAST(t.accounts_unmeasured AS bigint) AS accounts_unmeasured,
  CAST(t.principals AS bigint) AS principals,
  CAST(t.principals_measured AS bigint) AS principals_measured,
  CAST(t.principals_unmeasured AS bigint) AS principals_unmeasured,
  CAST(t.principals_dormant AS bigint) AS principals_dormant,
  CAST(t.principals_used_90 AS bigint) AS principals_used_90,
  CAST(t.principals_used_180 AS bigint) AS principals_used_180,
  CAST(t.principals_used_400 AS bigint) AS principals_used_400,
  CAST(t.principals_used_older AS bigint) AS principals_used_older,
  CAST(t.principals_never_used AS bigint) AS principals_never_used,
  CAST(t.principals_use_unknown AS bigint) AS principals_use_unknown,
  CAST(t.services_granted AS bigint) AS services_granted,
  CAST(t.services_used AS bigint) AS services_used,
  CAST(t.services_unused AS bigint) AS services_unused,
  CAST(t.services_too_young AS bigint) AS services_too_young,
  CAST(t.actions_granted AS bigint) AS actions_granted,
  CAST(t.actions_used AS bigint) AS actions_used,
  CAST(t.actions_unused AS bigint) AS actions_unused,
  CAST(t.actions_too_young AS bigint) AS actions_too_young,
  CAST(t.actions_removable AS bigint) AS actions_removable,
  CAST(t.services_taken_away AS bigint) AS services_taken_away,
  CAST(t.actions_taken_away AS bigint) AS actions_taken_away,
  CAST(t.ou_level_1 AS varchar) AS ou_level_1,
  CAST(t.ou_level_2 AS varchar) AS ou_level_2,
  CAST(t.ou_level_3 AS varchar) AS ou_level_3,
  CAST(t.ou_level_4 AS varchar) AS ou_level_4
FROM derived_trend_history t
JOIN trend_runs m ON m.snapshot_date = t.snapshot_date AND lower(to_hex(md5(to_utf8(m.made_of)))) = t.made_of_md5
