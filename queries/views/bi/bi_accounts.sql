-- What the measured users and roles of each account are granted and use, for BI tools: trends by account, with OUs.
-- An account without any measurement has no row: bi_coverage has it. Sum over accounts and OUs, not over dates.
-- Grain: snapshot_date, account_id.
CREATE OR REPLACE VIEW bi_accounts AS
SELECT
  CAST(t.snapshot_date AS date) AS snapshot_date,
  CAST(if(t.snapshot_date = '{{latest_date}}', 1, 0) AS integer) AS is_latest,
  CAST(t.subject AS varchar) AS account_id,
  CAST(t.subject_name AS varchar) AS account_name,
  t.ou_level_1, t.ou_level_2, t.ou_level_3, t.ou_level_4, t.principals_measured, t.principals_dormant,
  t.principals_used_90, t.principals_used_180, t.principals_used_400, t.principals_used_older, t.principals_never_used,
  t.principals_use_unknown, t.services_granted, t.services_used, t.services_unused, t.services_too_young,
  t.actions_granted, t.actions_used, t.actions_unused, t.actions_too_young, t.actions_removable_of_principals
FROM trends t
WHERE t.dimension = 'account'
  AND (t.principals_measured > 0 OR (t.accounts_unmeasured = 0 AND t.principals_unmeasured = 0))
