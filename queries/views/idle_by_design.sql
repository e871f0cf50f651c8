-- Principals that are idle by design: where lower(principal_name) LIKE name_pattern ESCAPE '!'. Made from
-- src/policy/idle-by-design.tsv by `npm run generate`.
-- Grain: name_pattern.
CREATE OR REPLACE VIEW idle_by_design AS
SELECT
  CAST(name AS varchar) AS name,
  CAST(name_pattern AS varchar) AS name_pattern,
  CAST(reason AS varchar) AS reason
FROM (
  VALUES
    ('OrganizationAccountAccessRole', 'organizationaccountaccessrole', 'lets the management account in, where nothing else does'),
    ('AWSControlTowerExecution', 'awscontroltowerexecution', 'is assumed by AWS Control Tower when it sets an account up'),
    ('stacksets-exec-*', 'stacksets-exec-%', 'is assumed by CloudFormation when a stack set changes'),
    ('cdk-*-cfn-exec-role-*', 'cdk-%-cfn-exec-role-%', 'is assumed by CloudFormation when a CDK application is deployed'),
    ('*break-glass*', '%break-glass%', 'is for emergencies'),
    ('*break_glass*', '%break!_glass%', 'is for emergencies'),
    ('*breakglass*', '%breakglass%', 'is for emergencies'),
    ('AccessLakeReader', 'accesslakereader', 'reads for Access Lake')
) AS t(name, name_pattern, reason)
