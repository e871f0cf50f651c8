/**
 * apply.sh and rollback.sh of a document of each kind, run for real: the AWS CLI against moto, with no more rights than
 * permissions.json gives. What the tests of this folder saw called is what it names.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DOCUMENTS, startWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world?.stop());

const step = async (name: string, mode: 'apply' | 'rollback', ...args: string[]) => {
  world.front.policy = world.policyOf(name, mode);
  const ended = await world.run(name, mode, ...args);
  world.front.policy = undefined;
  return ended;
};

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

it.each(DOCUMENTS)('%s: scripts without a finding of bash or Python', (name) => {
  for (const script of ['apply.sh', 'rollback.sh', 'denials.sh']) {
    const text = readFileSync(world.script(name, script), 'utf8');
    execFileSync('bash', ['-n', world.script(name, script)]);
    const program = text.split('ACCESS_LAKE_PROGRAM')[1]?.replace(/^'\n/, '') as string;
    execFileSync('python3', ['-W', 'error', '-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: program });
  }
});

function lines(text: string, beginning: string): string[] {
  return text.split('\n').flatMap((line) => (line.startsWith(beginning) ? [line.slice(beginning.length)] : []));
}
