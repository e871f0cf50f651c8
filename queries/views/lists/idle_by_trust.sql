-- Services whose roles are idle by design: where lower(trusted) LIKE trusted_pattern ESCAPE '!' of those that a trust policy
-- allows. Made from src/policy/left-alone.tsv by `npm run generate`.
-- Grain: trusted_pattern.
CREATE OR REPLACE VIEW idle_by_trust AS
SELECT
  CAST(name AS varchar) AS name,
  CAST(trusted_pattern AS varchar) AS trusted_pattern,
  CAST(reason AS varchar) AS reason
FROM (
  VALUES
    ('backup.*', 'service:backup.%', 'trusts a service that restores what was lost'),
    ('drs.*', 'service:drs.%', 'trusts a service that recovers servers from a disaster'),
    ('ssm-incidents.*', 'service:ssm-incidents.%', 'trusts a service that acts in an incident'),
    ('arc-*', 'service:arc-%', 'trusts a service that moves traffic away from what is broken'),
    ('config.*', 'service:config.%', 'trusts a service that records and repairs configuration'),
    ('cloudformation.*', 'service:cloudformation.%', 'trusts a service that creates and rolls back stacks'),
    ('*stacksets.cloudformation.*', 'service:%stacksets.cloudformation.%', 'trusts a service that creates and rolls back stacks'),
    ('dms.*', 'service:dms.%', 'trusts a service that migrates databases from time to time'),
    ('dlm.*', 'service:dlm.%', 'trusts a service that makes snapshots and copies on a schedule'),
    ('datasync.*', 'service:datasync.%', 'trusts a service that copies data on a schedule'),
    ('controltower.*', 'service:controltower.%', 'trusts a service that sets accounts up')
) AS t(name, trusted_pattern, reason)
