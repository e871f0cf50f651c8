/** What each parameter changes, and what no resource and no state has. */
import { type Any, definitionIn, type Evaluation, type Given } from '../template.js';
import { KEYS_OF_STATES, PROPERTIES } from './properties.js';
import { differences, type Hub, type Rule } from './rule.js';
import { isMade } from './there.js';

const KEY = 'arn:aws-cn:kms:cn-north-1:111122223333:key/other';
const TOPIC = 'arn:aws-cn:sns:cn-north-1:111122223333:other';
const UNITS: Given = { OrganizationalUnitIds: 'r-ab12', ReaderPrincipalArns: 'arn:aws-cn:iam::111122223333:role/a' };
const OWN: Given = { VpcId: 'vpc-12345678', SubnetIds: 'subnet-1,subnet-2' };

/** Another value of a parameter, in a stack that has its member roles and readers, and the places that it changes. */
interface HandedOn {
  readonly value: string;
  readonly places: string;
  /** What else the stack is asked for. */
  readonly beside?: Given;
}

const HANDED_ON: Readonly<Record<string, HandedOn>> = {
  Image: { value: `other@sha256:${'0'.repeat(64)}`, places: 'TaskDefinition access-lake' },
  OrganizationId: { value: 'o-other12345', places: 'MemberRoles OrganizationId' },
  OrganizationalUnitIds: { value: 'r-other', places: 'MemberRoles StackInstancesGroup' },
  DelegatedAdministrator: { value: 'false', places: 'MemberRoles CallAs' },
  MemberRoleName: {
    value: 'Other',
    places: 'MemberRoles RoleName, TaskDefinition ACCESS_LAKE_ROLE_NAME, TaskRole AssumeMemberRole',
  },
  RolePath: {
    value: 'other/',
    places:
      'ContainerStarterRole Path, ExecutionRole Path, MemberRoles RolePath, ReaderPolicy Path, ReaderRole Path, SchedulerRole Path, StepperRole Path, TaskDefinition ACCESS_LAKE_ROLE_NAME, TaskRole AssumeMemberRole, TaskRole Path',
  },
  PermissionsBoundaryArn: {
    value: 'arn:aws-cn:iam::111122223333:policy/other',
    places:
      'ContainerStarterRole PermissionsBoundary, ExecutionRole PermissionsBoundary, MemberRoles PermissionsBoundaryArn, ReaderRole PermissionsBoundary, SchedulerRole PermissionsBoundary, StepperRole PermissionsBoundary, TaskRole PermissionsBoundary',
  },
  ReaderPrincipalArns: {
    value: 'arn:aws-cn:iam::111122223333:role/other',
    places: 'ReaderRole AssumeRolePolicyDocument',
  },
  Every: { value: 'day', places: 'RunSchedule ScheduleExpression, TaskDefinition ACCESS_LAKE_MAX_AGE' },
  ScheduleExpression: { value: 'rate(2 days)', places: 'RunSchedule ScheduleExpression' },
  ScheduleTimezone: { value: 'Europe/Berlin', places: 'RunSchedule ScheduleExpressionTimezone' },
  ScheduleState: { value: 'DISABLED', places: 'RunSchedule State, SilenceAlarm ActionsEnabled, WatchSchedule State' },
  Shards: { value: '7', places: 'RunMachine DefinitionSubstitutions' },
  MostAtOnce: { value: '7', places: 'RunMachine DefinitionSubstitutions' },
  DeriveEngine: { value: 'athena', places: 'RunMachine DefinitionSubstitutions' },
  Size: { value: '4096/30720', places: 'TaskDefinition Cpu, TaskDefinition Memory' },
  EphemeralStorage: { value: '77', places: 'TaskDefinition EphemeralStorage' },
  Architecture: { value: 'ARM64', places: 'TaskDefinition RuntimePlatform' },
  VpcId: {
    value: 'vpc-99999999',
    places:
      'Gateway Made, GatewayAttachment InternetGatewayId, GatewayAttachment Made, GatewayAttachment VpcId, OtherSubnet AvailabilityZone, OtherSubnet CidrBlock, OtherSubnet Made, OtherSubnet VpcId, OtherSubnetRouteTable Made, OtherSubnetRouteTable RouteTableId, OtherSubnetRouteTable SubnetId, Route DestinationCidrBlock, Route GatewayId, Route Made, Route RouteTableId, RouteTable Made, RouteTable VpcId, S3Endpoint Made, S3Endpoint RouteTableIds, S3Endpoint ServiceName, S3Endpoint VpcId, SecurityGroup VpcId, Subnet AvailabilityZone, Subnet CidrBlock, Subnet Made, Subnet VpcId, SubnetRouteTable Made, SubnetRouteTable RouteTableId, SubnetRouteTable SubnetId, TaskMachine DefinitionSubstitutions, Vpc CidrBlock, Vpc EnableDnsHostnames, Vpc EnableDnsSupport, Vpc Made',
  },
  SubnetIds: { value: 'subnet-7', places: 'TaskMachine DefinitionSubstitutions', beside: OWN },
  AssignPublicIp: { value: 'ENABLED', places: 'TaskMachine DefinitionSubstitutions', beside: OWN },
  BucketName: {
    value: 'other',
    places:
      'Bucket BucketName, ReaderPolicy FindAthenaResults, ReaderPolicy KeepAthenaResults, ReaderPolicy ListAthenaResults, ReaderPolicy ListLake, ReaderPolicy ReadLake, TaskDefinition ACCESS_LAKE_DESTINATION, TaskRole FindAthenaResults, TaskRole KeepAthenaResults, TaskRole ListAthenaResults, TaskRole ListLake, TaskRole WriteLake, Workgroup WorkGroupConfiguration',
  },
  CreateBucket: {
    value: 'false',
    places:
      'Bucket BucketEncryption, Bucket BucketName, Bucket LifecycleConfiguration, Bucket Made, Bucket OwnershipControls, Bucket PublicAccessBlockConfiguration, Bucket VersioningConfiguration, BucketPolicy Bucket, BucketPolicy Made, BucketPolicy PolicyDocument, BucketPolicy TlsOnly',
  },
  Prefix: {
    value: 'other',
    places:
      'Bucket LifecycleConfiguration, ReaderPolicy ReadLake, TaskDefinition ACCESS_LAKE_DESTINATION, TaskRole WriteLake',
  },
  KmsKeyArn: {
    value: KEY,
    places:
      'Bucket BucketEncryption, ReaderPolicy UseLakeKey, TaskDefinition ACCESS_LAKE_SSE_KMS_KEY_ID, TaskRole UseLakeKey, Workgroup WorkGroupConfiguration',
  },
  Database: {
    value: 'other',
    places:
      'GlueDatabase DatabaseInput, ReaderPolicy KeepScratchTables, ReaderPolicy ReadGlueTables, RunMachine DefinitionSubstitutions, ScratchDatabase DatabaseInput, TaskRole KeepGlueTables, TaskRole KeepScratchTables',
  },
  AthenaCutoffBytes: { value: '77777777', places: 'Workgroup WorkGroupConfiguration' },
  NotifyEmail: {
    value: 'a@example.com',
    places: 'Subscription Endpoint, Subscription Made, Subscription Protocol, Subscription TopicArn',
  },
  AlarmTopicArn: {
    value: TOPIC,
    places:
      'FailureRule Targets, SilenceAlarm AlarmActions, TaskDefinition ACCESS_LAKE_NOTIFY, TaskRole NotifyOfNews, Topic Made, TopicPolicy Alarms, TopicPolicy Made, TopicPolicy PolicyDocument, TopicPolicy Rules, TopicPolicy Topics, UnsentAlarm AlarmActions',
  },
  TopicKeyArn: { value: KEY, places: 'TaskRole UseTopicKey, Topic KmsMasterKeyId' },
  DigestTopicArn: { value: TOPIC, places: 'TaskDefinition ACCESS_LAKE_NOTIFY, TaskRole NotifyOfNews' },
  MinCoverage: { value: '77', places: 'TaskDefinition ACCESS_LAKE_MIN_COVERAGE' },
  MaxAgeDays: { value: '7', places: 'TaskDefinition ACCESS_LAKE_MAX_AGE' },
  LogRetention: { value: '7', places: 'LogGroup RetentionInDays' },
  LogKeyArn: { value: KEY, places: 'LogGroup KmsKeyId' },
  MemberRegion: { value: 'cn-northwest-1', places: 'MemberRoles StackInstancesGroup' },
  OwnersFile: { value: 'other/a', places: 'TaskDefinition ACCESS_LAKE_OWNERS_FILE, TaskRole ReadOwnersFile' },
  TasksFile: { value: 'other/a', places: 'TaskDefinition ACCESS_LAKE_TASKS_FILE, TaskRole ReadTasksFile' },
  ExceptFile: { value: 'other/a', places: 'TaskDefinition ACCESS_LAKE_EXCEPT_FILE, TaskRole ReadExceptFile' },
  ExcludeAccounts: { value: '222233334444', places: 'TaskDefinition ACCESS_LAKE_EXCLUDE_ACCOUNT' },
  ExcludeOus: { value: 'ou-ab12-cd34ef56', places: 'TaskDefinition ACCESS_LAKE_EXCLUDE_OU' },
};

/** Each value by its place: the resource, and the name of the nearest entry that has one, or else the property. */
function placesIn(to: Evaluation): Map<string, string> {
  const texts = new Map<string, string>();
  const visit = (value: Any, place: string): void => {
    const isTree = typeof value === 'object' && value !== null;
    if (!isTree) texts.set(place, `${texts.get(place) ?? ''}${JSON.stringify(value)},`);
    else
      for (const [key, inner] of Object.entries<Any>(value)) {
        const name = Array.isArray(value) ? (inner?.Sid ?? inner?.ParameterKey ?? inner?.Name) : undefined;
        visit(inner, name === undefined ? place : `${place.split(' ')[0]} ${name}`);
        if (name === undefined && !Array.isArray(value)) texts.set(place, `${texts.get(place) ?? ''}${key},`);
      }
  };
  for (const name of Object.keys(to.template.Resources).filter((each) => isMade(to, each)))
    for (const [property, value] of Object.entries<Any>({ Made: true, ...to.properties(name) }))
      visit(value, `${name} ${property}`);
  return texts;
}

function changed(hub: Hub, name: string): string[] {
  const { value, beside } = HANDED_ON[name] as HandedOn;
  const placesOf = (given: Given) => placesIn(hub.with({ ...UNITS, ...beside, ...given }));
  const [before, after] = [placesOf({}), placesOf({ [name]: value })];
  const places = new Set([...before.keys(), ...after.keys()]);
  return [...places].filter((place) => before.get(place) !== after.get(place)).sort();
}

function handedOn(hub: Hub): string[] {
  return [
    ...differences('the table', Object.keys(HANDED_ON), Object.keys(hub.template.Parameters)),
    ...Object.entries(HANDED_ON).flatMap(([name, { places }]) =>
      differences(name, changed(hub, name), places.split(', ')),
    ),
  ];
}

/** Names of properties, however deep; a function of CloudFormation is none. */
function keysOf(value: Any): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries<Any>(value).flatMap(([key, inner]) => {
    const isName = !Array.isArray(value) && !/^(Fn::|Ref$)/.test(key);
    return [...(isName ? [key] : []), ...keysOf(inner)];
  });
}

function propertiesOf({ template }: Hub): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { Type, Properties = {} } of Object.values<Any>(template.Resources))
    found[Type.slice('AWS::'.length)] = [...(found[Type.slice('AWS::'.length)] ?? []), ...keysOf(Properties)];
  return found;
}

function keysOfStates({ least }: Hub): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const visit = (states: Any): void => {
    for (const state of Object.values<Any>(states)) {
      const { ItemProcessor, Parameters, Result: _, ...rest } = state;
      const kind = state.Type === 'Task' ? state.Resource.split(':').slice(5).join(':') : state.Type;
      const data = state.Type === 'Task' ? keysOf(Parameters) : [];
      const own = ['ItemProcessor', 'Parameters'].filter((key) => state[key] !== undefined);
      found[kind] = [...(found[kind] ?? []), ...keysOf(rest), ...data, ...own];
      if (ItemProcessor !== undefined) visit(ItemProcessor.States);
    }
  };
  for (const machine of ['TaskMachine', 'RunMachine', 'WatchMachine']) visit(definitionIn(least, machine).States);
  return found;
}

function nothingElse(hub: Hub): string[] {
  const tables = [
    [propertiesOf(hub), PROPERTIES],
    [keysOfStates(hub), KEYS_OF_STATES],
  ] as const;
  return tables.flatMap(([has, needs]) =>
    [...new Set([...Object.keys(has), ...Object.keys(needs)])].flatMap((each) =>
      differences(each, has[each] ?? [], (needs[each] ?? '').split(' ').filter(Boolean)),
    ),
  );
}

/** `Run` looks for the name of an error in the cause: a text that holds one is taken for it. */
function causes({ least }: Hub): string[] {
  return Object.values<Any>(definitionIn(least, 'TaskMachine').States).flatMap(({ Error: error, Cause: cause = '' }) =>
    /AccessLake\./.test(cause) ? [`the cause of ${error} names an error`] : [],
  );
}

export const HANDED_ON_RULES: readonly Rule[] = [
  {
    name: 'each parameter changes what it is for, and nothing else',
    source: 'deploy/README.md, "Parameters"',
    problems: handedOn,
  },
  {
    name: 'what a resource and a state do not say has the default of AWS',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html',
    problems: nothingElse,
  },
  {
    name: 'the cause of an error names no error',
    source: 'deploy/README.md, "When an alarm arrives"',
    problems: causes,
  },
];
