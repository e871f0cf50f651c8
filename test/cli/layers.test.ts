/** The layers are lint rules: what breaks one is planted in a copy of the sources, and lint must name it. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** File of the copy, what it imports, and a part of the reason that lint gives. */
const violations = [
  ['src/model/planted.ts', '../store/store.js', 'imports no other folder'],
  ['src/store/planted.ts', '../tables/encoder.js', 'a store knows bytes and keys'],
  ['src/store/planted-sdk.ts', '@aws-sdk/client-s3', 'AWS is known to'],
  ['src/store/s3/planted.ts', 'apache-arrow', 'Parquet libraries are known to tables alone'],
  ['src/tables/planted.ts', '../store/store.js', 'tables turns columns into files'],
  ['src/organization/planted.ts', '../store/store.js', 'organization knows accounts and sessions'],
  ['src/collect/planted.ts', '../tables/encoder.js', 'knows neither stores nor files'],
  ['src/snapshot/planted.ts', '../organization/access.js', 'never AWS or accounts'],
  ['src/snapshot/planted-sdk.ts', '@aws-sdk/client-iam', 'AWS is known to'],
  ['src/query/planted.ts', '../collect/account.js', 'query reads what is committed'],
  ['src/query/planted-duckdb.ts', '@duckdb/node-api', 'DuckDB is known to query/duckdb alone'],
  ['src/query/duckdb-planted.ts', 'parquet-wasm', 'Parquet libraries are known to tables alone'],
  ['src/report/planted.ts', '../snapshot/keys.js', 'so that page and command line never differ'],
  ['src/simulation/planted.ts', '../collect/account.js', 'must not judge itself'],
  ['src/cli/planted.ts', '@aws-sdk/client-sts', 'AWS is known to'],
] as const;

interface Diagnostic {
  readonly category: string;
  readonly severity: string;
  readonly message: string;
  readonly location: { readonly path: string };
}

const copy = mkdtempSync(join(tmpdir(), 'access-lake-layers-'));
let clean: Diagnostic[];
let planted: Diagnostic[];

beforeAll(async () => {
  for (const part of ['src', 'biome.json', 'package.json', '.gitignore']) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  clean = await lint();
  for (const [file, imported] of violations)
    plant(file, `import * as planted from '${imported}';\nconsole.log(planted);\n`);
  plant('src/report/planted-later.ts', "export const later = () => import('@duckdb/node-api');\n");
  plant('src/cli/cycle-a.ts', "import { b } from './cycle-b.js';\nexport const a = () => b;\n");
  plant('src/cli/cycle-b.ts', "import { a } from './cycle-a.js';\nexport const b = () => a;\n");
  planted = await lint();
});

afterAll(() => rmSync(copy, { recursive: true }));

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), text);
}

async function lint(): Promise<Diagnostic[]> {
  const args = ['lint', '--only=style/noRestrictedImports', '--only=suspicious/noImportCycles', '--reporter=json', '.'];
  const run = promisify(execFile)(join(root, 'node_modules/.bin/biome'), [...args, '--max-diagnostics=none'], {
    cwd: copy,
  });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return JSON.parse(stdout).diagnostics;
}

test('the sources keep the layers and have no cycles', () => {
  expect(clean).toEqual([]);
});

test.each(violations)('%s may not import %s', (file, _imported, reason) => {
  const of = planted.filter(({ location }) => location.path.endsWith(file));
  expect(of).toHaveLength(1);
  expect(of[0]).toMatchObject({ category: 'lint/style/noRestrictedImports', severity: 'error' });
  expect(JSON.stringify(of[0])).toContain(reason);
});

test('an import that runs later is an import', () => {
  const of = planted.filter(({ location }) => location.path.endsWith('planted-later.ts'));
  expect(of.map(({ category }) => category)).toEqual(['lint/style/noRestrictedImports']);
});

test('a cycle of imports is an error', () => {
  const cycles = planted.filter(({ category }) => category === 'lint/suspicious/noImportCycles');
  expect(cycles.map(({ severity }) => severity)).toEqual(['error', 'error']);
});
