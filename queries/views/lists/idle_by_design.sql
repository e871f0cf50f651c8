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
    ('OrganizationAccountAccessRole', 'organizationaccountaccessrole', 'lets the management account in when nothing else does'),
    ('AWSControlTowerExecution', 'awscontroltowerexecution', 'is assumed by AWS Control Tower when it sets an account up'),
    ('AWSAFTExecution', 'awsaftexecution', 'is assumed by Account Factory for Terraform when it sets an account up'),
    ('AWSCloudFormationStackSetExecutionRole', 'awscloudformationstacksetexecutionrole', 'is assumed by CloudFormation when a stack set changes'),
    ('stacksets-exec-*', 'stacksets-exec-%', 'is assumed by CloudFormation when a stack set changes'),
    ('cdk-*-cfn-exec-role-*', 'cdk-%-cfn-exec-role-%', 'is assumed by CloudFormation when a CDK application is deployed'),
    ('*glass*', '%glass%', 'is for emergencies'),
    ('*emergency*', '%emergency%', 'is for emergencies'),
    ('*firecall*', '%firecall%', 'is for emergencies'),
    ('*fire-call*', '%fire-call%', 'is for emergencies'),
    ('*fire_call*', '%fire!_call%', 'is for emergencies'),
    ('*firefight*', '%firefight%', 'is for emergencies'),
    ('*fire-fight*', '%fire-fight%', 'is for emergencies'),
    ('*fire_fight*', '%fire!_fight%', 'is for emergencies'),
    ('*oncall*', '%oncall%', 'is for those on call'),
    ('*on-call*', '%on-call%', 'is for those on call'),
    ('*on_call*', '%on!_call%', 'is for those on call'),
    ('*incident*', '%incident%', 'is for incidents'),
    ('ir-*', 'ir-%', 'is for incidents'),
    ('ir_*', 'ir!_%', 'is for incidents'),
    ('*-ir', '%-ir', 'is for incidents'),
    ('*_ir', '%!_ir', 'is for incidents'),
    ('*-ir-*', '%-ir-%', 'is for incidents'),
    ('*_ir_*', '%!_ir!_%', 'is for incidents'),
    ('*disaster*', '%disaster%', 'is for disasters'),
    ('dr-*', 'dr-%', 'is for disasters'),
    ('dr_*', 'dr!_%', 'is for disasters'),
    ('*-dr', '%-dr', 'is for disasters'),
    ('*_dr', '%!_dr', 'is for disasters'),
    ('*-dr-*', '%-dr-%', 'is for disasters'),
    ('*_dr_*', '%!_dr!_%', 'is for disasters'),
    ('*failover*', '%failover%', 'is for disasters'),
    ('*fail-over*', '%fail-over%', 'is for disasters'),
    ('*recovery*', '%recovery%', 'is for disasters'),
    ('*restore*', '%restore%', 'restores what was lost'),
    ('*forensic*', '%forensic%', 'is for incidents'),
    ('*quarantine*', '%quarantine%', 'is for incidents'),
    ('AccessLakeReader', 'accesslakereader', 'reads for Access Lake'),
    ('access-lake-*', 'access-lake-%', 'exports for Access Lake')
) AS t(name, name_pattern, reason)
