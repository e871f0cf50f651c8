-- snapshot_principals of the newest snapshot that a whole run began, for BI tools. The date is a literal: a subquery would
-- read other dates' files.
-- Grain: account_id, principal_id.
CREATE OR REPLACE VIEW latest_principals AS
SELECT *
FROM snapshot_principals
WHERE snapshot_date = '{{latest_date}}'
