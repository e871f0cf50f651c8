/** The package as the release makes it: its links, and an installation without network into an empty folder. */
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandOf, readWorkflow } from './workflow.js';

const execute = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'access-lake-tarball-'));
/** A copy of the checkout: a build begins by taking dist/ away, which other tests read. */
const copy = join(folder, 'copy');
const place = join(folder, 'place');
const TARBALL = 'access-lake.tgz';
const GITHUB = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'example/access-lake' };
/** Runs a command where there is no network but the loopback, which is down. */
const WITHOUT_NETWORK = ['--map-root-user', '--net'];

beforeAll(async () => {
  const without = ['.git', 'node_modules', 'dist', 'test', 'bench'].map((name) => join(root, name));
  cpSync(root, copy, { recursive: true, filter: (path) => !without.includes(path) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const { package: job } = readWorkflow('release.yml').jobs;
  await shell(commandOf(job, 'Set the links'));
  await shell(commandOf(job, 'Pack'));
  mkdirSync(place);
  await shell(`mv access-lake-*.tgz ${join(place, TARBALL)}`);
  writeLock();
});

afterAll(() => rmSync(folder, { recursive: true }));

async function shell(command: string): Promise<void> {
  await execute('bash', ['-e', '-c', command], { cwd: copy, env: { ...process.env, ...GITHUB } });
}

/**
 * Asks for the tarball, at the versions that the lock file of the project has: `npm ci` leaves the packages in npm's cache,
 * but not the lists of versions from which npm would choose.
 */
function writeLock(): void {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { '': own, ...locked } = packages as Record<string, { dev?: boolean; devOptional?: boolean }>;
  const production = Object.entries(locked).filter(([, { dev, devOptional }]) => !(dev || devOptional));
  const { devDependencies: _, ...published } = own as Record<string, unknown>;
  const dependencies = { 'access-lake': `file:${TARBALL}` };
  const lock = {
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { dependencies },
      'node_modules/access-lake': { ...published, resolved: `file:${TARBALL}` },
      ...Object.fromEntries(production),
    },
  };
  writeFileSync(join(place, 'package.json'), JSON.stringify({ dependencies }));
  writeFileSync(join(place, 'package-lock.json'), JSON.stringify(lock));
}

function withoutNetwork(...words: string[]): Promise<{ stdout: string; stderr: string }> {
  return execute('unshare', [...WITHOUT_NETWORK, ...words], { cwd: place });
}

test('installs from the cache of npm ci, and answers, without network', async () => {
  await withoutNetwork('npm', 'install', '--offline', '--no-audit', '--no-fund');
  const { stdout, stderr } = await withoutNetwork('npx', '--no-install', 'access-lake', '--version');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect({ stdout, stderr }).toEqual({ stdout: `${version}\n`, stderr: '' });
  const help = await withoutNetwork('npx', '--no-install', 'access-lake', 'query', '--help');
  expect(help.stdout).toContain('--destination');
});

test.each([
  ['src', 'dist', (path: string) => !/\.ts$|^report\/page\//.test(path)],
  ['queries', 'queries', (path: string) => path.endsWith('.sql')],
])('holds each file that the code reads beside itself: %s', (from, to, isRead) => {
  const files = readdirSync(join(root, from), { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const read = files.map((each) => relative(join(root, from), join(each.parentPath, each.name))).filter(isRead);
  expect(read.length).toBeGreaterThan(10);
  const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : 'missing');
  const packed = join(place, 'node_modules/access-lake', to);
  expect(read.filter((path) => textOf(join(packed, path)) !== textOf(join(root, from, path)))).toEqual([]);
});

test('holds no types that nobody can import, and every file that its documents point to', () => {
  const packed = join(place, 'node_modules/access-lake');
  const files = readdirSync(packed, { recursive: true, encoding: 'utf8' });
  expect(files.filter((path) => path.endsWith('.d.ts'))).toEqual([]);
  const dead = files
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      [...readFileSync(join(packed, path), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, target = '']) => join(path, '..', target))
        .filter((target) => !existsSync(join(packed, target))),
    );
  expect(dead).toEqual([]);
});

test('has the links of the repository that the workflow runs in', () => {
  const manifest = JSON.parse(readFileSync(join(place, 'node_modules/access-lake/package.json'), 'utf8'));
  expect(manifest).toMatchObject({
    repository: { type: 'git', url: 'git+https://github.com/example/access-lake.git' },
    homepage: 'https://github.com/example/access-lake#readme',
    bugs: { url: 'https://github.com/example/access-lake/issues' },
  });
});
