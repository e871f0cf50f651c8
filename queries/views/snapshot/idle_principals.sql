-- Users and roles that are idle by design, each with the lists that say so: by their name, or by a service that they trust.
-- Grain: snapshot_date, account_id, principal_id, is_by_name, name.
CREATE OR REPLACE VIEW idle_principals AS
SELECT l.snapshot_date, l.account_id, l.principal_id, true AS is_by_name, d.name, d.reason
FROM listed_principals l
JOIN idle_by_design d ON lower(l.principal_name) LIKE d.name_pattern ESCAPE '!'
UNION
SELECT l.snapshot_date, l.account_id, l.principal_id, false, d.name, d.reason
FROM listed_principals l
JOIN snapshot_policy_statements s
  ON s.snapshot_date = l.snapshot_date AND s.account_id = l.account_id AND s.owner_arn = l.principal_arn
CROSS JOIN UNNEST(s.principals) AS t(trusted)
JOIN idle_by_trust d ON lower(t.trusted) LIKE d.trusted_pattern ESCAPE '!'
WHERE s.policy_type = 'trust'
  AND s.effect = 'Allow'
