/** The machines `Run` and `Watch`: their steps, and real runs of the commands against the simulated organization. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isSignOfLife } from '../../src/cli/digest/run.js';
import { committedRuns } from '../../src/lake/runs.js';
import { dayOf, daysBefore } from '../../src/model/days.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { folderStore } from '../../src/store/folder.js';
import { type Built, buildCommand, start } from '../cli/built.js';
import { visibleRows } from '../export/lake.js';
import { type Container, definitionOf, type Ended, runSteps } from './machines.js';
import { type Any, Evaluation, HUB } from './template.js';
import { startTopic, TOPIC_ARN, type Topic } from './topic.js';

/** The steps of a run in which commands end with the codes that are given by their first word, else with 0. */
async function steps(
  shards: number,
  codes: Readonly<Record<string, number>> = {},
  given: Readonly<Record<string, string>> = {},
): Promise<Ended & { readonly commands: string[] }> {
  const commands: string[] = [];
  const run = async (command: readonly string[]): Promise<Container[]> => {
    commands.push(command.join(' '));
    const code = codes[command.join(' ')] ?? codes[command[0] as string] ?? 0;
    return [{ Name: 'access-lake', ExitCode: code }];
  };
  const ended = await runSteps('RunMachine', { Shards: String(shards), ...given }, run);
  return { ...ended, commands };
}

const PUBLISH = 'publish --plan latest --allow-incomplete --json';
const CATALOG = 'catalog --database access_lake';
const DERIVE = 'derive --engine duckdb --database access_lake';
const DIGEST = 'digest --engine duckdb --once';
const AFTER = [CATALOG, DERIVE, DIGEST];

describe('steps', () => {
  test('one process exports, and what follows is made of it', async () => {
    expect(await steps(1)).toMatchObject({ status: 'SUCCEEDED', commands: ['export --json', ...AFTER] });
  });

  test('a parameter has Athena judge, in the database of the stack', async () => {
    const { commands } = await steps(1, {}, { DeriveEngine: 'athena', Database: 'audit' });
    expect(commands.slice(1, 3)).toEqual(['catalog --database audit', 'derive --engine athena --database audit']);
  });

  test.each([2, 3, 40])('%i shards collect side by side between plan and publish', async (shards) => {
    const { status, commands } = await steps(shards);
    expect(status).toBe('SUCCEEDED');
    const collects = Array.from({ length: shards }, (_, at) => `collect --plan latest --shard ${at + 1}/${shards}`);
    expect(commands).toEqual(['plan', ...collects.map(() => expect.any(String)), PUBLISH, ...AFTER]);
    expect(commands.slice(1, -4).sort()).toEqual(collects.sort());
  });

  test('no more containers collect at once than the parameter says', async () => {
    let [now, most] = [0, 0];
    const run = async (): Promise<Container[]> => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((done) => setTimeout(done, 5));
      now -= 1;
      return [{ Name: 'access-lake', ExitCode: 0 }];
    };
    expect(await runSteps('RunMachine', { Shards: '12', MostAtOnce: '3' }, run)).toMatchObject({ status: 'SUCCEEDED' });
    expect(most).toBe(3);
  });

  test('gaps in what was measured stop nothing: the snapshot is there', async () => {
    expect(await steps(1, { export: 3 })).toMatchObject({ status: 'SUCCEEDED', commands: ['export --json', ...AFTER] });
    expect(await steps(2, { publish: 3 })).toMatchObject({ status: 'SUCCEEDED' });
  });

  test.each([1, 2, 4, 5])('an export that ends with %i fails the run, and nothing is made of it', async (code) => {
    const { status, error, cause, commands } = await steps(1, { export: code });
    expect({ status, error, commands }).toEqual({
      status: 'FAILED',
      error: 'AccessLake.Export',
      commands: ['export --json'],
    });
    expect(cause).toMatch(/AccessLake\.(Bug|Usage|Nothing|Found)/);
  });

  test('a shard that fails lets the run finish, and then fails it, whatever publish says', async () => {
    for (const publish of [0, 3]) {
      const left = await steps(3, { 'collect --plan latest --shard 2/3': 4, publish });
      expect(left).toMatchObject({ status: 'FAILED', error: 'AccessLake.LostShards' });
      expect(left.commands.slice(-4)).toEqual([PUBLISH, ...AFTER]);
    }
  });

  test('a shard that another run measures is no loss if the snapshot is whole, and one if it has gaps', async () => {
    const taken = { 'collect --plan latest --shard 2/3': 6 };
    expect(await steps(3, taken)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await steps(3, { ...taken, publish: 3 })).toMatchObject({ error: 'AccessLake.LostShards' });
    expect(await steps(3, { ...taken, publish: 6 })).toMatchObject({ status: 'SUCCEEDED' });
  });

  test.each([
    [1, 'export', ['export --json']],
    [3, 'plan', ['plan']],
  ] as const)(
    'of %i shards, %s that finds another run at work ends well, and does nothing more',
    async (shards, name, commands) => {
      expect(await steps(shards, { [name]: 6 })).toMatchObject({ status: 'SUCCEEDED', commands });
    },
  );

  test('publish that finds a shard at work ends well, and what follows is left to the other run', async () => {
    const { status, commands } = await steps(2, { publish: 6 });
    expect([status, commands.at(-1)]).toEqual(['SUCCEEDED', PUBLISH]);
  });

  test('an export that did not reach AWS is repeated once, an hour later', async () => {
    expect(await steps(1, { export: 7 })).toMatchObject({
      status: 'FAILED',
      error: 'AccessLake.Export',
      commands: ['export --json', 'export --json'],
    });
    let exports = 0;
    const run = async ([name]: readonly string[]): Promise<Container[]> => {
      if (name === 'export') exports += 1;
      return [{ Name: 'access-lake', ExitCode: name === 'export' && exports === 1 ? 7 : 0 }];
    };
    expect(await runSteps('RunMachine', {}, run)).toMatchObject({ status: 'SUCCEEDED' });
    const { Hour, Export } = definitionOf('RunMachine').States;
    expect([exports, Hour.Seconds, Export.Retry]).toEqual([2, 3600, undefined]);
  });

  test.each([
    ['plan', 'Plan', ['plan']],
    ['publish', 'Publish', ['plan', 'collect --plan latest --shard 1/2', 'collect --plan latest --shard 2/2', PUBLISH]],
  ] as const)('%s that fails is named by the run', async (name, step, commands) => {
    for (const code of [4, 7]) {
      const ended = await steps(2, { [name]: code });
      expect(ended).toMatchObject({ status: 'FAILED', error: `AccessLake.${step}` });
      expect(ended.commands.sort()).toEqual([...commands].sort());
    }
  });

  test.each(['Catalog', 'Derive', 'Digest'])(
    '%s that fails is named by the run, and leaves the snapshot',
    async (step) => {
      const at = AFTER.findIndex((command) => command.startsWith(step.toLowerCase()));
      const ended = await steps(1, { [step.toLowerCase()]: 4 });
      expect(ended).toMatchObject({ status: 'FAILED', error: `AccessLake.${step}` });
      expect(ended.commands).toEqual(['export --json', ...AFTER.slice(0, at + 1)]);
      expect(ended.cause).toContain('AccessLake.Nothing');
    },
  );

  test('the watch fails where no snapshot is as it asks', async () => {
    const watch = (code: number) => runSteps('WatchMachine', {}, async () => [{ Name: 'access-lake', ExitCode: code }]);
    expect(await watch(0)).toMatchObject({ status: 'SUCCEEDED' });
    const found = await watch(5);
    expect(found).toMatchObject({ status: 'FAILED', error: 'AccessLake.Snapshots' });
    expect(found.cause).toContain('AccessLake.Found');
    expect(await watch(4)).toMatchObject({ status: 'FAILED' });
  });
});

describe('real runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'access-lake-hub-'));
  let built: Built;
  let simulation: Simulation;
  let topic: Topic;

  beforeAll(async () => {
    [built, topic, simulation] = await Promise.all([
      buildCommand(),
      startTopic(),
      startSimulation({ seed: 38, accounts: 9, principalsPerAccount: 6, specialCases: false, jobMs: [200, 400] }),
    ]);
  });

  afterAll(async () => {
    await simulation?.stop();
    await topic?.stop();
    built?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const accounts = (): string[] => {
    const { accounts, managementAccountId: management } = simulation.truth();
    return accounts.map(({ row }) => row.account_id).filter((id) => id !== management);
  };

  /** The environment of the task definition, but for a lake in a folder, where Athena has no tables. */
  function environmentOf(lake: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
    const definition = new Evaluation({}).of(HUB.Resources.TaskDefinition.Properties);
    const given = definition.ContainerDefinitions[0].Environment.map(({ Name, Value }: Any) => [Name, String(Value)]);
    const here = {
      ACCESS_LAKE_DESTINATION: join(folder, lake),
      ACCESS_LAKE_REGION: '',
      ACCESS_LAKE_WORKGROUP: '',
      ACCESS_LAKE_EXPECTED_BUCKET_OWNER: '',
      ACCESS_LAKE_NOTIFY: TOPIC_ARN,
      AWS_ENDPOINT_URL_SNS: topic.url,
      ...more,
    };
    return { ...Object.fromEntries(given), ...simulation.env, ...here };
  }

  /** Runs commands as containers do; `kill` ends the first one that it says so of by SIGKILL, once it measures. */
  function containers(
    environment: Record<string, string>,
    kill: (command: readonly string[]) => boolean = () => false,
  ) {
    const codes: [string, number][] = [];
    let isKilled = false;
    const run = async (command: readonly string[]): Promise<Container[]> => {
      const child = start([built.main, ...command], environment, folder);
      const isVictim = !isKilled && kill(command);
      isKilled ||= isVictim;
      child.stdout?.resume();
      child.stderr?.on('data', () => {
        if (isVictim) setTimeout(() => child.kill('SIGKILL'), 500);
      });
      const ExitCode = await new Promise<number>((done) => {
        child.once('close', (code, signal) => done(code ?? (signal === 'SIGKILL' ? 137 : 143)));
      });
      codes.push([command.join(' '), ExitCode]);
      return [{ Name: 'access-lake', ExitCode }];
    };
    return { run, codes };
  }

  /** Of the one run of a lake, without what IAM made for it alone: when reports were made, and the names of their jobs. */
  async function rowsOf(lake: string): Promise<Record<string, string[]>> {
    const runs = await committedRuns(folderStore(join(folder, lake)));
    expect(runs).toHaveLength(1);
    const tables = await visibleRows(join(folder, lake), runs[0]?.run_id as string);
    const isSteady = ([name]: [string, unknown]) => !/^(first_)?generated_at$|^job_id$/.test(name);
    const steady = (text: string) => JSON.stringify(Object.entries(JSON.parse(text)).filter(isSteady));
    return Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.map(steady).sort()]));
  }

  test('three shards, one of them killed, beside an open plan of one account: the rows of an undisturbed export', async () => {
    const [undisturbed, hub] = [environmentOf('undisturbed'), environmentOf('hub')];
    const alone = containers(undisturbed);
    expect(await alone.run(['export', '--no-trends'])).toEqual([{ Name: 'access-lake', ExitCode: 0 }]);
    const account = accounts()[0] as string;
    expect(await containers(hub).run(['plan', '--account', account])).toEqual([{ Name: 'access-lake', ExitCode: 0 }]);
    const sharded = containers(hub, (command) => command.includes('2/3'));
    expect(await runSteps('RunMachine', { Shards: '3' }, sharded.run)).toMatchObject({ status: 'SUCCEEDED' });
    const second = sharded.codes.filter(([command]) => command.includes('2/3')).map(([, code]) => code);
    expect(second).toEqual([137, 0]);
    expect(sharded.codes.map(([, code]) => code).filter((code) => code !== 0)).toEqual([137]);
    const [rows, expected] = [await rowsOf('hub'), await rowsOf('undisturbed')];
    for (const [name, own] of Object.entries(expected)) expect(rows[name], name).toEqual(own);
    expect(expected.action_last_accessed?.length).toBeGreaterThan(1000);
    const [message, ...others] = topic.messages;
    expect(others).toEqual([]);
    expect(message).toMatchObject({ TopicArn: TOPIC_ARN, Subject: expect.stringContaining('Access Lake') });
  });

  test('a second run tells nothing where nothing is new, and fails where its message is refused', async () => {
    const before = topic.messages.length;
    const again = containers(environmentOf('hub', { ACCESS_LAKE_SNAPSHOT_DATE: daysBefore(dayOf(Date.now()), 1) }));
    expect(await runSteps('RunMachine', {}, again.run)).toMatchObject({ status: 'SUCCEEDED' });
    const [toDate, fromDate] = [0, 1].map((ago) => daysBefore(dayOf(Date.now()), ago)) as [string, string];
    const isDue = isSignOfLife({ type: 'comparison', fromDate, toDate });
    expect(topic.messages.length).toBe(isDue ? before + 1 : before);
    const denied = containers(environmentOf('undisturbed', { AWS_ENDPOINT_URL_SNS: `${topic.url}/denied` }));
    expect(await denied.run(['digest', '--engine', 'duckdb'])).toEqual([{ Name: 'access-lake', ExitCode: 4 }]);
  });

  test('a snapshot at a tenth of its coverage is not committed; one that is there rings, and a whole one does not', async () => {
    expect(await runSteps('WatchMachine', {}, containers(environmentOf('hub')).run)).toMatchObject({
      status: 'SUCCEEDED',
    });
    const denied = accounts().map((account) => ({ name: 'role-missing', account }) as const);
    for (const fault of denied) simulation.faults.add(fault);
    const goingOn = { ACCESS_LAKE_KEEP_GOING: 'true' };
    const refused = await runSteps('RunMachine', {}, containers(environmentOf('poor', goingOn)).run);
    expect(refused).toMatchObject({ status: 'FAILED' });
    const lax = containers(environmentOf('poor', { ...goingOn, ACCESS_LAKE_MIN_COVERAGE: '0' }));
    expect(await lax.run(['export', '--no-trends'])).toEqual([{ Name: 'access-lake', ExitCode: 3 }]);
    for (const fault of denied) simulation.faults.remove(fault);
    const rings = await runSteps('WatchMachine', {}, containers(environmentOf('poor')).run);
    expect(rings.status).toBe('FAILED');
    expect(rings.cause).toContain('AccessLake.Found');
  });
});
