/** The workflows, by a linter of their security: without network, so that it says the same each time. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pythonWith } from './python.js';

const VERSION = '1.32.0';
const workflows = resolve(import.meta.dirname, '../../.github');
const folder = mkdtempSync(join(tmpdir(), 'access-lake-zizmor-'));
let program: string;

beforeAll(async () => {
  program = join(dirname(await pythonWith('zizmor', VERSION)), 'zizmor');
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What it finds at its strictest, by exit code and text. */
function audit(place: string): Promise<{ code: number; text: string }> {
  const words = ['--offline', '--no-progress', '--color=never', '--persona=auditor', place];
  return new Promise((done) => {
    execFile(program, words, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, text: stdout + stderr });
    });
  });
}

test('has nothing to say about ours', async () => {
  const { code, text } = await audit(workflows);
  expect(text).toContain('No findings to report');
  expect(code).toBe(0);
});

test('finds a shell that runs the name of a branch, a kept token and an action by its tag', async () => {
  const planted = join(folder, '.github/workflows/planted.yml');
  mkdirSync(dirname(planted), { recursive: true });
  writeFileSync(
    planted,
    `on: pull_request
jobs:
  planted:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: echo "\${{ github.head_ref }}"
`,
  );
  const { code, text } = await audit(folder);
  expect(code).toBeGreaterThan(10);
  for (const name of ['template-injection', 'artipacked', 'unpinned-uses', 'excessive-permissions']) {
    expect(text).toContain(`[${name}]`);
  }
});
