-- snapshot_accounts of the newest snapshot that a whole run began, for BI tools. The date is a literal: a subquery would
-- read other dates' files.
-- Grain: account_id.
CREATE OR REPLACE VIEW latest_accounts AS
SELECT *
FROM snapshot_accounts
WHERE snapshot_date = '{{latest_date}}'
