-- action_access of the newest snapshot that a whole run began, for BI tools. The date is a literal: a subquery would
-- read other dates' files.
-- Grain: account_id, principal_arn, service_namespace, action_name.
CREATE OR REPLACE VIEW latest_actions AS
SELECT *
FROM action_access
WHERE snapshot_date = '{{latest_date}}'
