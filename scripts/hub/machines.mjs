// The state machines `Run` and `Watch` of the hub in the Amazon States Language: lists of commands, each an execution of `Task`.

/** What a run does once its snapshot is committed, in this order. */
const AFTER = [
  { name: 'Catalog', command: ['catalog', '--database', '${Database}'] },
  { name: 'Derive', command: ['derive', '--engine', '${DeriveEngine}', '--database', '${Database}'] },
  { name: 'Digest', command: ['digest', '--engine', 'duckdb', '--once'] },
];

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
  const after = AFTER.flatMap(({ name, command }, at) => step(name, command, { next: AFTER[at + 1]?.name ?? 'Ends' }));
  return {
    StartAt: 'Size',
    TimeoutSeconds: 604_800,
    States: Object.fromEntries([
      ['Size', sizeState()],
      [
        'Many?',
        { Type: 'Choice', Choices: [{ Variable: '$.shards', NumericGreaterThan: 1, Next: 'Plan' }], Default: 'Export' },
      ],
      ...exportSteps(running),
      ...step('Plan', ['plan'], { next: 'Numbers', ends: [running] }),
      ['Numbers', numbersState()],
      ['Collect', collectState()],
      ...publishSteps(running),
      ...after,
      ...endSteps(),
      ['AlreadyRunning', { Type: 'Succeed' }],
      ['Done', { Type: 'Succeed' }],
    ]),
  };
}

function sizeState() {
  const numbers = { ...numberOf('shards', 'Shards'), ...numberOf('most', 'MostAtOnce') };
  return { Type: 'Pass', Parameters: { ...numbers, ends: [], published: { code: 0 } }, Next: 'Many?' };
}

/** An export that did not reach AWS is repeated once. */
function exportSteps(running) {
  const command = ['export', '--json'];
  const next = AFTER[0].name;
  return [
    ...step('Export', command, { next, ends: [running, { ...UNREACHABLE, Next: 'Hour' }] }),
    ['Hour', { Type: 'Wait', Seconds: REPEAT_AFTER_SECONDS, Next: 'ExportAgain' }],
    ...step('ExportAgain', command, { next, ends: [running], error: 'Export' }),
  ];
}

function numbersState() {
  const kept = { 'shards.$': '$.shards', 'most.$': '$.most' };
  const numbers = { 'numbers.$': 'States.ArrayRange(1, $.shards, 1)' };
  return { Type: 'Pass', Parameters: { ...numbers, ...kept }, Next: 'Collect' };
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

/** A run that lost a shard fails, though what the others measured is published. */
function endSteps() {
  const ends = { ...holds('lost'), ...holds('taken'), 'code.$': '$.published.code' };
  const isLost = { Variable: '$.lost', BooleanEquals: true };
  const isTaken = { Variable: '$.taken', BooleanEquals: true };
  const hasGaps = { Variable: '$.code', NumericGreaterThan: 0 };
  const lost = [isLost, { And: [isTaken, hasGaps] }].map((when) => ({ ...when, Next: 'LostShards' }));
  const cause = 'The accounts of a shard are rows that say so';
  return [
    ['Ends', { Type: 'Pass', Parameters: ends, Next: 'Whole?' }],
    ['Whole?', { Type: 'Choice', Choices: lost, Default: 'Done' }],
    ['LostShards', { Type: 'Fail', Error: 'AccessLake.LostShards', Cause: cause }],
  ];
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
