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

const DEFAULTS = {
  Every: 'week',
  Shards: '1',
  MostAtOnce: '5',
  MinCoverage: '95',
  Size: '1024/4096',
  EphemeralStorage: '30',
  LogRetention: '90',
  Prefix: 'lake',
  Database: 'access_lake',
  DelegatedAdministrator: 'true',
  AthenaCutoffBytes: '100000000000',
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
    problems: ({ least }: Hub) =>
      Object.entries(DEFAULTS).flatMap(([name, wanted]) => unequal(name, least.values[name], wanted)),
  },
  {
    name: 'keeping what a run began with',
    source: 'deploy/README.md',
    problems: ({ template }: Hub) =>
      unequal('task definition', template.Resources.TaskDefinition?.UpdateReplacePolicy, 'Retain'),
  },
];
