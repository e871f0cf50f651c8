-- What the measured users and roles of each owner are granted and use, for BI tools: trends by owner: the first tag of
-- `--owner-tag` (export, derive) that they or their account have, else the e-mail address of the account. An owner of
-- whom nobody was measured has no row: bi_coverage has the accounts. Sum over owners, not over dates.
-- Grain: snapshot_date, owner.
CREATE OR REPLACE VIEW bi_owners AS
SELECT
  CAST(t.snapshot_date AS date) AS snapshot_date,
  CAST(if(t.snapshot_date = '{{latest_date}}', 1, 0) AS integer) AS is_latest,
  CAST(t.subject AS varchar) AS owner,
  CAST(t.owner_tags AS varchar) AS owner_tags,
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
WHERE t.dimension = 'owner'
  AND t.principals_measured > 0
