// The state machines of the hub in the Amazon States Language: `Task` runs one command in one container and judges its exit
// code, `Run` and `Watch` are lists of commands.

/** What the machine does with an exit code, by its name in EXIT_CODES. */
const BRANCHES = {
  ok: 'success',
  gaps: 'gaps',
  bug: 'fail',
  usage: 'fail',
  nothing: 'fail',
  found: 'fail',
  locked: 'fail',
  unreachable: 'fail',
  interrupted: 'again',
};
/** Of a process that the system ended: 128 and the number of SIGKILL and SIGTERM. */
const ENDED_BY_SYSTEM = [137, 143];
const MOST_REPEATS = 5;

/** What a run does once its snapshot is committed, in this order. */
const AFTER = [
  { name: 'Catalog', command: ['catalog', '--database', '${Database}'] },
  { name: 'Derive', command: ['derive', '--engine', '${DeriveEngine}', '--database', '${Database}'] },
  { name: 'Digest', command: ['digest', '--engine', 'duckdb', '--once'] },
];

/** Name of the container in the task definition: a sidecar that AWS adds, such as GuardDuty's, is none of ours. */
const CONTAINER = 'access-lake';
const CODE = '$.container.ExitCode';

/**
 * Of ECS, short of capacity or throttled. What our container did is never repeated by it. AmazonECS.Unknown: RunTask answered
 * with failures (Step Functions Developer Guide, "Run Amazon ECS or Fargate tasks"), as where the quota of vCPUs is used up.
 */
const RETRY = [
  {
    ErrorEquals: ['ECS.AmazonECSException', 'ECS.ServerException', 'ECS.ThrottlingException', 'AmazonECS.Unknown'],
    IntervalSeconds: 30,
    BackoffRate: 2,
    MaxAttempts: 6,
    JitterStrategy: 'FULL',
  },
];

export function taskMachine(exitCodes) {
  const codes = Object.entries(exitCodes).map(([name, { code }]) => {
    if (!Object.hasOwn(BRANCHES, name))
      throw new Error(`Cannot make deploy/hub.yaml: exit code ${code}, "${name}", has no branch`);
    return { name, code, branch: BRANCHES[name] };
  });
  const failing = codes.filter(({ branch }) => branch === 'fail');
  const again = codes.filter(({ branch }) => branch === 'again').map(({ code }) => code);
  const codeOf = (branch) => codes.find((each) => each.branch === branch).code;
  const kept = { 'command.$': '$.command', 'tries.$': '$.tries' };
  return {
    StartAt: 'Begin',
    TimeoutSeconds: 172_800,
    States: {
      Begin: { Type: 'Pass', Parameters: { 'command.$': '$.command', tries: 0 }, Next: 'Container' },
      Container: {
        Type: 'Task',
        Resource: '${RunTask}',
        TimeoutSeconds: 82_800,
        Parameters: {
          Cluster: '${Cluster}',
          TaskDefinition: '${TaskDefinition}',
          LaunchType: 'FARGATE',
          PropagateTags: 'TASK_DEFINITION',
          NetworkConfiguration: {
            AwsvpcConfiguration: {
              Subnets: ['${Subnets}'],
              SecurityGroups: ['${SecurityGroup}'],
              AssignPublicIp: '${AssignPublicIp}',
            },
          },
          Overrides: { ContainerOverrides: [{ Name: CONTAINER, 'Command.$': '$.command' }] },
        },
        ResultPath: null,
        Retry: RETRY,
        Catch: [{ ErrorEquals: ['States.TaskFailed'], ResultPath: '$.error', Next: 'Ended?' }],
        Next: 'Success',
      },
      'Ended?': {
        Type: 'Choice', // States.TaskFailed includes the errors of ECS, whose cause is not a task
        Choices: [{ Variable: '$.error.Error', StringEquals: 'States.TaskFailed', Next: 'Read' }],
        Default: 'NotRun',
      },
      Read: {
        Type: 'Pass',
        Parameters: { ...kept, 'task.$': 'States.StringToJson($.error.Cause)' },
        Next: 'Ours',
      },
      Ours: {
        Type: 'Pass',
        Parameters: {
          'named.$': `$.task.Containers[?(@.Name == '${CONTAINER}')]`,
          'command.$': '$.command',
          'tries.$': 'States.MathAdd($.tries, 1)',
        },
        Next: 'First',
      },
      First: {
        Type: 'Pass',
        Parameters: { ...kept, 'container.$': 'States.ArrayGetItem($.named, 0)' },
        Next: 'Judge',
      },
      Judge: {
        Type: 'Choice',
        Choices: [
          { Not: { Variable: CODE, IsPresent: true }, Next: 'Again?' },
          { Variable: CODE, NumericEquals: codeOf('success'), Next: 'Success' },
          { Variable: CODE, NumericEquals: codeOf('gaps'), Next: 'Gaps' },
          ...failing.map(({ name, code }) => ({ Variable: CODE, NumericEquals: code, Next: titled(name) })),
          ...[...again, ...ENDED_BY_SYSTEM].map((code) => ({ Variable: CODE, NumericEquals: code, Next: 'Again?' })),
        ],
        Default: 'Unknown',
      },
      'Again?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.tries', NumericGreaterThan: MOST_REPEATS, Next: 'GaveUp' }],
        Default: 'Wait',
      },
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Container' },
      Success: { Type: 'Pass', Result: { code: codeOf('success') }, End: true },
      Gaps: { Type: 'Pass', Result: { code: codeOf('gaps') }, End: true },
      ...Object.fromEntries(failing.map(({ name, code }) => [titled(name), fail(titled(name), `Exit code ${code}`)])),
      Unknown: fail('Unknown', 'No exit code of Access Lake'),
      GaveUp: fail('GaveUp', `Stopped, or never started, ${MOST_REPEATS + 1} times`),
      NotRun: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' },
    },
  };
}

/** How soon an export that did not reach AWS is repeated: what it measured is resumed for twelve hours. */
const REPEAT_AFTER_SECONDS = 3600;
const ANY = ['States.ALL'];
/** Of a nested execution that failed: Step Functions gives its whole description as text. */
const FAILED = '$.failed';
const LOCKED = endedAs('Locked');
const UNREACHABLE = endedAs('Unreachable');

/** `Shards`: one process exports, or n collect what one planned and one publishes. Another run at work ends this one well. */
export function runMachine() {
  const running = { ...LOCKED, Next: 'AlreadyRunning' };
  const exporting = ['export', '--json'];
  const after = AFTER.flatMap(({ name, command }, at) => step(name, command, { next: AFTER[at + 1]?.name ?? 'Ends' }));
  return {
    StartAt: 'Size',
    TimeoutSeconds: 604_800,
    States: Object.fromEntries([
      [
        'Size',
        {
          Type: 'Pass',
          Parameters: {
            ...numberOf('shards', 'Shards'),
            ...numberOf('most', 'MostAtOnce'),
            ends: [],
            published: { code: 0 },
          },
          Next: 'Many?',
        },
      ],
      [
        'Many?',
        { Type: 'Choice', Choices: [{ Variable: '$.shards', NumericGreaterThan: 1, Next: 'Plan' }], Default: 'Export' },
      ],
      ...step('Export', exporting, { next: AFTER[0].name, ends: [running, { ...UNREACHABLE, Next: 'Hour' }] }),
      ['Hour', { Type: 'Wait', Seconds: REPEAT_AFTER_SECONDS, Next: 'ExportAgain' }],
      ...step('ExportAgain', exporting, { next: AFTER[0].name, ends: [running], error: 'Export' }),
      ...step('Plan', ['plan'], { next: 'Numbers', ends: [running] }),
      [
        'Numbers',
        {
          Type: 'Pass',
          Parameters: { 'numbers.$': 'States.ArrayRange(1, $.shards, 1)', 'shards.$': '$.shards', 'most.$': '$.most' },
          Next: 'Collect',
        },
      ],
      ['Collect', collectState()],
      ...publishSteps(running),
      ...after,
      [
        'Ends',
        {
          Type: 'Pass',
          Parameters: { ...holds('lost'), ...holds('taken'), 'code.$': '$.published.code' },
          Next: 'Whole?',
        },
      ],
      ['Whole?', wholeState()],
      [
        'LostShards',
        {
          Type: 'Fail',
          Error: 'AccessLake.LostShards',
          Cause: 'The accounts of a shard are rows that say so',
        },
      ],
      ['AlreadyRunning', { Type: 'Succeed' }],
      ['Done', { Type: 'Succeed' }],
    ]),
  };
}

/** A shard that failed, or that another run measures, is left: publish decides, and the end of the run tells. */
function collectState() {
  const input = { 'command.$': "States.Array('collect', '--plan', 'latest', '--shard', $.shard)" };
  const ends = (end) => ({ Type: 'Pass', Result: end, End: true });
  return {
    Type: 'Map',
    ItemsPath: '$.numbers',
    ItemSelector: { 'shard.$': "States.Format('{}/{}', $$.Map.Item.Value, $.shards)" },
    MaxConcurrencyPath: '$.most',
    ItemProcessor: {
      StartAt: 'Shard',
      States: {
        Shard: { ...taskState(input, 'ShardEnded?'), ResultPath: null, Next: 'Measured' },
        'ShardEnded?': { Type: 'Choice', Choices: [{ ...LOCKED, Next: 'Taken' }], Default: 'Lost' },
        Measured: ends('measured'),
        Taken: ends('taken'),
        Lost: ends('lost'),
      },
    },
    ResultPath: '$.ends',
    Next: 'Publish',
  };
}

/** The code of publish is kept: where another run took a shard, only a snapshot without gaps is whole. */
function publishSteps(running) {
  const command = ['publish', '--plan', 'latest', '--allow-incomplete', '--json'];
  const [[name, publish], ...others] = step('Publish', command, { next: AFTER[0].name, ends: [running] });
  const kept = { ResultSelector: { 'code.$': '$.Output.code' }, ResultPath: '$.published' };
  return [[name, { ...publish, ...kept }], ...others];
}

function wholeState() {
  const taken = { Variable: '$.taken', BooleanEquals: true };
  const hasGaps = { Variable: '$.code', NumericGreaterThan: 0 };
  return {
    Type: 'Choice',
    Choices: [
      { Variable: '$.lost', BooleanEquals: true, Next: 'LostShards' },
      { And: [taken, hasGaps], Next: 'LostShards' },
    ],
    Default: 'Done',
  };
}

function numberOf(key, parameter) {
  return { [`${key}.$`]: `States.StringToJson('\${${parameter}}')` };
}

function holds(end) {
  return { [`${end}.$`]: `States.ArrayContains($.ends, '${end}')` };
}

function endedAs(error) {
  return { Variable: `${FAILED}.Cause`, StringMatches: `*AccessLake.${error}*` };
}

export function watchMachine() {
  return {
    StartAt: 'Snapshots',
    TimeoutSeconds: 172_800,
    States: Object.fromEntries([...step('Snapshots', ['snapshots'], { next: 'Done' }), ['Done', { Type: 'Succeed' }]]),
  };
}

/** The states of one command by their names. Where it fails, `ends` says how to go on; else the machine fails by its name. */
function step(name, command, { next, ends = [], error = name }) {
  const failed = `${error}Failed`;
  const ended = ends.length === 0 ? failed : `${name}Ended?`;
  const states = [[name, { ...taskState({ command }, ended), ResultPath: null, Next: next }]];
  if (ends.length > 0) states.push([ended, { Type: 'Choice', Choices: ends, Default: failed }]);
  return [...states, [failed, { Type: 'Fail', Error: `AccessLake.${error}`, CausePath: `${FAILED}.Cause` }]];
}

/** A nested execution of `Task`. */
function taskState(input, ended) {
  return {
    Type: 'Task',
    Resource: '${StartExecution}',
    Parameters: { StateMachineArn: '${Task}', Input: input },
    Catch: [{ ErrorEquals: ANY, ResultPath: FAILED, Next: ended }],
  };
}

function fail(error, cause) {
  return {
    Type: 'Fail',
    Error: `AccessLake.${error}`,
    Cause: `${cause}. The log group \${LogGroup} says why.`,
  };
}

function titled(name) {
  return `${name[0].toUpperCase()}${name.slice(1)}`;
}
