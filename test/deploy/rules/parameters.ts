/** What parameters ask for, and what they may not ask for together. */
import { type Any, type Given, refusals } from '../template.js';
import { type Hub, type Rule, unequal } from './rule.js';

const TOPIC = 'arn:aws-cn:sns:cn-north-1:111122223333:alarms';
const NEWS = 'arn:aws-cn:sns:cn-north-1:111122223333:news';
/** Everything is there already. */
export const THEIRS: Given = {
  AlarmTopicArn: TOPIC,
  DigestTopicArn: NEWS,
  CreateBucket: 'false',
  VpcId: 'vpc-12345678',
  SubnetIds: 'subnet-1,subnet-2',
  NotifyEmail: '',
};

/** Whether a condition holds: of the least, of the most, and where everything is there already. */
const CONDITIONS: Readonly<Record<string, readonly [boolean, boolean, boolean]>> = {
  HasBoundary: [false, true, false],
  HasKey: [false, true, false],
  HasTopicKey: [false, true, false],
  HasDigestTopic: [false, false, true],
  HasLogKey: [false, true, false],
  OwnAge: [false, false, false],
  OwnSchedule: [false, false, false],
  OwnRegion: [true, true, true],
  HasOwnersFile: [false, true, false],
  HasExceptFile: [false, true, false],
  HasTasksFile: [false, true, false],
  HasReaders: [false, true, false],
  HasUnits: [false, true, false],
  IsDelegated: [true, true, true],
  CreatesBucket: [true, true, false],
  OwnNetwork: [true, true, false],
  OwnTopic: [true, true, false],
  Mails: [false, false, false],
  IsScheduled: [true, true, true],
};

function conditions(hub: Hub): string[] {
  const theirs = hub.with(THEIRS);
  const mailed = hub.with({ NotifyEmail: 'a@example.com' });
  return [
    ...unequal('conditions', Object.keys(hub.template.Conditions).sort(), Object.keys(CONDITIONS).sort()),
    ...Object.entries(CONDITIONS).flatMap(([name, wanted]) =>
      unequal(
        name,
        [hub.least, hub.most, theirs].map((to) => to.isMet(name)),
        wanted,
      ),
    ),
    ...unequal(
      'mail',
      [mailed.isMet('Mails'), mailed.properties('Subscription')],
      [true, { TopicArn: '<Topic>', Protocol: 'email', Endpoint: 'a@example.com' }],
    ),
  ];
}

function topics(hub: Hub): string[] {
  const theirs = hub.with(THEIRS);
  const alarmsAlone = hub.with({ AlarmTopicArn: TOPIC });
  const notified = [hub.least, alarmsAlone, theirs].map((to) => {
    const [{ Environment }] = to.properties('TaskDefinition').ContainerDefinitions;
    const statements: Any[] = to.properties('TaskRole').Policies[0].PolicyDocument.Statement;
    const { Value } = Environment.find(({ Name }: Any) => Name === 'ACCESS_LAKE_NOTIFY');
    return [Value, statements.find(({ Action }) => Action === 'sns:Publish').Resource];
  });
  const rung = ['SilenceAlarm', 'UnsentAlarm'].map((name) => theirs.properties(name).AlarmActions);
  return [
    ...unequal('digests', notified, [
      ['<Topic>', '<Topic>'],
      [TOPIC, TOPIC],
      [NEWS, NEWS],
    ]),
    ...unequal('alarms', rung, [[TOPIC], [TOPIC]]),
    ...unequal('policy', hub.least.properties('TopicPolicy').Topics, ['<Topic>']),
  ];
}

/** Without a key, nothing names or uses one; with one, all that it is for does. */
function keys({ least, most }: Hub): string[] {
  const of = (name: string) => JSON.stringify(least.properties(name));
  const [encryption] = least.properties('Bucket').BucketEncryption.ServerSideEncryptionConfiguration;
  const [keyed] = most.properties('Bucket').BucketEncryption.ServerSideEncryptionConfiguration;
  const unbounded = ['TaskRole', 'ExecutionRole', 'ContainerStarterRole', 'StepperRole', 'SchedulerRole', 'ReaderRole'];
  return [
    ...['TaskRole', 'ReaderPolicy'].filter((name) => /kms:/.test(of(name))).map((name) => `${name} uses a key`),
    ...unbounded.filter((name) => /PermissionsBoundary|null/.test(of(name))).map((name) => `${name} has a boundary`),
    ...unequal('bucket', encryption, { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }),
    ...unequal('bucket key', keyed.BucketKeyEnabled, true),
    ...unequal(
      'results',
      least.properties('Workgroup').WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration,
      {
        EncryptionOption: 'SSE_S3',
      },
    ),
    ...unequal(
      'logs',
      [least, most].map((to) => to.properties('LogGroup').KmsKeyId ?? null),
      [null, most.values.LogKeyArn],
    ),
    ...unequal('topic', least.properties('Topic'), {}),
  ];
}

const SIZES = { '1024/2048': ['1024', '2048'], '4096/30720': ['4096', '30720'] };

function containers(hub: Hub): string[] {
  const sized = Object.entries(SIZES).flatMap(([Size, wanted]) => {
    const { Cpu, Memory } = hub.with({ Size }).properties('TaskDefinition');
    return unequal(`Size=${Size}`, [Cpu, Memory], wanted);
  });
  const { Volumes, RuntimePlatform, EphemeralStorage } = hub
    .with({ Architecture: 'ARM64', EphemeralStorage: '50' })
    .properties('TaskDefinition');
  const size = JSON.parse(String(hub.most.properties('RunMachine').DefinitionSubstitutions.Shards));
  const networks = [hub.least, hub.with(THEIRS)].map((to) => to.properties('SecurityGroup').VpcId);
  return [
    ...sized,
    ...unequal('volumes', Volumes, [{ Name: 'scratch' }]),
    ...unequal('platform', RuntimePlatform, { OperatingSystemFamily: 'LINUX', CpuArchitecture: 'ARM64' }),
    ...unequal('disk', EphemeralStorage, { SizeInGiB: '50' }),
    ...unequal('shards', size, 4),
    ...unequal('networks', networks, ['<Vpc>', 'vpc-12345678']),
    ...unequal('cluster', hub.template.Resources.Cluster?.Type, 'AWS::ECS::Cluster'),
    ...unequal(
      'log group of messages',
      hub.least.properties('TaskMachine').DefinitionSubstitutions.LogGroup,
      '<LogGroup>',
    ),
  ];
}

/** What is refused, with a word of the sentence; and what is taken. */
const REFUSED: readonly (readonly [Given, string])[] = [
  [{ ScheduleExpression: 'rate(2 days)' }, 'MaxAgeDays'],
  [{ SubnetIds: 'subnet-1' }, 'VpcId'],
  [{ VpcId: 'vpc-12345678' }, 'SubnetIds'],
  [{ AlarmTopicArn: TOPIC, NotifyEmail: 'a@example.com' }, 'NotifyEmail'],
  [{ Prefix: 'athena/lake' }, 'athena'],
  [{ Image: 'access-lake:latest' }, 'digest'],
  [{ Shards: '41' }, '40'],
  [{ MinCoverage: '101' }, 'Percentage'],
];
const TAKEN: readonly Given[] = [
  {},
  THEIRS,
  { ScheduleExpression: 'rate(2 days)', MaxAgeDays: '5' },
  { NotifyEmail: 'a@example.com' },
];

function combinations({ template }: Hub): string[] {
  const refused = REFUSED.flatMap(([given, word]) => {
    const sentences = refusals(given, template);
    return sentences.length === 1 && sentences[0]?.includes(word) ? [] : [`${JSON.stringify(given)}: ${sentences}`];
  });
  return [...refused, ...TAKEN.flatMap((given) => refusals(given, template))];
}

/** A document without a version is of 2008, in which a variable is text. */
function versions(hub: Hub): string[] {
  const text = JSON.stringify(hub.most.of(hub.template.Resources));
  const documents = (text.match(/"Statement":/g) ?? []).length;
  const versioned = (text.match(/"Version":"2012-10-17","Statement":/g) ?? []).length;
  const missing = documents === 0 ? ['there is no document'] : [];
  return [...missing, ...unequal('documents with a version', versioned, documents)];
}

function stackSet({ most }: Hub): string[] {
  const { StackSetName, ManagedExecution, OperationPreferences } = most.properties('MemberRoles');
  return unequal(
    'StackSet',
    { StackSetName, ManagedExecution, OperationPreferences },
    {
      StackSetName: 'hub-members',
      ManagedExecution: { Active: true },
      OperationPreferences: { FailureTolerancePercentage: 100, MaxConcurrentPercentage: 100 },
    },
  );
}

function names({ least, most }: Hub): string[] {
  return [
    ...unequal(
      'workgroup',
      [least.properties('Workgroup').Name, least.properties('Workgroup').RecursiveDeleteOption],
      ['hub', true],
    ),
    ...unequal('path of the policy', most.properties('ReaderPolicy').Path, '/team/'),
    ...unequal(
      'catalogs',
      ['GlueDatabase', 'ScratchDatabase'].map((name) => least.properties(name).CatalogId),
      ['111122223333', '111122223333'],
    ),
    ...unequal('route table', least.properties('RouteTable'), { VpcId: '<Vpc>' }),
  ];
}

export const PARAMETER_RULES: readonly Rule[] = [
  {
    name: 'a condition holds when its parameter asks for it',
    source: 'deploy/README.md, "Parameters"',
    problems: conditions,
  },
  {
    name: 'alarms and news go to the topics that are named',
    source: 'deploy/README.md, "Parameters"',
    problems: topics,
  },
  {
    name: 'a key is used where it is named, and nowhere else',
    source: 'deploy/README.md, "What each key must admit"',
    problems: keys,
  },
  {
    name: 'a container has its size, disk and platform',
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html',
    problems: containers,
  },
  {
    name: 'parameters that do not go together are refused',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html',
    problems: combinations,
  },
  {
    name: 'policies have the version that knows variables',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
    problems: versions,
  },
  {
    name: 'one account that refuses stops no other stack of the StackSet',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stackset-ops-options.html',
    problems: stackSet,
  },
  {
    name: 'names and places follow from the stack',
    source: 'deploy/README.md, "What is created, where"',
    problems: names,
  },
];
