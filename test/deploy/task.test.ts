/** What the machine `Task` makes of the end of a container. */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../src/model/errors.js';
import { type Container, type Ended, runTask, serviceError } from './machines.js';

/** Ends as a process does that runs these lines of a shell; undefined: never started. */
async function ended(lines: string | undefined): Promise<number | null> {
  if (lines === undefined) return null;
  return new Promise((done) => {
    spawn('sh', ['-c', lines]).once('exit', (code, signal) => done(code ?? (signal === 'SIGKILL' ? 137 : 143)));
  });
}

const ours = (ExitCode: number | null): Container => ({ Name: 'access-lake', ExitCode });

/** Each run takes the next lines, and the last ones from then on. */
async function task(
  script: readonly (string | undefined)[],
  {
    around = (container) => [container],
    ...options
  }: { around?: (container: Container) => Container[] } & Parameters<typeof runTask>[2] = {},
): Promise<Ended & { readonly runs: number }> {
  let runs = 0;
  const run = async (command: readonly string[]): Promise<Container[]> => {
    expect(command).toEqual(['export', '--json']);
    const lines = script[Math.min(runs, script.length - 1)];
    runs += 1;
    return around(ours(await ended(lines)));
  };
  return { ...(await runTask(['export', '--json'], run, options)), runs };
}

/** What an engine makes of each code, by hand: a code that is added must be judged here too. */
const ENDS: Readonly<Record<keyof typeof EXIT_CODES, object>> = {
  ok: { status: 'SUCCEEDED', output: { code: 0 }, runs: 1 },
  bug: { status: 'FAILED', error: 'AccessLake.Bug', runs: 1 },
  usage: { status: 'FAILED', error: 'AccessLake.Usage', runs: 1 },
  gaps: { status: 'SUCCEEDED', output: { code: 3 }, runs: 1 },
  nothing: { status: 'FAILED', error: 'AccessLake.Nothing', runs: 1 },
  found: { status: 'FAILED', error: 'AccessLake.Found', runs: 1 },
  locked: { status: 'FAILED', error: 'AccessLake.Locked', runs: 1 },
  unreachable: { status: 'FAILED', error: 'AccessLake.Unreachable', runs: 1 },
  interrupted: { status: 'FAILED', error: 'AccessLake.GaveUp', runs: 6 },
};

test.each(Object.entries(EXIT_CODES))('%s', async (name, { code }) => {
  const end = await task([`exit ${code}`]);
  expect(end).toMatchObject(ENDS[name as keyof typeof EXIT_CODES]);
  if (end.status === 'FAILED' && end.runs === 1) expect(end.cause).toContain(`Exit code ${code}. The log group`);
});

const AGAIN = { 'exit 130': 'stopped', 'kill -9 $$': 'ended by SIGKILL', 'kill -15 $$': 'ended by SIGTERM' };

test.each(Object.entries(AGAIN))('%s: run again, and judged by how it ends then', async (lines) => {
  expect(await task([lines, 'exit 0'])).toMatchObject({ status: 'SUCCEEDED', output: { code: 0 }, runs: 2 });
  expect(await task([lines, lines, 'exit 3'])).toMatchObject({ status: 'SUCCEEDED', output: { code: 3 }, runs: 3 });
  expect(await task([lines, 'exit 4'])).toMatchObject({ error: 'AccessLake.Nothing', runs: 2 });
});

test('it is repeated five times, and no more, whatever the reasons', async () => {
  const five = ['exit 130', undefined, 'kill -9 $$', undefined, 'kill -15 $$'];
  expect(await task([...five, 'exit 0'])).toMatchObject({ status: 'SUCCEEDED', runs: 6 });
  expect(await task([...five, undefined, 'exit 0'])).toMatchObject({ error: 'AccessLake.GaveUp', runs: 6 });
});

test('a code that Access Lake does not use fails at once', async () => {
  expect(await task(['exit 139'])).toMatchObject({ status: 'FAILED', error: 'AccessLake.Unknown', runs: 1 });
});

const AGENT = 'aws-guardduty-agent-abc';

test.each([
  ['before', (container: Container) => [{ Name: AGENT, ExitCode: 0 }, container]],
  ['behind', (container: Container) => [container, { Name: AGENT, ExitCode: 0 }]],
  ['failed, before', (container: Container) => [{ Name: AGENT, ExitCode: 1 }, container]],
  ['never started, behind', (container: Container) => [container, { Name: AGENT, ExitCode: null }]],
])('a sidecar %s ours changes nothing', async (_, around) => {
  for (const name of ['ok', 'gaps', 'nothing'] as const) {
    expect(await task([`exit ${EXIT_CODES[name].code}`], { around })).toMatchObject(ENDS[name]);
  }
  expect(await task([undefined, 'exit 0'], { around })).toMatchObject({ status: 'SUCCEEDED', runs: 2 });
});

test('a task that fails although ours ended with 0 succeeds', async () => {
  expect(await task(['exit 0'], { failsAnyway: true })).toMatchObject(ENDS.ok);
});

test('an error of ECS is no end of a container: it keeps its name, and nothing is run again', async () => {
  let calls = 0;
  const refused = async (): Promise<never> => {
    calls += 1;
    throw serviceError('ECS.InvalidParameterException', 'TaskDefinition is inactive');
  };
  const end = await runTask(['export'], refused);
  expect(end).toMatchObject({ status: 'FAILED', error: 'ECS.InvalidParameterException' });
  expect(calls).toBe(1);
});

test('where no container may be started, as by a quota of 0, it is tried again six times and keeps its name', async () => {
  let calls = 0;
  const full = async (): Promise<never> => {
    calls += 1;
    throw serviceError(
      'AmazonECS.Unknown',
      '{"Failures":[{"Reason":"You have reached the limit on the number of vCPUs"}]}',
    );
  };
  expect(await runTask(['export'], full)).toMatchObject({ status: 'FAILED', error: 'AmazonECS.Unknown' });
  expect(calls).toBe(7);
});

test('what takes too long fails by the name of a time-out', async () => {
  const change = (definition: { States: { Container: { TimeoutSeconds: number } } }) => {
    definition.States.Container.TimeoutSeconds = 1;
  };
  expect(await task(['exec sleep 3'], { change })).toMatchObject({
    status: 'FAILED',
    error: 'States.Timeout',
    runs: 1,
  });
});
