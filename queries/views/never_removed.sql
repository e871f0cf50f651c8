-- Actions that no evidence takes away: where lower(service_namespace) LIKE service_pattern ESCAPE '!' and
-- lower(action_name) LIKE action_pattern ESCAPE '!'. Made from src/policy/never-list.tsv by `npm run generate`.
-- Grain: service_pattern, action_pattern.
CREATE OR REPLACE VIEW never_removed AS
SELECT
  CAST(service_pattern AS varchar) AS service_pattern,
  CAST(action_pattern AS varchar) AS action_pattern,
  CAST(reason AS varchar) AS reason
FROM (
  VALUES
    ('%', 'pass%', 'hands a role or resource over within another call; IAM never shows it as used'),
    ('aoss', 'apiaccessall', 'is used over a data connection, for which IAM keeps no row'),
    ('aws-portal', '%', 'is used by an agent or by the console itself, for which IAM keeps no row'),
    ('cassandra', '%', 'is used over a data connection, for which IAM keeps no row'),
    ('codecommit', 'gitpull', 'is used over a data connection, for which IAM keeps no row'),
    ('codecommit', 'gitpush', 'is used over a data connection, for which IAM keeps no row'),
    ('dsql', '%', 'is used over a data connection, for which IAM keeps no row'),
    ('ec2', '%networkinterface%', 'is called by AWS services with the caller''s rights, which may leave no row'),
    ('ec2messages', '%', 'is used by an agent or by the console itself, for which IAM keeps no row'),
    ('eks', 'accesskubernetesapi', 'is used over a data connection, for which IAM keeps no row'),
    ('elasticache', 'connect', 'is used over a data connection, for which IAM keeps no row'),
    ('elasticfilesystem', 'client%', 'is used over a data connection, for which IAM keeps no row'),
    ('es', 'eshttp%', 'is used over a data connection, for which IAM keeps no row'),
    ('execute-api', '%', 'is used over a data connection, for which IAM keeps no row'),
    ('iot', 'connect', 'is used over a data connection, for which IAM keeps no row'),
    ('iot', 'publish', 'is used over a data connection, for which IAM keeps no row'),
    ('iot', 'receive', 'is used over a data connection, for which IAM keeps no row'),
    ('iot', 'retainpublish', 'is used over a data connection, for which IAM keeps no row'),
    ('iot', 'subscribe', 'is used over a data connection, for which IAM keeps no row'),
    ('kafka-cluster', '%', 'is used over a data connection, for which IAM keeps no row'),
    ('kms', 'creategrant', 'is called by AWS services with the caller''s rights, which may leave no row'),
    ('kms', 'decrypt', 'is called by AWS services with the caller''s rights, which may leave no row'),
    ('kms', 'describekey', 'is called by AWS services with the caller''s rights, which may leave no row'),
    ('kms', 'encrypt', 'is called by AWS services with the caller''s rights, which may leave no row'),
    ('kms', 'generatedatakey%', 'is called by AWS services with the caller''s rights, which may leave no row'),
    ('kms', 'reencrypt%', 'is called by AWS services with the caller''s rights, which may leave no row'),
    ('memorydb', 'connect', 'is used over a data connection, for which IAM keeps no row'),
    ('neptune-db', '%', 'is used over a data connection, for which IAM keeps no row'),
    ('rds-db', '%', 'is used over a data connection, for which IAM keeps no row'),
    ('s3express', '%', 'is used over a data connection, for which IAM keeps no row'),
    ('signin', '%', 'is used by an agent or by the console itself, for which IAM keeps no row'),
    ('ssmmessages', '%', 'is used by an agent or by the console itself, for which IAM keeps no row'),
    ('sts', 'setcontext', 'is checked on the session that AssumeRole makes, and has no row of its own'),
    ('sts', 'setsourceidentity', 'is checked on the session that AssumeRole makes, and has no row of its own'),
    ('sts', 'tagsession', 'is checked on the session that AssumeRole makes, and has no row of its own'),
    ('vpc-lattice-svcs', '%', 'is used over a data connection, for which IAM keeps no row')
) AS t(service_pattern, action_pattern, reason)
