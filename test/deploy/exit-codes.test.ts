/** What `Run` does with each exit code of each step, and that the runbook says so. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXIT_CODES, type ExitName } from '../../src/model/errors.js';
import { type Ended, runTask, runTasks } from './machines.js';

const NAMES = Object.keys(EXIT_CODES) as ExitName[];
const readme = readFileSync(new URL('../../deploy/README.md', import.meta.url), 'utf8');

/** A step by its command, and in how many shards a run has it. */
const STEPS = {
  Export: ['export', '1'],
  Plan: ['plan', '2'],
  Shard: ['collect', '2'],
  Publish: ['publish', '2'],
  Catalog: ['catalog', '1'],
  Derive: ['derive', '1'],
  Digest: ['digest', '1'],
} as const;
type Step = keyof typeof STEPS;

/** The end of a run of which one step ends with a code, all others with 0; `AlreadyRunning` and success end well. */
function endOf(step: Step, name: ExitName): string {
  if (name === 'ok' || name === 'gaps') return 'SUCCEEDED';
  if (name === 'locked' && ['Export', 'Plan', 'Publish', 'Shard'].includes(step)) return 'SUCCEEDED';
  return step === 'Shard' ? 'AccessLake.LostShards' : `AccessLake.${step}`;
}

/** How `Task` ends with a code, whatever its command is: each once. */
const ends = new Map<number, Promise<Ended>>();
function taskEnd(code: number): Promise<Ended> {
  const end = ends.get(code) ?? runTask(['any'], async () => [{ Name: 'access-lake', ExitCode: code }]);
  ends.set(code, end);
  return end;
}

async function run(step: Step, code: number): Promise<{ readonly ended: Ended; readonly times: number }> {
  const [command, Shards] = STEPS[step];
  let times = 0;
  const ended = await runTasks('RunMachine', { Shards }, ([name]) => {
    if (name === command) times += 1;
    return taskEnd(name === command ? code : 0);
  });
  return { ended, times };
}

const CASES = (Object.keys(STEPS) as Step[]).flatMap((step) => NAMES.map((name) => [step, name] as const));

test.each(CASES)('%s that ends with %s', async (step, name) => {
  const { ended, times } = await run(step, EXIT_CODES[name].code);
  expect(ended.status === 'SUCCEEDED' ? ended.status : ended.error).toBe(endOf(step, name));
  const repeats = step === 'Export' && name === 'unreachable';
  expect(times).toBe(repeats || step === 'Shard' ? 2 : 1);
});

test('the runbook has a row for each code, which says whether the run goes on, ends well, repeats or fails', () => {
  const rows = readme.split('\n').filter((line) => /^\| (\d|an)/.test(line));
  for (const name of NAMES) {
    const { code } = EXIT_CODES[name];
    const [row = ''] = rows.filter((line) => new RegExp(`^\\| (\\d+, )*${code}\\b`).test(line));
    const words: Partial<Record<ExitName, string>> = {
      ok: 'goes on',
      gaps: 'goes on',
      found: '`Watch` fails',
      locked: 'ends well as `AlreadyRunning`; of a shard',
      unreachable: 'repeats `export` once',
      interrupted: 'repeats the command up to five times',
    };
    expect(row).toContain(words[name] ?? 'fails by the name of the step');
  }
});
