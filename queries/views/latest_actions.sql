-- action_access of the newest snapshot, for BI tools. The date is a literal: a subquery would read other dates' files.
CREATE OR REPLACE VIEW latest_actions AS
SELECT *
FROM action_access
WHERE snapshot_date = '{{latest_date}}'
