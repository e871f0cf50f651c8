-- What the measured roles of each permission set are granted and use, for BI tools: trends by permission set. A set of
-- which no role was measured has no row: bi_coverage has the accounts. Sum over sets, not over dates.
-- Grain: snapshot_date, permission_set_name.
CREATE OR REPLACE VIEW bi_permission_sets AS
SELECT
  CAST(t.snapshot_date AS date) AS snapshot_date,
  CAST(if(t.snapshot_date = '{{latest_date}}', 1, 0) AS integer) AS is_latest,
  CAST(t.subject AS varchar) AS permission_set_name,
  t.principals_measured, t.principals_dormant, t.principals_used_90, t.principals_used_180, t.principals_used_400,
  t.principals_used_older, t.principals_never_used, t.principals_use_unknown, t.services_granted, t.services_used,
  t.services_unused, t.services_too_young, t.actions_granted, t.actions_used, t.actions_unused, t.actions_too_young,
  t.actions_removable_of_principals
FROM trends t
WHERE t.dimension = 'permission_set'
  AND t.principals_measured > 0
