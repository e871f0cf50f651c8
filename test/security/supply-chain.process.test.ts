/** What comes with an installation, and what is published. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** An entry of package-lock.json; its key is the folder, such as node_modules/a/node_modules/b. */
interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = readJson('package-lock.json') as { lockfileVersion: number; packages: Record<string, Locked> };
const manifest = readJson('package.json');
const { '': own, ...installed } = lock.packages;
const packages = Object.entries(installed);
/** Bundled into the page of the report when it is built, and so published with it. */
const bundled = ['node_modules/uplot'];
const production = packages.filter(([path, { dev, devOptional }]) => bundled.includes(path) || !(dev || devOptional));

/** None of them asks for more than to keep its notice. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT OR Apache-2.0'];

describe('dependencies of an installation', () => {
  test('there are some, the direct ones among them', () => {
    const paths = production.map(([path]) => path);
    expect(paths).toEqual(
      expect.arrayContaining(Object.keys(manifest.dependencies).map((name) => `node_modules/${name}`)),
    );
    const others = Object.keys(manifest.dependencies).filter((name) => !name.startsWith('@aws-sdk/client-'));
    expect(others.length).toBeLessThanOrEqual(10);
  });

  test('none runs a script when it is installed', () => {
    expect(production.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
    const scripts = production.flatMap(([path]) => {
      const file = join(path, 'package.json');
      const run = existsSync(join(root, file)) ? Object.keys(readJson(file).scripts ?? {}) : [];
      return run.filter((name) => /^(pre|post)?install$/.test(name)).map((name) => `${path}: ${name}`);
    });
    expect(scripts).toEqual([]);
  });

  test('each has a licence that is allowed, in the lock file and where it is installed', () => {
    const said = production.flatMap(([path, { license }]) => {
      const file = join(path, 'package.json');
      return [license, ...(existsSync(join(root, file)) ? [readJson(file).license] : [])].map((of) => `${path}: ${of}`);
    });
    expect(said.filter((text) => !ALLOWED.some((license) => text.endsWith(`: ${license}`)))).toEqual([]);
  });

  test('no package at all, the tools of the developers included, is under GPL or AGPL', () => {
    expect(packages.filter(([, { license = '' }]) => /\bA?GPL/.test(license))).toEqual([]);
  });
});

describe('the lock file', () => {
  test('has the hash of every package', () => {
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter(([, { integrity = '' }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity))).toEqual([]);
  });

  test('is that of package.json', () => {
    const { dependencies, devDependencies, license, version } = manifest;
    expect(own).toMatchObject({ dependencies, devDependencies, license, version });
  });

  test('lacks nothing that a package needs', () => {
    const lacking = [['', own as Locked] as const, ...packages].flatMap(([path, { dependencies = {} }]) =>
      Object.keys(dependencies)
        .filter((name) => !found(path, name))
        .map((name) => `${path} needs ${name}`),
    );
    expect(lacking).toEqual([]);
  });
});

/** As Node looks for it: in the node_modules of the package, then in those above. */
function found(path: string, name: string): boolean {
  if (lock.packages[join(path, 'node_modules', name)]) return true;
  return path !== '' && found(path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))), name);
}

test('npm run sbom lists what is installed as CycloneDX', async () => {
  const { bomFormat, components } = JSON.parse(await npm(root, 'run', '--silent', 'sbom')) as {
    bomFormat: string;
    components: { name: string; version: string; hashes: unknown[] }[];
  };
  expect(bomFormat).toBe('CycloneDX');
  const locked = new Set(production.map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`));
  const listed = components.map(({ name, version }) => `${name}@${version}`);
  expect(listed.filter((each) => !locked.has(each))).toEqual([]);
  for (const name of Object.keys(manifest.dependencies)) expect(listed.join(' ')).toContain(`${name}@`);
  expect(components.filter(({ hashes }) => hashes.length === 0)).toEqual([]);
});

async function npm(folder: string, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)('npm', args, { cwd: folder, maxBuffer: 2 ** 26 })).stdout;
}

describe('npm pack', () => {
  /** A copy of the checkout: a build begins by taking dist/ away, which other tests read. */
  const copy = mkdtempSync(join(tmpdir(), 'access-lake-pack-'));
  afterAll(() => rmSync(copy, { recursive: true }));

  beforeAll(async () => {
    const without = ['.git', 'node_modules', 'dist'].map((name) => join(root, name));
    cpSync(root, copy, { recursive: true, filter: (path) => !without.includes(path) });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    await npm(copy, 'run', 'build');
  });

  test('has built a command that runs as a program, for whoever linked the clone before', async () => {
    const { stdout } = await promisify(execFile)(join(copy, manifest.bin['access-lake']), ['--version']);
    expect(stdout).toBe(`${manifest.version}\n`);
  });

  test('runs no script where it is installed', () => {
    const atInstall = ['preinstall', 'install', 'postinstall', 'prepare'];
    expect(Object.keys(manifest.scripts).filter((name) => atInstall.includes(name))).toEqual([]);
  });

  test('publishes the command, its questions and its policies, and nothing else', async () => {
    const [{ files }] = JSON.parse(await npm(copy, 'pack', '--dry-run', '--json', '--ignore-scripts')) as [
      { files: { path: string }[] },
    ];
    const paths = files.map(({ path }) => path);
    const outside = paths.filter((path) => !/^(dist|queries|docs|dashboards)\//.test(path));
    expect(outside.sort()).toEqual(
      [
        'CHANGELOG.md',
        'CONTRIBUTING.md',
        'LICENSE',
        'README.md',
        'SECURITY.md',
        'deploy/README.md',
        'deploy/hub-policy.json',
        'deploy/hub.yaml',
        'deploy/member-role.yaml',
        'deploy/reader-policy.json',
        'package.json',
      ].sort(),
    );
    expect(paths.filter((path) => path.startsWith('docs/')).length).toBeGreaterThan(5);
    expect(paths.filter((path) => path.startsWith('queries/') && !path.endsWith('.sql'))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(Object.values(manifest.bin)));
    expect(
      paths.filter((path) => path.startsWith('dist/') && !isBuilt(path)),
      'take dist away and build again',
    ).toEqual([]);
  });
});

/** What the compiler makes of a source, and what the build puts beside it. */
function isBuilt(path: string): boolean {
  if (['dist/report/page.js', 'dist/report/page.css'].includes(path)) return true;
  if (/\.(?:tsv|py)$/.test(path)) return existsSync(join(root, path.replace(/^dist/, 'src')));
  const [, source] = /^dist\/(.+?)(?:\.d)?\.(?:js|ts)$/.exec(path) ?? [];
  return source !== undefined && existsSync(join(root, 'src', `${source}.ts`));
}
