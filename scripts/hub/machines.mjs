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
  interrupted: 'again',
};
/** Of a process that the system ended: 128 and the number of SIGKILL and SIGTERM. */
const ENDED_BY_SYSTEM = [137, 143];
const MOST_REPEATS = 5;

/** What a run does once its snapshot is committed, in this order. */
const AFTER = [
  { name: 'Derive', command: ['derive', '--engine', '${DeriveEngine}'] },
  { name: 'Digest', command: ['digest', '--engine', 'duckdb'] },
];

/** Name of the container in the task definition: a sidecar that AWS adds, such as GuardDuty's, is none of ours. */
const CONTAINER = 'access-lake';
const CODE = '$.container.ExitCode';

/** Of ECS, short of capacity or throttled. What our container did is never repeated by it. */
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
  const codes = Object.entries(exitCodes).map(([name, { code, meaning }]) => {
    if (!Object.hasOwn(BRANCHES, name))
      throw new Error(`Cannot make deploy/hub.yaml: exit code ${code}, "${name}", has no branch`);
    return { name, code, meaning, branch: BRANCHES[name] };
  });
  const failing = codes.filter(({ branch }) => branch === 'fail');
  const again = codes.filter(({ branch }) => branch === 'again').map(({ code }) => code);
  const codeOf = (branch) => codes.find((each) => each.branch === branch).code;
  const kept = { 'command.$': '$.command', 'tries.$': '$.tries' };
  return {
    Comment: 'Runs one command in one container; its exit code decides',
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
        Comment: 'States.TaskFailed includes the errors of ECS, whose cause is not a task',
        Type: 'Choice',
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
      ...Object.fromEntries(
        failing.map(({ name, code, meaning }) => [titled(name), fail(titled(name), `Exit code ${code}: ${meaning}`)]),
      ),
      Unknown: fail('Unknown', 'The container ended with a code that Access Lake does not use'),
      GaveUp: fail('GaveUp', `The container was stopped, or never started, ${MOST_REPEATS + 1} times`),
      NotRun: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' },
    },
  };
}

/** `Shards`: one process exports, or n collect what one planned and one publishes. */
export function runMachine() {
  const steps = [...AFTER].reverse();
  const states = steps.reduce(
    ({ next, made }, { name, command }) => ({
      next: name,
      made: { [name]: taskState(command, { Next: next }), ...made },
    }),
    { next: 'Done', made: { Done: { Type: 'Succeed' } } },
  );
  const shard = taskState(undefined, { End: true });
  return {
    Comment: 'One snapshot of the organization, and what is made from it',
    StartAt: 'Size',
    TimeoutSeconds: 604_800,
    States: {
      Size: { Type: 'Pass', Parameters: { 'shards.$': "States.StringToJson('${Shards}')" }, Next: 'Many?' },
      'Many?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.shards', NumericGreaterThan: 1, Next: 'Plan' }],
        Default: 'Export',
      },
      Export: taskState(['export', '--json'], { Next: states.next }),
      Plan: taskState(['plan'], { Next: 'Numbers' }),
      Numbers: {
        Type: 'Pass',
        Parameters: { 'shards.$': '$.shards', 'numbers.$': 'States.ArrayRange(1, $.shards, 1)' },
        Next: 'Collect',
      },
      Collect: {
        Comment:
          'A failed shard is left: publish records its accounts as failed, and refuses if too little was measured',
        Type: 'Map',
        ItemsPath: '$.numbers',
        ItemSelector: { 'shard.$': "States.Format('{}/{}', $$.Map.Item.Value, $.shards)" },
        MaxConcurrency: 40,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Shard',
          States: {
            Shard: {
              ...shard,
              Parameters: {
                ...shard.Parameters,
                Input: { 'command.$': "States.Array('collect', '--plan', 'latest', '--shard', $.shard)" },
              },
              Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Left' }],
            },
            Left: { Type: 'Pass', End: true },
          },
        },
        ResultPath: null,
        Next: 'Publish',
      },
      Publish: taskState(['publish', '--plan', 'latest', '--allow-incomplete', '--json'], { Next: states.next }),
      ...states.made,
    },
  };
}

export function watchMachine() {
  return {
    Comment: 'Asks the lake itself for its newest snapshot of all accounts',
    StartAt: 'Snapshots',
    TimeoutSeconds: 172_800,
    States: { Snapshots: taskState(['snapshots'], { End: true }) },
  };
}

function taskState(command, next) {
  return {
    Type: 'Task',
    Resource: '${StartExecution}',
    Parameters: { StateMachineArn: '${Task}', Input: { command } },
    ResultPath: null,
    ...next,
  };
}

function fail(error, cause) {
  return {
    Type: 'Fail',
    Error: `AccessLake.${error}`,
    Cause: `${cause}. The log group \${LogGroup} has the sentence.`,
  };
}

function titled(name) {
  return `${name[0].toUpperCase()}${name.slice(1)}`;
}
