// The state machine `Task` of the hub in the Amazon States Language: runs one command in one container and judges its exit code.

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

/** Name of the container in the task definition: a sidecar that AWS adds, such as GuardDuty's, is none of ours. */
const CONTAINER = 'access-lake';
const CODE = '$.container.ExitCode';
/** What states between attempts hand on. */
const KEPT = { 'command.$': '$.command', 'tries.$': '$.tries' };

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

/** Runs the command of the execution; what the container ended with is the cause of an error, unless it ended with 0. */
const RUN = {
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
};

/** States from the error of `RUN` to the container as `$.container`, which `Judge` reads. */
const READING = {
  'Ended?': {
    Type: 'Choice', // States.TaskFailed includes the errors of ECS, whose cause is not a task
    Choices: [{ Variable: '$.error.Error', StringEquals: 'States.TaskFailed', Next: 'Read' }],
    Default: 'NotRun',
  },
  Read: {
    Type: 'Pass',
    Parameters: { ...KEPT, 'task.$': 'States.StringToJson($.error.Cause)' },
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
    Parameters: { ...KEPT, 'container.$': 'States.ArrayGetItem($.named, 0)' },
    Next: 'Judge',
  },
};

export function taskMachine(exitCodes) {
  const codes = branchesOf(exitCodes);
  const failing = codes.filter(({ branch }) => branch === 'fail');
  const resultOf = (branch) => ({ code: codes.find((each) => each.branch === branch).code });
  return {
    StartAt: 'Begin',
    TimeoutSeconds: 172_800,
    States: {
      Begin: { Type: 'Pass', Parameters: { 'command.$': '$.command', tries: 0 }, Next: 'Container' },
      Container: RUN,
      ...READING,
      Judge: judgeState(codes),
      'Again?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.tries', NumericGreaterThan: MOST_REPEATS, Next: 'GaveUp' }],
        Default: 'Wait',
      },
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Container' },
      Success: { Type: 'Pass', Result: resultOf('success'), End: true },
      Gaps: { Type: 'Pass', Result: resultOf('gaps'), End: true },
      ...Object.fromEntries(failing.map(({ name, code }) => [titled(name), fail(titled(name), `Exit code ${code}`)])),
      Unknown: fail('Unknown', 'No exit code of Access Lake'),
      GaveUp: fail('GaveUp', `Stopped, or never started, ${MOST_REPEATS + 1} times`),
      NotRun: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' },
    },
  };
}

function branchesOf(exitCodes) {
  return Object.entries(exitCodes).map(([name, { code }]) => {
    if (!Object.hasOwn(BRANCHES, name))
      throw new Error(`Cannot make deploy/hub.yaml: exit code ${code}, "${name}", has no branch`);
    return { name, code, branch: BRANCHES[name] };
  });
}

function judgeState(codes) {
  const ended = (of, next) =>
    codes
      .filter(({ branch }) => branch === of)
      .map(({ name, code }) => ({ Variable: CODE, NumericEquals: code, Next: next ?? titled(name) }));
  return {
    Type: 'Choice',
    Choices: [
      { Not: { Variable: CODE, IsPresent: true }, Next: 'Again?' },
      ...ended('success', 'Success'),
      ...ended('gaps', 'Gaps'),
      ...ended('fail'),
      ...ended('again', 'Again?'),
      ...ENDED_BY_SYSTEM.map((code) => ({ Variable: CODE, NumericEquals: code, Next: 'Again?' })),
    ],
    Default: 'Unknown',
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
