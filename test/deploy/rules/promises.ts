/** Rules of the template that AWS's pages or ours give, beside the permissions. */
import { MEMBER_READS } from '../../../src/model/aws/reads.js';
import { type Any, definitionIn, type Evaluation, parseTemplate } from '../template.js';
import { taskStates } from './needs.js';
import { differences, type Hub, type Rule, unequal } from './rule.js';

const SECURITY_HUB = 'https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html';
const CLOUDFORMATION = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
const OURS = 'deploy/README.md';

function bucket({ least, most, template }: Hub): string[] {
  const {
    PublicAccessBlockConfiguration: open,
    OwnershipControls,
    VersioningConfiguration,
  } = least.properties('Bucket');
  const [encryption] = most.properties('Bucket').BucketEncryption.ServerSideEncryptionConfiguration;
  const kept = ['Bucket', 'BucketPolicy'].flatMap((name) => {
    const { DeletionPolicy, UpdateReplacePolicy } = template.Resources[name];
    return unequal(name, [DeletionPolicy, UpdateReplacePolicy], ['Retain', 'Retain']);
  });
  const blocked = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  };
  return [
    ...unequal('public access', open, blocked),
    ...unequal('ownership', OwnershipControls.Rules, [{ ObjectOwnership: 'BucketOwnerEnforced' }]),
    ...unequal('versioning', VersioningConfiguration, { Status: 'Enabled' }),
    ...unequal('encryption', encryption.ServerSideEncryptionByDefault, {
      SSEAlgorithm: 'aws:kms',
      KMSMasterKeyID: most.values.KmsKeyArn,
    }),
    ...kept,
  ];
}

function tls({ least }: Hub): string[] {
  const { Bucket, PolicyDocument } = least.properties('BucketPolicy');
  const [statement, ...others] = PolicyDocument.Statement;
  const { Sid: _, ...rest } = statement;
  return [
    ...unequal('bucket', Bucket, '<Bucket>'),
    ...unequal('statement', rest, {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['<Bucket.Arn>', '<Bucket.Arn>/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
    ...unequal('other statements', others, []),
  ];
}

/** Only results of Athena expire; of the lake old versions alone, and nothing moves to a storage class that is slow to read. */
function lifecycle({ least }: Hub): string[] {
  const rules: Any[] = least.properties('Bucket').LifecycleConfiguration.Rules;
  const expiring = rules.filter((rule) => rule.ExpirationInDays !== undefined || rule.ExpirationDate !== undefined);
  const moving = rules.filter((rule) => Object.keys(rule).some((key) => /Transition/.test(key)));
  const shortest = rules.map((rule) => rule.NoncurrentVersionExpiration?.NoncurrentDays ?? 30);
  const early = rules.filter((rule, at) => shortest[at] < 30 && rule.Prefix !== 'lake/_staging/');
  return [
    ...unequal(
      'what expires',
      expiring.map(({ Prefix }) => Prefix),
      ['athena/'],
    ),
    ...unequal('what moves', moving, []),
    ...unequal('old versions that go early', early, []),
    ...unequal('rules at work', [...new Set(rules.map(({ Status }) => Status))], ['Enabled']),
  ];
}

/** A container without NAT pulls its image by a public address, and a route to the gateway. */
function network(hub: Hub): string[] {
  const { least } = hub;
  const subnets = hub.named('AWS::EC2::Subnet');
  const associated = hub.named('AWS::EC2::SubnetRouteTableAssociation').map((name) => least.properties(name));
  const { AwsvpcConfiguration: own } = definitionIn(least, 'TaskMachine').States.Container.Parameters
    .NetworkConfiguration;
  const theirs = hub.with({ VpcId: 'vpc-12345678', SubnetIds: 'subnet-1,subnet-2' });
  const given = definitionIn(theirs, 'TaskMachine').States.Container.Parameters.NetworkConfiguration
    .AwsvpcConfiguration;
  const { SecurityGroupEgress: out, SecurityGroupIngress: into = [] } = least.properties('SecurityGroup');
  const { RouteTableIds, ServiceName } = least.properties('S3Endpoint');
  const zones = subnets.map((name) => least.properties(name).AvailabilityZone);
  return [
    ...unequal('route', least.properties('Route'), {
      RouteTableId: '<RouteTable>',
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: '<Gateway>',
    }),
    ...unequal('order', hub.template.Resources.Route?.DependsOn, 'GatewayAttachment'),
    ...unequal('attachment', least.properties('GatewayAttachment'), { VpcId: '<Vpc>', InternetGatewayId: '<Gateway>' }),
    ...differences(
      'routes of subnets',
      associated.map((each) => JSON.stringify(each)),
      subnets.map((name) => JSON.stringify({ SubnetId: `<${name}>`, RouteTableId: '<RouteTable>' })),
    ),
    ...unequal('zones', new Set(zones).size, 2),
    ...unequal('address', [own.AssignPublicIp, given.AssignPublicIp], ['ENABLED', 'DISABLED']),
    ...unequal('subnets', [own.Subnets, given.Subnets], [subnets.map((name) => `<${name}>`), ['subnet-1', 'subnet-2']]),
    ...unequal(
      'group',
      [own.SecurityGroups, given.SecurityGroups],
      [['<SecurityGroup.GroupId>'], ['<SecurityGroup.GroupId>']],
    ),
    ...unequal('outbound', out, [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }]),
    ...unequal('inbound', into, []),
    ...unequal('endpoint', [RouteTableIds, ServiceName], [['<RouteTable>'], 'com.amazonaws.cn-north-1.s3']),
  ];
}

function stackSet(hub: Hub): string[] {
  const of = (to: Evaluation) => to.properties('MemberRoles');
  const { most } = hub;
  const self = hub.with({
    OrganizationalUnitIds: 'r-ab12',
    DelegatedAdministrator: 'false',
    MemberRegion: 'eu-west-1',
  });
  const { PermissionModel, AutoDeployment, Capabilities, StackInstancesGroup, Parameters } = of(most);
  const given = Object.fromEntries(
    Parameters.map(({ ParameterKey, ParameterValue }: Any) => [ParameterKey, ParameterValue]),
  );
  return [
    ...unequal('CallAs', [of(most).CallAs, of(self).CallAs], ['DELEGATED_ADMIN', 'SELF']),
    ...unequal('PermissionModel', PermissionModel, 'SERVICE_MANAGED'),
    ...unequal('AutoDeployment', AutoDeployment, { Enabled: true, RetainStacksOnAccountRemoval: false }),
    ...unequal('Capabilities', Capabilities, ['CAPABILITY_NAMED_IAM']),
    ...unequal('instances', StackInstancesGroup, [
      { DeploymentTargets: { OrganizationalUnitIds: ['r-ab12'] }, Regions: ['cn-north-1'] },
    ]),
    ...unequal('Region', of(self).StackInstancesGroup[0].Regions, ['eu-west-1']),
    ...unequal('parameters', given, {
      RoleName: 'AccessLakeReader',
      RolePath: 'team/',
      PermissionsBoundaryArn: most.values.PermissionsBoundaryArn,
      TrustedPrincipalArn: '<TaskRole.Arn>',
      OrganizationId: 'o-ab12cd34ef',
      ExternalId: '0fb0a4d0-0000-1111-2222-333344445555',
    }),
  ];
}

/** The limits that AWS sets: a day of a container within two of its machine, within a week of the run. */
function times({ least }: Hub): string[] {
  const [task, run, watch] = ['TaskMachine', 'RunMachine', 'WatchMachine'].map((name) => definitionIn(least, name));
  const [container] = least.properties('TaskDefinition').ContainerDefinitions;
  return [
    ...unequal('time of a container', task.States.Container.TimeoutSeconds, 82_800),
    ...unequal(
      'times of the machines',
      [task, run, watch].map(({ TimeoutSeconds }) => TimeoutSeconds),
      [172_800, 604_800, 172_800],
    ),
    ...unequal('StopTimeout', container.StopTimeout, 120),
  ];
}

const INTERVAL_DAYS = { day: 1, week: 7, month: 31 };
const SCHEDULES = { day: 'cron(0 3 * * ? *)', week: 'cron(0 3 ? * SUN *)', month: 'cron(0 3 1 * ? *)' };

function schedules(hub: Hub): string[] {
  const off = hub.with({ ScheduleState: 'DISABLED', ScheduleExpression: 'rate(2 days)', MaxAgeDays: '5' });
  const states = hub.named('AWS::Scheduler::Schedule').flatMap((name) => [
    ...unequal(
      `state of ${name}`,
      [hub.least, off].map((to) => to.properties(name).State),
      ['ENABLED', 'DISABLED'],
    ),
    ...unequal(`window of ${name}`, hub.least.properties(name).FlexibleTimeWindow, { Mode: 'OFF' }),
    ...unequal(`input of ${name}`, hub.least.properties(name).Target.Input, '{}'),
  ]);
  const targets = ['RunSchedule', 'WatchSchedule'].map((name) => hub.least.properties(name).Target.Arn);
  const every = Object.entries(INTERVAL_DAYS).flatMap(([Every, days]) => {
    const to = hub.with({ Every });
    const { ScheduleExpression } = to.properties('RunSchedule');
    return unequal(`Every=${Every}`, [ScheduleExpression, maxAge(to)], [SCHEDULES[Every as 'day'], `${days + 2}d`]);
  });
  return [
    ...states,
    ...every,
    ...unequal('targets', targets, ['<RunMachine>', '<WatchMachine>']),
    ...unequal('watch', hub.least.properties('WatchSchedule').ScheduleExpression, 'rate(1 day)'),
    ...unequal('zone', hub.least.properties('RunSchedule').ScheduleExpressionTimezone, 'UTC'),
    ...unequal('own', [off.properties('RunSchedule').ScheduleExpression, maxAge(off)], ['rate(2 days)', '5d']),
    ...unequal(
      'alarm',
      [hub.least, off].map((to) => to.properties('SilenceAlarm').ActionsEnabled),
      [true, false],
    ),
  ];
}

function environmentIn(to: Evaluation): Record<string, unknown> {
  const [{ Environment }] = to.properties('TaskDefinition').ContainerDefinitions;
  return Object.fromEntries(Environment.map(({ Name, Value }: Any) => [Name, Value]));
}

function maxAge(to: Evaluation): unknown {
  return environmentIn(to).ACCESS_LAKE_MAX_AGE;
}

function mail(hub: Hub): string[] {
  const { least } = hub;
  const { EventPattern, Targets, State = 'ENABLED' } = least.properties('FailureRule');
  const [{ Arn, InputTransformer }, ...others] = Targets;
  const theirs = hub.with({ AlarmTopicArn: 'arn:aws-cn:sns:cn-north-1:111122223333:t' }).properties('FailureRule');
  const lines = String(InputTransformer.InputTemplate).trimEnd().split('\n');
  return [
    ...unequal('pattern', EventPattern, {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: ['<RunMachine>', '<WatchMachine>'] },
    }),
    ...unequal('target', [Arn, State, others.length], ['<Topic>', 'ENABLED', 0]),
    ...unequal('their target', theirs.Targets[0].Arn, 'arn:aws-cn:sns:cn-north-1:111122223333:t'),
    ...unequal('paths', InputTransformer.InputPathsMap, {
      status: '$.detail.status',
      error: '$.detail.error',
      name: '$.detail.name',
      execution: '$.detail.executionArn',
    }),
    ...unequal('lines', lines, [
      '"Access Lake: <status> <error>"',
      '"Execution <name>"',
      '"https://cn-north-1.console.aws.amazon.com/states/home?region=cn-north-1#/v2/executions/details/<execution>"',
    ]),
  ];
}

function alarms(hub: Hub): string[] {
  const { least } = hub;
  const [silence, unsent] = ['SilenceAlarm', 'UnsentAlarm'].map((name) => {
    const { AlarmDescription: _, ...properties } = least.properties(name);
    return properties;
  });
  return [
    ...unequal('silence', silence, {
      ActionsEnabled: true,
      AlarmActions: ['<Topic>'],
      Namespace: 'AWS/States',
      MetricName: 'ExecutionsSucceeded',
      Dimensions: [{ Name: 'StateMachineArn', Value: '<WatchMachine>' }],
      Statistic: 'Sum',
      Period: 86_400,
      EvaluationPeriods: 2,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    }),
    ...unequal('unsent', unsent, {
      AlarmActions: ['<Topic>'],
      Namespace: 'AWS/Events',
      MetricName: 'FailedInvocations',
      Dimensions: [{ Name: 'RuleName', Value: '<FailureRule>' }],
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    }),
    ...unequal('mail', least.properties('Subscription').Protocol, 'email'),
    ...unequal(
      'key',
      [least, hub.most].map((to) => to.properties('Topic').KmsMasterKeyId ?? null),
      [null, hub.most.values.TopicKeyArn],
    ),
  ];
}

function container({ least, most }: Hub): string[] {
  const { ContainerDefinitions, Cpu, Memory, NetworkMode, RequiresCompatibilities, Family } =
    least.properties('TaskDefinition');
  const [{ Environment: _, LogConfiguration, ...rest }, ...others] = ContainerDefinitions;
  const { Cluster, TaskDefinition, LaunchType, PropagateTags, Overrides } = definitionIn(least, 'TaskMachine').States
    .Container.Parameters;
  return [
    ...unequal('container', rest, {
      Name: 'access-lake',
      Image: least.values.Image,
      Essential: true,
      ReadonlyRootFilesystem: true,
      User: '65532:65532',
      LinuxParameters: { Capabilities: { Drop: ['ALL'] } },
      MountPoints: [{ SourceVolume: 'scratch', ContainerPath: '/scratch' }],
      StopTimeout: 120,
    }),
    ...unequal('others', others, []),
    ...unequal(
      'task',
      [Cpu, Memory, NetworkMode, RequiresCompatibilities, Family],
      ['1024', '4096', 'awsvpc', ['FARGATE'], 'hub'],
    ),
    ...unequal(
      'started',
      [Cluster, TaskDefinition, LaunchType, PropagateTags, Overrides.ContainerOverrides],
      [
        '<Cluster.Arn>',
        '<TaskDefinition>',
        'FARGATE',
        'TASK_DEFINITION',
        [{ Name: 'access-lake', 'Command.$': '$.command' }],
      ],
    ),
    ...unequal('logs', LogConfiguration, {
      LogDriver: 'awslogs',
      Options: { 'awslogs-group': '<LogGroup>', 'awslogs-region': 'cn-north-1', 'awslogs-stream-prefix': 'run' },
    }),
    ...unequal('retention', least.properties('LogGroup'), { RetentionInDays: '90' }),
    ...unequal('environment', environmentIn(most), {
      ACCESS_LAKE_DESTINATION: 's3://my-lake/audit/lake',
      ACCESS_LAKE_EXCEPT_FILE: 's3://decisions/except.yaml',
      ACCESS_LAKE_EXCLUDE_ACCOUNT: '',
      ACCESS_LAKE_EXCLUDE_OU: '',
      ACCESS_LAKE_EXPECTED_BUCKET_OWNER: '111122223333',
      ACCESS_LAKE_EXTERNAL_ID: '0fb0a4d0-0000-1111-2222-333344445555',
      ACCESS_LAKE_MAX_AGE: '9d',
      ACCESS_LAKE_MIN_COVERAGE: '95',
      ACCESS_LAKE_NOTIFY: '<Topic>',
      ACCESS_LAKE_OWNERS_FILE: 's3://decisions/owners.yaml',
      ACCESS_LAKE_PROGRESS: 'plain',
      ACCESS_LAKE_REGION: 'cn-north-1',
      ACCESS_LAKE_ROLE_NAME: 'team/AccessLakeReader',
      ACCESS_LAKE_SSE_KMS_KEY_ID: most.values.KmsKeyArn,
      ACCESS_LAKE_TASKS_FILE: 's3://decisions/tasks.yaml',
      ACCESS_LAKE_WORKGROUP: '<Workgroup>',
    }),
  ];
}

function athena({ least, most }: Hub): string[] {
  const { WorkGroupConfiguration: own } = least.properties('Workgroup');
  const { ResultConfiguration: keyed } = most.properties('Workgroup').WorkGroupConfiguration;
  return [
    ...unequal('enforced', own.EnforceWorkGroupConfiguration, true),
    ...unequal('cut-off', own.BytesScannedCutoffPerQuery, '100000000000'),
    ...unequal('results', own.ResultConfiguration.OutputLocation, 's3://my-lake/athena/'),
    ...unequal('encryption', keyed.EncryptionConfiguration, {
      EncryptionOption: 'SSE_KMS',
      KmsKey: most.values.KmsKeyArn,
    }),
    ...unequal(
      'databases',
      ['GlueDatabase', 'ScratchDatabase'].map((name) => least.properties(name).DatabaseInput.Name),
      ['access_lake', 'access_lake_scratch'],
    ),
  ];
}

/** Where each state of `Run` leads: `name: next | failure`. A choice lists its ways in order, the default last. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  Size: ['Many?'],
  'Many?': ['Plan', 'Export'],
  Export: ['Catalog', 'ExportEnded?'],
  'ExportEnded?': ['AlreadyRunning', 'Hour', 'ExportFailed'],
  ExportFailed: ['AccessLake.Export'],
  Hour: ['ExportAgain'],
  ExportAgain: ['Catalog', 'ExportAgainEnded?'],
  'ExportAgainEnded?': ['AlreadyRunning', 'ExportFailed'],
  Plan: ['Numbers', 'PlanEnded?'],
  'PlanEnded?': ['AlreadyRunning', 'PlanFailed'],
  PlanFailed: ['AccessLake.Plan'],
  Numbers: ['Collect'],
  Collect: ['Publish'],
  Publish: ['Catalog', 'PublishEnded?'],
  'PublishEnded?': ['AlreadyRunning', 'PublishFailed'],
  PublishFailed: ['AccessLake.Publish'],
  Catalog: ['Derive', 'CatalogFailed'],
  CatalogFailed: ['AccessLake.Catalog'],
  Derive: ['Digest', 'DeriveFailed'],
  DeriveFailed: ['AccessLake.Derive'],
  Digest: ['Ends', 'DigestFailed'],
  DigestFailed: ['AccessLake.Digest'],
  Ends: ['Whole?'],
  'Whole?': ['LostShards', 'LostShards', 'Done'],
  LostShards: ['AccessLake.LostShards'],
  AlreadyRunning: ['Succeed'],
  Done: ['Succeed'],
};
const WAYS_OF_A_SHARD = {
  Shard: ['Measured', 'ShardEnded?'],
  'ShardEnded?': ['Taken', 'Lost'],
  Measured: ['measured'],
  Taken: ['taken'],
  Lost: ['lost'],
};
const WAYS_OF_WATCH = {
  Snapshots: ['Done', 'SnapshotsFailed'],
  SnapshotsFailed: ['AccessLake.Snapshots'],
  Done: ['Succeed'],
};

function waysOf({ States }: Any): Record<string, string[]> {
  const of = ({ Type, Next, Choices = [], Default, Catch = [], Error: error, End, Result }: Any): string[] => {
    if (Type === 'Fail') return [error];
    if (Type === 'Succeed') return ['Succeed'];
    const chosen = Choices.map((choice: Any) => choice.Next);
    const caught = Catch.map((each: Any) =>
      each.ErrorEquals[0] === 'States.ALL' ? each.Next : `${each.ErrorEquals} ${each.Next}`,
    );
    return [...chosen, ...(Default ? [Default] : []), ...(Next ? [Next] : []), ...(End ? [Result] : []), ...caught];
  };
  return Object.fromEntries(Object.entries(States).map(([name, state]) => [name, of(state)]));
}

function flow({ least }: Hub): string[] {
  const [run, watch] = ['RunMachine', 'WatchMachine'].map((name) => definitionIn(least, name));
  const { Hour, Collect, Size } = run.States;
  const branches = Object.values<Any>(run.States).flatMap(({ Choices = [] }) => Choices);
  const named = branches.flatMap(({ StringMatches, Next }: Any) => (StringMatches ? [`${StringMatches} ${Next}`] : []));
  return [
    ...unequal('starts', [run.StartAt, watch.StartAt, Collect.ItemProcessor.StartAt], ['Size', 'Snapshots', 'Shard']),
    ...unequal('ways of Run', waysOf(run), WAYS),
    ...unequal('ways of a shard', waysOf(Collect.ItemProcessor), WAYS_OF_A_SHARD),
    ...unequal('ways of Watch', waysOf(watch), WAYS_OF_WATCH),
    ...unequal('hour', Hour.Seconds, 3600),
    ...unequal(
      'at once',
      [Collect.MaxConcurrencyPath, Size.Parameters['most.$']],
      ['$.most', "States.StringToJson('5')"],
    ),
    ...unequal(
      'retries',
      taskStates(run).filter(({ state }) => state.Retry !== undefined),
      [],
    ),
    ...unequal(
      'locked and unreachable',
      [...new Set(named)],
      ['*AccessLake.Locked* AlreadyRunning', '*AccessLake.Unreachable* Hour'],
    ),
    ...unequal('whole', run.States['Whole?'].Choices, [
      { Variable: '$.lost', BooleanEquals: true, Next: 'LostShards' },
      {
        And: [
          { Variable: '$.taken', BooleanEquals: true },
          { Variable: '$.code', NumericGreaterThan: 0 },
        ],
        Next: 'LostShards',
      },
    ]),
  ];
}

const COMMANDS = {
  Export: ['export', '--json'],
  ExportAgain: ['export', '--json'],
  Plan: ['plan'],
  Publish: ['publish', '--plan', 'latest', '--allow-incomplete', '--json'],
  Catalog: ['catalog', '--database', 'access_lake'],
  Derive: ['derive', '--engine', 'duckdb', '--database', 'access_lake'],
  Digest: ['digest', '--engine', 'duckdb', '--once'],
};

function commands({ least }: Hub): string[] {
  const states = taskStates(definitionIn(least, 'RunMachine'));
  const given = Object.fromEntries(
    states.filter(({ name }) => name !== 'Shard').map(({ name, state }) => [name, state.Parameters.Input.command]),
  );
  const shard = states.find(({ name }) => name === 'Shard')?.state.Parameters.Input;
  return [
    ...Object.entries(COMMANDS).flatMap(([name, command]) => unequal(name, given[name], command)),
    ...unequal('Shard', shard, { 'command.$': "States.Array('collect', '--plan', 'latest', '--shard', $.shard)" }),
    ...unequal(
      'integration',
      [...new Set(states.map(({ integration }) => integration))],
      ['states:startExecution.sync:2'],
    ),
  ];
}

/** Where an exit code of our container leads. */
const CODES = [
  '0 Success',
  '3 Gaps',
  '1 Bug',
  '2 Usage',
  '4 Nothing',
  '5 Found',
  '6 Locked',
  '7 Unreachable',
  '130 Again?',
  '137 Again?',
  '143 Again?',
];
const WAYS_OF_TASK = {
  Begin: ['Container'],
  Container: ['Success', 'States.TaskFailed Ended?'],
  'Ended?': ['Read', 'NotRun'],
  Read: ['Ours'],
  Ours: ['First'],
  First: ['Judge'],
  Judge: ['Again?', ...CODES.map((each) => each.split(' ')[1] as string), 'Unknown'],
  'Again?': ['GaveUp', 'Wait'],
  Wait: ['Container'],
};

function judging({ least }: Hub): string[] {
  const task = definitionIn(least, 'TaskMachine');
  const ways = waysOf(task);
  const judged = task.States.Judge.Choices.flatMap(({ NumericEquals, Next }: Any) =>
    NumericEquals === undefined ? [] : [`${NumericEquals} ${Next}`],
  );
  const fails = Object.entries<Any>(task.States).filter(([, { Type }]) => Type === 'Fail');
  const [retry, ...others] = task.States.Container.Retry;
  return [
    ...Object.entries(WAYS_OF_TASK).flatMap(([name, way]) => unequal(name, ways[name], way)),
    ...unequal('codes', judged, CODES),
    ...fails.flatMap(([name, { Error: error }]) =>
      name === 'NotRun' ? [] : unequal(name, error, `AccessLake.${name}`),
    ),
    ...unequal(
      'results',
      ['Success', 'Gaps'].map((name) => task.States[name].Result),
      [{ code: 0 }, { code: 3 }],
    ),
    ...unequal('repeats', [task.States['Again?'].Choices[0].NumericGreaterThan, task.States.Wait.Seconds], [5, 60]),
    ...unequal(
      'retry',
      [retry, others.length],
      [
        {
          ErrorEquals: [
            'ECS.AmazonECSException',
            'ECS.ServerException',
            'ECS.ThrottlingException',
            'AmazonECS.Unknown',
          ],
          IntervalSeconds: 30,
          BackoffRate: 2,
          MaxAttempts: 6,
          JitterStrategy: 'FULL',
        },
        0,
      ],
    ),
  ];
}

/** The member role trusts the task role alone, within the organization and by the external ID, for an hour. */
function memberRole({ template, least }: Hub): string[] {
  const { Resources } = parseTemplate(template.Resources.MemberRoles.Properties.TemplateBody);
  const { RoleName, Path, MaxSessionDuration, ...role } = Resources.ReaderRole.Properties;
  const { AssumeRolePolicyDocument, Policies, Description: _, PermissionsBoundary: __, ...others } = role;
  const trusted = {
    Effect: 'Allow',
    Principal: { AWS: { Ref: 'TrustedPrincipalArn' } },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'aws:PrincipalOrgID': { Ref: 'OrganizationId' }, 'sts:ExternalId': { Ref: 'ExternalId' } },
    },
  };
  const assume = least
    .properties('TaskRole')
    .Policies[0].PolicyDocument.Statement.find(({ Sid }: Any) => Sid === 'AssumeMemberRole');
  return [
    ...unequal('resources', [Object.keys(Resources), others], [['ReaderRole'], {}]),
    ...unequal('name', [RoleName, Path], [{ Ref: 'RoleName' }, { 'Fn::Sub': '/${RolePath}' }]),
    ...unequal('time', MaxSessionDuration, 3600),
    ...unequal('trust', AssumeRolePolicyDocument.Statement, [trusted]),
    ...unequal(
      'reads',
      Policies.map(({ PolicyDocument }: Any) => PolicyDocument.Statement),
      [[{ Effect: 'Allow', Action: MEMBER_READS, Resource: '*' }]],
    ),
    ...unequal(
      'who may be assumed',
      [assume.Effect, assume.Resource, assume.Condition],
      [
        'Allow',
        'arn:aws-cn:iam::*:role/AccessLakeReader',
        { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
      ],
    ),
  ];
}

function roles(hub: Hub): string[] {
  const names = { TaskRole: 'hub-task', ReaderRole: 'hub-reader' };
  const boundary = hub.most.values.PermissionsBoundaryArn;
  const bounded = hub.named('AWS::IAM::Role').flatMap((name) => {
    const { Path, PermissionsBoundary } = hub.most.properties(name);
    return unequal(name, [Path, PermissionsBoundary], ['/team/', boundary]);
  });
  const reader = hub.most.properties('ReaderRole');
  return [
    ...bounded,
    ...Object.entries(names).flatMap(([role, name]) =>
      unequal(`name of ${role}`, hub.most.properties(role).RoleName, name),
    ),
    ...unequal('readers', reader.AssumeRolePolicyDocument.Statement, [
      { Effect: 'Allow', Principal: { AWS: [hub.most.values.ReaderPrincipalArns] }, Action: 'sts:AssumeRole' },
    ]),
    ...unequal('policy of readers', reader.ManagedPolicyArns, ['<ReaderPolicy>']),
  ];
}

export const PROMISES: readonly Rule[] = [
  {
    name: 'the bucket is private, versioned, encrypted and kept',
    source: `${SECURITY_HUB}, S3.8, S3.12, S3.14, S3.17`,
    problems: bucket,
  },
  { name: 'requests without TLS are denied', source: `${SECURITY_HUB}, S3.5`, problems: tls },
  { name: 'nothing expires the lake', source: `${OURS}, "What is created"; docs/design.md`, problems: lifecycle },
  {
    name: 'containers reach AWS by HTTPS, and nobody reaches them',
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html',
    problems: network,
  },
  {
    name: 'the StackSet deploys as who administers it',
    source: `${CLOUDFORMATION}/aws-resource-cloudformation-stackset.html, CallAs`,
    problems: stackSet,
  },
  {
    name: 'no time is longer than that around it',
    source:
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html, stopTimeout; docs/design.md',
    problems: times,
  },
  {
    name: 'schedules run when they say, and age with them',
    source: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html',
    problems: schedules,
  },
  {
    name: 'each way to fail is mailed, without its cause',
    source:
      'https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html; https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html',
    problems: mail,
  },
  {
    name: 'silence and an undelivered mail raise alarms',
    source:
      'https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html; https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html',
    problems: alarms,
  },
  {
    name: 'the container is the image, with no more rights than it needs',
    source:
      'https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html, ECS.4, ECS.5; docs/commands.md',
    problems: container,
  },
  {
    name: 'Athena writes beside the lake, within a limit',
    source: 'https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html',
    problems: athena,
  },
  { name: 'Run goes the ways of its table', source: `${OURS}, "When an alarm arrives"`, problems: flow },
  { name: 'each step runs its command', source: 'docs/commands.md', problems: commands },
  {
    name: 'Task judges each exit code',
    source: 'docs/commands.md, "Exit codes"; https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html',
    problems: judging,
  },
  {
    name: 'the member role trusts the task role, with the reads of the sources',
    source: 'docs/security.md; deploy/member-role.yaml',
    problems: memberRole,
  },
  {
    name: 'roles have the path, the boundary and the names that key policies give',
    source: `${OURS}, "Parameters"`,
    problems: roles,
  },
];
