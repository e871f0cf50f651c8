/** What each parameter takes, by examples. */
import { type Parameter, refusals, type Template } from '../template.js';
import { type Hub, type Rule, unequal } from './rule.js';

/** Values that a parameter takes, and values that it refuses; a parameter of a few values names them all. */
interface Accepted {
  readonly type?: string;
  readonly takes?: readonly string[];
  readonly refuses?: readonly string[];
  readonly only?: readonly (string | number)[];
}

const KEY = 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-0a';
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:alarms';
const ofKey: Accepted = { takes: ['', KEY], refuses: ['alias/lake', `${KEY}*`, KEY.replace('kms', 's3')] };
const ofTopic: Accepted = { takes: ['', TOPIC], refuses: ['alarms', `${TOPIC}.fifo`, TOPIC.replace('1111', '')] };
const ofFile: Accepted = {
  takes: ['', 'my-bucket/a.yaml', 'my.bucket/team/a b.json'],
  refuses: ['my-bucket', 'my-bucket/', 'my-bucket/*', 'my-bucket/${a}', 'My/a', '/a'],
};
const ofNumber = (least: number, most: number): Accepted => ({
  type: 'Number',
  takes: [`${least}`, `${most}`],
  refuses: [`${least - 1}`, `${most + 1}`],
});
const ofWords = (...only: readonly string[]): Accepted => ({ only });
const ofList: Accepted = { type: 'CommaDelimitedList', takes: ['', 'one', 'one,two'] };

const EXAMPLES: Readonly<Record<string, Accepted>> = {
  Image: {
    takes: [`ghcr.io/a/access-lake:1@sha256:${'0a'.repeat(32)}`],
    refuses: ['', 'access-lake:1', `a@sha256:${'0'.repeat(63)}`],
  },
  OrganizationId: { takes: ['o-ab12cd34ef'], refuses: ['', 'o-*', 'o-ab12', 'r-ab12', 'o-AB12CD34EF'] },
  OrganizationalUnitIds: ofList,
  DelegatedAdministrator: ofWords('true', 'false'),
  MemberRoleName: { takes: ['AccessLakeReader', 'a+=,.@-_b'], refuses: ['', '*', 'team/reader', 'a'.repeat(65)] },
  RolePath: { takes: ['', 'team/', 'a/b/'], refuses: ['/team/', 'team', '*/', 'a b/'] },
  PermissionsBoundaryArn: {
    takes: ['', 'arn:aws:iam::111122223333:policy/team/boundary', 'arn:aws:iam::aws:policy/PowerUserAccess'],
    refuses: ['boundary', 'arn:aws:iam::111122223333:role/boundary', 'arn:aws:iam::*:policy/a'],
  },
  ReaderPrincipalArns: ofList,
  Every: ofWords('day', 'week', 'month'),
  ScheduleExpression: {
    takes: ['', 'rate(2 days)', 'cron(0 3 ? * SUN *)'],
    refuses: ['every day', 'at(2026-01-01T00:00:00)', 'rate(1 day) rate(2 days)'],
  },
  ScheduleTimezone: { takes: ['UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'], refuses: ['', 'Europe Berlin'] },
  ScheduleState: ofWords('ENABLED', 'DISABLED'),
  Shards: ofNumber(1, 40),
  MostAtOnce: ofNumber(1, 40),
  DeriveEngine: ofWords('duckdb', 'athena'),
  Size: ofWords(
    '1024/2048',
    '1024/4096',
    '1024/8192',
    '2048/4096',
    '2048/8192',
    '2048/16384',
    '4096/8192',
    '4096/16384',
    '4096/30720',
  ),
  EphemeralStorage: ofNumber(21, 200),
  Architecture: ofWords('X86_64', 'ARM64'),
  VpcId: { takes: ['', 'vpc-0123456789abcdef0'], refuses: ['vpc-1', 'subnet-12345678', 'vpc-XYZ12345'] },
  SubnetIds: { type: 'CommaDelimitedList', takes: [''] },
  AssignPublicIp: ofWords('ENABLED', 'DISABLED'),
  BucketName: { takes: ['my-lake', 'a.b', 'a'.repeat(63)], refuses: ['', 'My-Lake', '-lake', 'lake/', 'a'.repeat(64)] },
  CreateBucket: ofWords('true', 'false'),
  Prefix: { takes: ['lake', 'a/b.c_d-e'], refuses: ['', 'lake/', '/lake', 'athena', 'athena/lake', 'a//b', '*'] },
  KmsKeyArn: ofKey,
  Database: { takes: ['access_lake'], refuses: ['', 'Access', 'access-lake', 'a/b', '*'] },
  AthenaCutoffBytes: { type: 'Number', takes: ['10000000', '100000000000'], refuses: ['9999999', '0'] },
  NotifyEmail: { takes: ['', 'you@example.com'], refuses: ['you', 'you @example.com', 'a@b@c'] },
  AlarmTopicArn: ofTopic,
  TopicKeyArn: ofKey,
  DigestTopicArn: ofTopic,
  MinCoverage: ofNumber(0, 100),
  MaxAgeDays: { takes: ['', '1', '999'], refuses: ['0', '1.5', '-1', 'week', '1000'] },
  LogRetention: { type: 'Number', only: [7, 14, 30, 60, 90, 180, 365, 400, 731] },
  LogKeyArn: ofKey,
  MemberRegion: { takes: ['', 'us-east-1', 'us-gov-west-1'], refuses: ['us-east-1a', 'us_east_1', '*', 'us'] },
  OwnersFile: ofFile,
  TasksFile: ofFile,
  ExceptFile: ofFile,
  ExcludeAccounts: { takes: ['', '111122223333,444455556666'], refuses: ['1', '111122223333,', 'payments', '*'] },
  ExcludeOus: { takes: ['', 'ou-ab12-cd34ef56'], refuses: ['r-ab12', 'ou-ab12', 'ou-ab12-cd34ef56,', 'Workloads'] },
};

/** Without these a stack cannot be made; each other one may be left out. */
const NEEDED = ['Image', 'OrganizationId', 'BucketName'];

function accepted({ template }: Hub): string[] {
  const parameters = Object.entries(template.Parameters);
  return [
    ...unequal('parameters', parameters.map(([name]) => name).sort(), Object.keys(EXAMPLES).sort()),
    ...parameters.flatMap(([name, parameter]) => problemsOf({ name, parameter, template })),
  ];
}

interface Asked {
  readonly name: string;
  readonly parameter: Parameter;
  readonly template: Template;
}

function problemsOf({ name, parameter, template }: Asked): string[] {
  const { type = 'String', takes = [], refuses = [], only } = EXAMPLES[name] ?? {};
  const isRefused = (value: string): boolean =>
    refusals({ [name]: value }, template).some((sentence) => !isOfSeveral(sentence, template));
  return [
    ...unequal(`type of ${name}`, parameter.Type, type),
    ...unequal(`${name} may be left out`, parameter.Default !== undefined, !NEEDED.includes(name)),
    ...unequal(`values of ${name}`, parameter.AllowedValues ?? null, only ?? null),
    ...takes.filter(isRefused).map((value) => `${name} refuses ${JSON.stringify(value)}`),
    ...refuses.filter((value) => !isRefused(value)).map((value) => `${name} takes ${JSON.stringify(value)}`),
  ];
}

/** Of a rule about several parameters. */
function isOfSeveral(sentence: string, { Rules }: Template): boolean {
  return Object.values(Rules).some(({ Assertions }) =>
    Assertions.some(({ AssertDescription }) => AssertDescription === sentence),
  );
}

export const ACCEPTED: readonly Rule[] = [
  {
    name: 'each parameter takes what its service takes, and nothing else',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
    problems: accepted,
  },
];
