-- unmeasured of the newest snapshot that a whole run began, for BI tools. The date is a literal: a subquery would
-- read other dates' files.
-- Grain: account_id, principal_id (null for the account).
CREATE OR REPLACE VIEW latest_gaps AS
SELECT *
FROM unmeasured
WHERE snapshot_date = '{{latest_date}}'
