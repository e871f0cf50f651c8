-- What the measured users and roles of each account are granted and use, for BI tools: trends by account, with OUs.
-- An account of which nothing was measured has no row: bi_coverage has it. Sum over accounts and OUs, not over dates.
-- Grain: snapshot_date, account_id.
CREATE OR REPLACE VIEW bi_accounts AS
SELECT
  CAST(t.snapshot_date AS date) AS snapshot_date,
  CAST(if(t.snapshot_date = '{{latest_date}}', 1, 0) AS integer) AS is_latest,
  CAST(t.subject AS varchar) AS account_id,
  CAST(t.subject_name AS varchar) AS account_name,
  CAST(t.ou_level_1 AS varchar) AS ou_level_1,
  CAST(t.ou_level_2 AS varchar) AS ou_level_2,
  CAST(t.ou_level_3 AS varchar) AS ou_level_3,
  CAST(t.ou_level_4 AS varchar) AS ou_level_4,
  CAST(t.principals_measured AS bigint) AS principals_measured,
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
  CAST(t.actions_removable AS bigint) AS actions_removable
FROM trends t
WHERE t.dimension = 'account'
  AND (t.principals_measured > 0 OR (t.accounts_unmeasured = 0 AND t.principals_unmeasured = 0))
