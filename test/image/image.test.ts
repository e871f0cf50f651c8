/**
 * The image as it ships: the Dockerfile of the project, built and run without a Docker engine. By hand before a release, as
 * root (`npm run test:image`): `apt-get install --no-install-recommends buildah podman runc mmdebstrap`.
 */
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bases, makeBases } from './bases.js';
import { done, type Told, tell } from './told.js';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'access-lake-image-'));
const NAME = 'localhost/access-lake-test';
/** The build stage alone, as it runs for the other architecture. */
const NAME_ARM64 = `${NAME}-arm64`;
const UID = 65532;
/** Of the image, what the base does not bring, bytes. */
const OURS_AT_MOST = 140e6;
const STOPPED_WITHIN_S = 5;
const POLL_MS = 200;
const RUNTIME = ['--runtime', 'runc', '--cgroup-manager', 'cgroupfs'];
/** As Fargate runs it with a read-only root: podman alone would mount a /tmp. */
const CONFINED = [
  '--network',
  'none',
  '--read-only',
  '--read-only-tmpfs=false',
  '--cap-drop',
  'all',
  '--security-opt',
  'no-new-privileges',
  '--ulimit',
  'nofile=20000:20000',
  '--ulimit',
  'nproc=10000:10000',
  '--memory',
  '512m',
];

let bases: Bases;

beforeAll(async () => {
  bases = await makeBases(folder);
  await build(NAME);
});

afterAll(async () => {
  await tell('podman', ['rmi', '--force', NAME, NAME_ARM64, ...Object.values(bases ?? {})]);
  rmSync(folder, { recursive: true });
});

/** Builds the Dockerfile on the stand-ins. */
async function build(tag: string, options: readonly string[] = []): Promise<void> {
  const args = [`BUILD=${bases.build}`, `BASE=${bases.run}`].flatMap((arg) => ['--build-arg', arg]);
  await done('buildah', ['bud', ...args, ...options, '-t', tag, root], { env: { BUILDAH_ISOLATION: 'chroot' } });
}

/** A folder of this machine that belongs to the user of the image. */
function ownFolder(name: string): string {
  const place = join(folder, name);
  mkdirSync(place);
  chownSync(place, UID, UID);
  return place;
}

function podmanRun(words: readonly string[], options: readonly string[] = []): Promise<Told> {
  return tell('podman', [...RUNTIME, 'run', '--rm', ...CONFINED, ...options, NAME, ...words]);
}

/** A program of Node in the image, in place of the command. */
function nodeRun(program: string): Promise<Told> {
  return tell('podman', [
    ...RUNTIME,
    'run',
    '--rm',
    ...CONFINED,
    '--entrypoint',
    '/nodejs/bin/node',
    NAME,
    '-e',
    program,
  ]);
}

test('prints the version of package.json', async () => {
  const { code, stdout } = await podmanRun(['--version']);
  expect(code).toBe(0);
  expect(stdout.trim()).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
});

test('makes the demo, answers and derives, in a folder that is mounted', async () => {
  const mounted = ['--volume', `${ownFolder('lake')}:/lake`];
  const demo = await podmanRun(['demo', '--destination', '/lake/demo'], mounted);
  expect(demo.code).toBe(0);
  const asked = await podmanRun(['query', 'worklist', '--destination', '/lake/demo', '--format', 'json'], mounted);
  expect(asked.code).toBe(0);
  expect(asked.stdout.split('\n').length).toBeGreaterThan(50);
  const derived = await podmanRun(['derive', '--destination', '/lake/demo', '--json'], mounted);
  expect(derived.code).toBe(0);
  expect(JSON.parse(derived.stdout).map(({ state }: { state: string }) => state)).toEqual(['made', 'made', 'made']);
});

test('writes as its user to /scratch, and nowhere else', async () => {
  const places = ['/scratch', '/tmp', '/app', '/root', '/'];
  const program = `const written = ${JSON.stringify(places)}.map((place) => {
    try { require('fs').writeFileSync(place + '/file', ''); return place; } catch (error) { return error.code; }
  });
  console.log(JSON.stringify({ uid: process.getuid(), home: require('os').homedir(), written }));`;
  const { stdout } = await nodeRun(program);
  const { uid, home, written } = JSON.parse(stdout);
  expect({ uid, home }).toEqual({ uid: UID, home: '/scratch' });
  expect(written[0]).toBe('/scratch');
  expect(written.slice(1).filter((one: string) => !['EROFS', 'EACCES', 'ENOENT'].includes(one))).toEqual([]);
});

test('ends with 130 on SIGTERM', async () => {
  const place = ownFolder('stopped');
  const name = `access-lake-stopped-${process.pid}`;
  const running = podmanRun(['demo', '--destination', '/lake/demo'], ['--name', name, '--volume', `${place}:/lake`]);
  while (readdirSync(place).length === 0) await delay(POLL_MS);
  const began = performance.now();
  await done('podman', ['kill', '--signal', 'TERM', name]);
  expect((await running).code).toBe(130);
  expect((performance.now() - began) / 1000).toBeLessThan(STOPPED_WITHIN_S);
});

/** Every path of the image. */
async function pathsOf(): Promise<string[]> {
  const [tar, name] = [join(folder, 'image.tar'), `access-lake-files-${process.pid}`];
  await done('podman', ['create', '--name', name, NAME]);
  await done('podman', ['export', '--output', tar, name]);
  await done('podman', ['rm', '--volumes', name]);
  return (await done('tar', ['-tf', tar], { shown: 200 })).trimEnd().split('\n');
}

test('has no shell, no package of the developers, and of the project what runs alone', async () => {
  const paths = await pathsOf();
  expect(paths).toContain('nodejs/bin/node');
  expect(paths.filter((path) => /(^|\/)s?bin\/(ba|da|z|k|a)?sh$|busybox/.test(path))).toEqual([]);
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const developers = Object.entries<{ dev?: boolean }>(packages).flatMap(([path, { dev }]) => (dev ? [path] : []));
  expect(developers).toContain('node_modules/typescript');
  expect(developers.filter((path) => paths.includes(`app/${path}/package.json`))).toEqual([]);
  const ours = new Set(paths.flatMap((path) => /^app\/([^/]+)/.exec(path)?.[1] ?? []));
  expect([...ours].sort()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json', 'queries']);
});

test('for arm64, the build stage brings the binaries of arm64, without an emulator', async () => {
  await build(NAME_ARM64, ['--target', 'build', '--build-arg', 'TARGETARCH=arm64']);
  const program = `console.log(require('fs').readdirSync('/build/node_modules/@duckdb').join(' '))`;
  const { stdout } = await tell('podman', [...RUNTIME, 'run', '--rm', ...CONFINED, NAME_ARM64, 'node', '-e', program]);
  expect(stdout.trim().split(' ').sort()).toEqual(['node-api', 'node-bindings', 'node-bindings-linux-arm64']);
});

test('is small', async () => {
  const sizes = await done('podman', ['image', 'inspect', '--format', '{{.Size}}', NAME, bases.run]);
  const [whole = 0, base = 0] = sizes.trim().split('\n').map(Number);
  console.log(`${(whole / 1e6).toFixed(0)} MB, ${((whole - base) / 1e6).toFixed(0)} MB of them ours`);
  expect(whole).toBeGreaterThan(base);
  expect(whole - base).toBeLessThanOrEqual(OURS_AT_MOST);
});
