/** What is written out of the states and the resources: what each hands on, and of which type it is. */
import { type Any, definitionIn } from '../template.js';
import { type Hub, type Rule, unequal } from './rule.js';

/** Type and condition by the name of the resource. */
const TYPES = {
  Bucket: 'S3::Bucket CreatesBucket',
  BucketPolicy: 'S3::BucketPolicy CreatesBucket',
  GlueDatabase: 'Glue::Database',
  ScratchDatabase: 'Glue::Database',
  Workgroup: 'Athena::WorkGroup',
  Vpc: 'EC2::VPC OwnNetwork',
  Gateway: 'EC2::InternetGateway OwnNetwork',
  GatewayAttachment: 'EC2::VPCGatewayAttachment OwnNetwork',
  Subnet: 'EC2::Subnet OwnNetwork',
  OtherSubnet: 'EC2::Subnet OwnNetwork',
  RouteTable: 'EC2::RouteTable OwnNetwork',
  Route: 'EC2::Route OwnNetwork',
  SubnetRouteTable: 'EC2::SubnetRouteTableAssociation OwnNetwork',
  OtherSubnetRouteTable: 'EC2::SubnetRouteTableAssociation OwnNetwork',
  S3Endpoint: 'EC2::VPCEndpoint OwnNetwork',
  SecurityGroup: 'EC2::SecurityGroup',
  LogGroup: 'Logs::LogGroup',
  Cluster: 'ECS::Cluster',
  ExecutionRole: 'IAM::Role',
  TaskRole: 'IAM::Role',
  TaskDefinition: 'ECS::TaskDefinition',
  ContainerStarterRole: 'IAM::Role',
  TaskMachine: 'StepFunctions::StateMachine',
  StepperRole: 'IAM::Role',
  RunMachine: 'StepFunctions::StateMachine',
  WatchMachine: 'StepFunctions::StateMachine',
  SchedulerRole: 'IAM::Role',
  RunSchedule: 'Scheduler::Schedule',
  WatchSchedule: 'Scheduler::Schedule',
  Topic: 'SNS::Topic OwnTopic',
  Subscription: 'SNS::Subscription Mails',
  TopicPolicy: 'SNS::TopicPolicy OwnTopic',
  FailureRule: 'Events::Rule',
  UnsentAlarm: 'CloudWatch::Alarm',
  SilenceAlarm: 'CloudWatch::Alarm',
  MemberRoles: 'CloudFormation::StackSet HasUnits',
  ReaderPolicy: 'IAM::ManagedPolicy',
  ReaderRole: 'IAM::Role HasReaders',
};

/** What a state makes of its input, by machine; `Shards`: the states of the Map in `Run`. */
const DATA = {
  TaskMachine: {
    Begin: {
      Parameters: {
        'command.$': '$.command',
        tries: 0,
      },
    },
    Container: {
      ResultPath: null,
      caught: '$.error',
    },
    'Ended?': {
      Choices: [
        {
          Variable: '$.error.Error',
          StringEquals: 'States.TaskFailed',
        },
      ],
    },
    Read: {
      Parameters: {
        'command.$': '$.command',
        'tries.$': '$.tries',
        'task.$': 'States.StringToJson($.error.Cause)',
      },
    },
    Ours: {
      Parameters: {
        'named.$': "$.task.Containers[?(@.Name == 'access-lake')]",
        'command.$': '$.command',
        'tries.$': 'States.MathAdd($.tries, 1)',
      },
    },
    First: {
      Parameters: {
        'command.$': '$.command',
        'tries.$': '$.tries',
        'container.$': 'States.ArrayGetItem($.named, 0)',
      },
    },
    Judge: {
      Choices: [
        {
          Not: {
            Variable: '$.container.ExitCode',
            IsPresent: true,
          },
        },
        {
          Variable: '$.container.ExitCode',
          NumericEquals: 0,
        },
        {
          Variable: '$.container.ExitCode',
          NumericEquals: 3,
        },
        {
          Variable: '$.container.ExitCode',
          NumericEquals: 1,
        },
        {
          Variable: '$.container.ExitCode',
          NumericEquals: 2,
        },
        {
          Variable: '$.container.ExitCode',
          NumericEquals: 4,
        },
        {
          Variable: '$.container.ExitCode',
          NumericEquals: 5,
        },
        {
          Variable: '$.container.ExitCode',
          NumericEquals: 6,
        },
        {
          Variable: '$.container.ExitCode',
          NumericEquals: 7,
        },
        {
          Variable: '$.container.ExitCode',
          NumericEquals: 130,
        },
        {
          Variable: '$.container.ExitCode',
          NumericEquals: 137,
        },
        {
          Variable: '$.container.ExitCode',
          NumericEquals: 143,
        },
      ],
    },
    'Again?': {
      Choices: [
        {
          Variable: '$.tries',
          NumericGreaterThan: 5,
        },
      ],
    },
    NotRun: {
      CausePath: '$.error.Cause',
      ErrorPath: '$.error.Error',
    },
  },
  RunMachine: {
    Size: {
      Parameters: {
        'shards.$': "States.StringToJson('1')",
        'most.$': "States.StringToJson('5')",
        ends: [],
        published: {
          code: 0,
        },
      },
    },
    'Many?': {
      Choices: [
        {
          Variable: '$.shards',
          NumericGreaterThan: 1,
        },
      ],
    },
    Export: {
      ResultPath: null,
      caught: '$.failed',
    },
    'ExportEnded?': {
      Choices: [
        {
          Variable: '$.failed.Cause',
          StringMatches: '*AccessLake.Locked*',
        },
        {
          Variable: '$.failed.Cause',
          StringMatches: '*AccessLake.Unreachable*',
        },
      ],
    },
    ExportFailed: {
      CausePath: '$.failed.Cause',
    },
    ExportAgain: {
      ResultPath: null,
      caught: '$.failed',
    },
    'ExportAgainEnded?': {
      Choices: [
        {
          Variable: '$.failed.Cause',
          StringMatches: '*AccessLake.Locked*',
        },
      ],
    },
    Plan: {
      ResultPath: null,
      caught: '$.failed',
    },
    'PlanEnded?': {
      Choices: [
        {
          Variable: '$.failed.Cause',
          StringMatches: '*AccessLake.Locked*',
        },
      ],
    },
    PlanFailed: {
      CausePath: '$.failed.Cause',
    },
    Numbers: {
      Parameters: {
        'numbers.$': 'States.ArrayRange(1, $.shards, 1)',
        'shards.$': '$.shards',
        'most.$': '$.most',
      },
    },
    Collect: {
      ResultPath: '$.ends',
      ItemsPath: '$.numbers',
      ItemSelector: {
        'shard.$': "States.Format('{}/{}', $$.Map.Item.Value, $.shards)",
      },
    },
    Publish: {
      ResultPath: '$.published',
      ResultSelector: {
        'code.$': '$.Output.code',
      },
      caught: '$.failed',
    },
    'PublishEnded?': {
      Choices: [
        {
          Variable: '$.failed.Cause',
          StringMatches: '*AccessLake.Locked*',
        },
      ],
    },
    PublishFailed: {
      CausePath: '$.failed.Cause',
    },
    Catalog: {
      ResultPath: null,
      caught: '$.failed',
    },
    CatalogFailed: {
      CausePath: '$.failed.Cause',
    },
    Derive: {
      ResultPath: null,
      caught: '$.failed',
    },
    DeriveFailed: {
      CausePath: '$.failed.Cause',
    },
    Digest: {
      ResultPath: null,
      caught: '$.failed',
    },
    DigestFailed: {
      CausePath: '$.failed.Cause',
    },
    Ends: {
      Parameters: {
        'lost.$': "States.ArrayContains($.ends, 'lost')",
        'taken.$': "States.ArrayContains($.ends, 'taken')",
        'code.$': '$.published.code',
      },
    },
    'Whole?': {
      Choices: [
        {
          Variable: '$.lost',
          BooleanEquals: true,
        },
        {
          And: [
            {
              Variable: '$.taken',
              BooleanEquals: true,
            },
            {
              Variable: '$.code',
              NumericGreaterThan: 0,
            },
          ],
        },
      ],
    },
  },
  WatchMachine: {
    Snapshots: {
      ResultPath: null,
      caught: '$.failed',
    },
    SnapshotsFailed: {
      CausePath: '$.failed.Cause',
    },
  },
  Shards: {
    Shard: {
      ResultPath: null,
      caught: '$.failed',
    },
    'ShardEnded?': {
      Choices: [
        {
          Variable: '$.failed.Cause',
          StringMatches: '*AccessLake.Locked*',
        },
      ],
    },
  },
};

function dataOf(states: Any): Record<string, object> {
  return Object.fromEntries(
    Object.entries<Any>(states).flatMap(([name, state]) => {
      const { Type, Parameters, Choices, Catch: [caught] = [] } = state;
      const kept = ['ResultPath', 'ResultSelector', 'ItemsPath', 'ItemSelector', 'CausePath', 'ErrorPath'];
      const data = {
        ...(Type === 'Task' || Parameters === undefined ? {} : { Parameters }),
        ...Object.fromEntries(kept.flatMap((key) => (state[key] === undefined ? [] : [[key, state[key]]]))),
        ...(Choices === undefined ? {} : { Choices: Choices.map(({ Next: _, ...choice }: Any) => choice) }),
        ...(caught === undefined ? {} : { caught: caught.ResultPath }),
      };
      return Object.keys(data).length === 0 ? [] : [[name, data]];
    }),
  );
}

function data({ least }: Hub): string[] {
  const definitions = ['TaskMachine', 'RunMachine', 'WatchMachine'].map(
    (name) => [name, definitionIn(least, name)] as const,
  );
  const run = definitions[1]?.[1];
  const all = [
    ...definitions.map(([name, { States }]) => [name, States] as const),
    ['Shards', run.States.Collect.ItemProcessor.States] as const,
  ];
  return all.flatMap(([machine, states]) => {
    const wanted: Readonly<Record<string, object>> = DATA[machine as keyof typeof DATA];
    const has = dataOf(states);
    const names = [...new Set([...Object.keys(wanted), ...Object.keys(has)])];
    return names.flatMap((name) => unequal(`${machine}.${name}`, has[name], wanted[name]));
  });
}

/** The states that a machine may have end it, or go on; those of `Task` by code. */
function starts({ least }: Hub): string[] {
  const task = definitionIn(least, 'TaskMachine');
  const fails = ['Bug', 'Usage', 'Nothing', 'Found', 'Locked', 'Unreachable', 'Unknown', 'GaveUp', 'NotRun'];
  const kinds = Object.entries<Any>(task.States).flatMap(([name, { Type }]) => (Type === 'Fail' ? [name] : []));
  const ends = ['Success', 'Gaps'].map((name) => task.States[name].End);
  const watched = definitionIn(least, 'WatchMachine').States.Snapshots.Parameters.Input;
  return [
    ...unequal('start of Task', task.StartAt, 'Begin'),
    ...unequal('failures of Task', kinds, fails),
    ...unequal('ends of Task', ends, [true, true]),
    ...unequal('command of Watch', watched, { command: ['snapshots'] }),
  ];
}

function types({ template }: Hub): string[] {
  const has = Object.entries(template.Resources).map(([name, { Type, Condition = '' }]) => [
    name,
    `${String(Type).replace('AWS::', '')} ${Condition}`.trim(),
  ]);
  return unequal('resources', Object.fromEntries(has), TYPES);
}

export const DATA_RULES: readonly Rule[] = [
  {
    name: 'each state hands on what the next one reads',
    source: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html',
    problems: data,
  },
  {
    name: 'each machine starts and ends where its table says',
    source: 'deploy/README.md, "When an alarm arrives"',
    problems: starts,
  },
];

export const TYPE_LITERALS: readonly Rule[] = [{ name: 'types', source: 'deploy/README.md', problems: types }];
