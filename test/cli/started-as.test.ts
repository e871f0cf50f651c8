/** How a command can be started again: by where npm, npx, a clone and the image put its files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { howStarted } from '../../src/cli/process/started-as.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-started-'));
const NPX = 'npm/_npx/8c6dd22c4fc67aa0/node_modules/access-lake';

afterAll(() => rmSync(folder, { recursive: true }));

/** The program below a folder that has these files too. */
function programIn(root: string, files: Readonly<Record<string, unknown>>): string {
  const place = mkdtempSync(join(folder, 'place-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(place, path, '..'), { recursive: true });
    writeFileSync(join(place, path), JSON.stringify(content));
  }
  return join(place, root, 'dist/cli/main.js');
}

/** As npx leaves it, for what was asked. */
const cached = (...packages: string[]) => ({
  'npm/_npx/8c6dd22c4fc67aa0/package.json': {
    dependencies: { 'access-lake': 'file:../access-lake-0.1.0.tgz' },
    _npx: { packages },
  },
});

test.each<[string, string, Readonly<Record<string, unknown>>, string]>([
  ['a clone', 'clone', { 'clone/src/cli/main.ts': '' }, 'npx --no-install access-lake'],
  ['npm install --global', 'lib/node_modules/access-lake', {}, 'access-lake'],
  [
    'npm install in a project',
    'shop/node_modules/access-lake',
    { 'shop/package.json': { name: 'shop' } },
    'npx --no-install access-lake',
  ],
  ['npx of a packed file', NPX, cached('../access-lake-0.1.0.tgz'), 'npx ../access-lake-0.1.0.tgz'],
  ['npx of a version', NPX, cached('access-lake@0.1.0'), 'npx access-lake@0.1.0'],
  ['npx of a path with a space', NPX, cached('./my tools/a.tgz'), "npx './my tools/a.tgz'"],
  ['npx of several packages', NPX, cached('access-lake@0.1.0', 'cowsay'), 'access-lake'],
  [
    'a package.json that npm did not write',
    'a/node_modules/access-lake',
    { 'a/package.json': 'text' },
    'npx --no-install access-lake',
  ],
])('%s', (_what, root, files, started) => {
  expect(howStarted(programIn(root, files), {})).toBe(started);
});

test('the image: an installed command, and in a container of ECS the input of Task', () => {
  const program = programIn('app', {});
  expect(howStarted(program, {})).toBe('access-lake');
  expect(howStarted(program, { ECS_CONTAINER_METADATA_URI_V4: 'http://169.254.170.2/v4/1' })).toBe('Task');
});

test('a container of ECS in which a clone or a package runs is not ours', () => {
  const ecs = { ECS_CONTAINER_METADATA_URI_V4: 'http://169.254.170.2/v4/1' };
  expect(howStarted(programIn('lib/node_modules/access-lake', {}), ecs)).toBe('access-lake');
});
