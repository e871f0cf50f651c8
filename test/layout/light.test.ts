/** What `--help` loads: the declarations of the commands, and no library that they work with. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readSources } from './imports.js';

const sources = readSources();

/** What a file imports before anything of it runs; imports of types are gone by then. */
function loadedBy(path: string): string[] {
  const text = (sources.get(path) as string).replaceAll(/^(import|export) type [^;]*;/gms, '');
  const named = [...text.matchAll(/^(?:import|export) [^;]*?from '([^']+)';|^import '([^']+)';/gms)];
  return named.map(([, from, alone]) => (from ?? alone) as string);
}

/** Every file and library that is loaded with a file, itself included. */
function loadedWith(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const name of loadedBy(path)) {
    if (name.startsWith('.')) loadedWith(join(dirname(path), name).replace(/\.js$/, '.ts'), seen);
    else seen.add(name);
  }
  return seen;
}

const librariesOf = (path: string): string[] =>
  [...loadedWith(path)].filter((name) => !name.startsWith('src/') && !name.startsWith('node:'));

const commands = [...sources.keys()].filter((path) => /^src\/cli\/commands\/[^/]+\.ts$/.test(path));

test('the process of a command loads commander alone, and its supervisor nothing', () => {
  expect(loadedWith('src/cli/command-process.ts').size).toBeGreaterThan(10);
  expect(librariesOf('src/cli/command-process.ts')).toEqual(['commander']);
  expect(librariesOf('src/cli/main.ts')).toEqual([]);
});

test.each(commands)('%s loads no library with its declaration', (path) => {
  expect(librariesOf(path)).toEqual([]);
});

test('a library is seen where it is loaded', () => {
  expect(commands.length).toBeGreaterThan(10);
  expect(librariesOf('src/export.ts')).toEqual(expect.arrayContaining(['@aws-sdk/client-sts']));
});

const CLIENT = /^@aws-sdk\/client-/;
const textOf = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

/** Every library that a file can load, also when it runs. */
function reachedFrom(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const later = [...(sources.get(path) as string).matchAll(/\bimport\('([^']+)'\)/g)].map(([, name]) => name as string);
  for (const name of [...loadedBy(path), ...later]) {
    if (name.startsWith('.')) reachedFrom(join(dirname(path), name).replace(/\.js$/, '.ts'), seen);
    else seen.add(name);
  }
  return seen;
}

test('CONTRIBUTING.md names the commands that load each client of the SDK', () => {
  const rows = [...textOf('CONTRIBUTING.md').matchAll(/^\| `(@aws-sdk\/client-[\w-]+)` *\| (.+?) *\|$/gm)];
  const said = Object.fromEntries(rows.map(([, client, names = '']) => [client, names.split(', ')]));
  const clients = Object.keys(JSON.parse(textOf('package.json')).dependencies).filter((name) => CLIENT.test(name));
  const loading = (client: string): string[] =>
    commands.filter((path) => reachedFrom(path).has(client)).map((path) => basename(path, '.ts'));
  expect(said).toEqual(Object.fromEntries(clients.map((client) => [client, loading(client)])));
});
