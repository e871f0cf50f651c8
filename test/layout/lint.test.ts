/** Libraries at the edge, no cycles, no wide or long functions: what breaks a rule is planted in a copy, and lint must name it. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

const [sdk, parquet, duckdb, terminal] = [
  'the AWS SDK is used in',
  'Parquet libraries',
  'DuckDB is used',
  'commander and',
];

/** File of the copy, what it imports, and a part of the reason that lint gives. */
const violations = [
  ['src/model/planted.ts', '@aws-sdk/client-s3', sdk],
  ['src/store/planted.ts', '@aws-sdk/client-s3', sdk],
  ['src/store/s3/planted.ts', 'apache-arrow', parquet],
  ['src/snapshot/planted.ts', '@aws-sdk/client-iam', sdk],
  ['src/newroom/planted.ts', '@duckdb/node-api', duckdb],
  ['src/query/planted.ts', '@duckdb/node-api', duckdb],
  ['src/query/duckdb/planted.ts', 'parquet-wasm', parquet],
  ['src/query/athena/planted.ts', '@duckdb/node-api', duckdb],
  ['src/tables/planted.ts', '@duckdb/node-api', duckdb],
  ['src/collect/planted.ts', 'commander', terminal],
  ['src/cli/planted.ts', '@aws-sdk/client-sts', sdk],
] as const;

const RULES = [
  'style/noRestrictedImports',
  'suspicious/noImportCycles',
  'complexity/useMaxParams',
  'complexity/noExcessiveLinesPerFunction',
];

interface Diagnostic {
  readonly category: string;
  readonly severity: string;
  readonly message: string;
  readonly location: { readonly path: string };
}

const copy = mkdtempSync(join(tmpdir(), 'access-lake-layers-'));
const plants: string[] = [];
/** What lint says of the planted files, and of the others. */
let planted: Diagnostic[];
let clean: Diagnostic[];

beforeAll(async () => {
  for (const part of ['src', 'scripts', 'bench', 'biome.json', 'package.json', '.gitignore']) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const [file, imported] of violations)
    plant(file, `import * as planted from '${imported}';\nconsole.log(planted);\n`);
  plant('src/report/planted-later.ts', "export const later = () => import('@duckdb/node-api');\n");
  plant('src/cli/cycle-a.ts', "import { b } from './cycle-b.js';\nexport const a = () => b;\n");
  plant('src/cli/cycle-b.ts', "import { a } from './cycle-a.js';\nexport const b = () => a;\n");
  plant('src/cli/wide.ts', 'export const wide = (a: 1, b: 2, c: 3, d: 4, e: 5) => [a, b, c, d, e];\n');
  plant('src/cli/narrow.ts', 'export const narrow = (a: 1, b: 2, c: 3, d: 4) => [a, b, c, d];\n');
  for (const folder of ['src/cli', 'scripts', 'bench']) {
    plant(`${folder}/long.mjs`, functionOf(41));
    plant(`${folder}/short.mjs`, functionOf(40));
  }
  const found = await lint();
  planted = found.filter(isOfPlant);
  clean = found.filter((one) => !isOfPlant(one) && one.severity === 'error'); // what biome.json leaves out, warns
});

afterAll(() => rmSync(copy, { recursive: true }));

function plant(file: string, text: string): void {
  plants.push(file);
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), text);
}

function functionOf(lines: number): string {
  return `export function planted() {\n${'  console.log();\n'.repeat(lines)}}\n`;
}

function isOfPlant({ location }: Diagnostic): boolean {
  return plants.some((file) => location.path.endsWith(file));
}

async function lint(): Promise<Diagnostic[]> {
  const args = ['lint', ...RULES.map((rule) => `--only=${rule}`), '--reporter=json', '.'];
  const run = promisify(execFile)(join(root, 'node_modules/.bin/biome'), [...args, '--max-diagnostics=none'], {
    cwd: copy,
  });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return JSON.parse(stdout).diagnostics;
}

test('the sources keep the rules', () => {
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

test('a function of more than four parameters is an error', () => {
  const wide = planted.filter(({ category }) => category === 'lint/complexity/useMaxParams');
  expect(wide.map(({ severity, location }) => [severity, location.path])).toEqual([
    ['error', expect.stringMatching(/src\/cli\/wide\.ts$/)],
  ]);
});

test('a function of more than forty lines is an error in src, scripts and bench', () => {
  const long = planted.filter(({ category }) => category === 'lint/complexity/noExcessiveLinesPerFunction');
  expect(long.map(({ severity, location }) => `${severity} ${location.path}`).sort()).toEqual([
    expect.stringMatching(/^error .*bench\/long\.mjs$/),
    expect.stringMatching(/^error .*scripts\/long\.mjs$/),
    expect.stringMatching(/^error .*src\/cli\/long\.mjs$/),
  ]);
});
