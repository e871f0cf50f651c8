/** What is written out once more, value by value, because no rule says why it is so and not otherwise. */
import { type Hub, type Rule, unequal } from './rule.js';

const LIFECYCLE = [
  { Id: 'OldVersions', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
  {
    Id: 'OldVersionsOfStaging',
    Status: 'Enabled',
    Prefix: 'lake/_staging/',
    NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    ExpiredObjectDeleteMarker: true,
  },
  { Id: 'Results', Status: 'Enabled', Prefix: 'athena/', ExpirationInDays: 7 },
  { Id: 'Uploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
];

const NETWORK = {
  Vpc: { CidrBlock: '10.255.0.0/24', EnableDnsHostnames: true, EnableDnsSupport: true },
  Subnet: { VpcId: '<Vpc>', CidrBlock: '10.255.0.0/25', AvailabilityZone: 'cn-north-1a' },
  OtherSubnet: { VpcId: '<Vpc>', CidrBlock: '10.255.0.128/25', AvailabilityZone: 'cn-north-1b' },
  S3Endpoint: { VpcId: '<Vpc>', ServiceName: 'com.amazonaws.cn-north-1.s3', RouteTableIds: ['<RouteTable>'] },
};

/** Of every parameter that has one and is not empty. */
const DEFAULTS = {
  DelegatedAdministrator: 'true',
  MemberRoleName: 'AccessLakeReader',
  Every: 'week',
  ScheduleTimezone: 'UTC',
  ScheduleState: 'ENABLED',
  Shards: '1',
  MostAtOnce: '5',
  DeriveEngine: 'duckdb',
  Size: '1024/4096',
  EphemeralStorage: '30',
  Architecture: 'X86_64',
  AssignPublicIp: 'DISABLED',
  CreateBucket: 'true',
  Prefix: 'lake',
  Database: 'access_lake',
  AthenaCutoffBytes: '100000000000',
  MinCoverage: '95',
  LogRetention: '90',
};

const OUTPUTS = {
  BucketName: 'my-lake',
  TaskRoleArn: '<TaskRole.Arn>',
  ExternalId: '0fb0a4d0-0000-1111-2222-333344445555',
  ReaderPolicyArn: '<ReaderPolicy>',
  ReaderRoleArn: '<ReaderRole.Arn>',
  RunArn: '<RunMachine>',
  WatchArn: '<WatchMachine>',
  TaskArn: '<TaskMachine>',
  WorkgroupName: '<Workgroup>',
  LogGroupName: '<LogGroup>',
  TopicArn: '<Topic>',
};

export const LITERALS: readonly Rule[] = [
  {
    name: 'lifecycle',
    source: 'docs/cost.md',
    problems: ({ least }: Hub) => unequal('rules', least.properties('Bucket').LifecycleConfiguration.Rules, LIFECYCLE),
  },
  {
    name: 'network',
    source: 'deploy/README.md',
    problems: ({ least }: Hub) =>
      Object.entries(NETWORK).flatMap(([name, wanted]) => unequal(name, least.properties(name), wanted)),
  },
  {
    name: 'defaults',
    source: 'deploy/README.md',
    problems: ({ template }: Hub) => {
      const given = Object.entries(template.Parameters).flatMap(([name, { Default = '' }]) =>
        Default === '' ? [] : [[name, String(Default)]],
      );
      return unequal('defaults', Object.fromEntries(given), DEFAULTS);
    },
  },
  {
    name: 'outputs',
    source: 'deploy/README.md',
    problems: ({ template, least }: Hub) => {
      const values = Object.entries(template.Outputs).map(([name, { Value }]) => [name, least.of(Value)]);
      return unequal('outputs', Object.fromEntries(values), OUTPUTS);
    },
  },
  {
    name: 'keeping what a run began with',
    source: 'deploy/README.md',
    problems: ({ template }: Hub) =>
      unequal('task definition', template.Resources.TaskDefinition?.UpdateReplacePolicy, 'Retain'),
  },
];
