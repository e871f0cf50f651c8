/** CI's count of a test run: nothing that did not pass goes uncounted. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-count-'));
const script = resolve(import.meta.dirname, '../../.ci/count.mjs');
const loaded = { name: 'one.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'holds' }] };
const failing = {
  name: 'three.test.ts',
  status: 'failed',
  assertionResults: [{ status: 'failed', fullName: 'breaks' }],
};
const skipping = {
  name: 'four.test.ts',
  status: 'passed',
  assertionResults: [{ status: 'pending', fullName: 'waits' }],
};
const unloaded = { name: 'two.test.ts', status: 'failed', message: 'cannot load', assertionResults: [] };

afterAll(() => rmSync(folder, { recursive: true }));

function counted(report: object | string, status: number): { count: string; failures: string } {
  const file = join(folder, 'report.json');
  writeFileSync(file, typeof report === 'string' ? report : JSON.stringify(report));
  const { stdout, stderr } = spawnSync(process.execPath, [script, file, String(status)], { encoding: 'utf8' });
  return { count: stdout.trim(), failures: stderr };
}

test.each([
  ['all passed', { numTotalTests: 3, numPassedTests: 3, testResults: [loaded] }, 0, '3 0'],
  ['one failed', { numTotalTests: 3, numPassedTests: 2, testResults: [loaded, failing] }, 1, '2 1'],
  ['one skipped', { numTotalTests: 3, numPassedTests: 2, testResults: [loaded, skipping] }, 0, '2 1'],
  ['a file that did not load', { numTotalTests: 3, numPassedTests: 3, testResults: [loaded, unloaded] }, 1, '3 1'],
  ['a bad end after all passed', { numTotalTests: 3, numPassedTests: 3, testResults: [loaded] }, 1, '3 1'],
  ['no tests', { numTotalTests: 0, numPassedTests: 0, testResults: [] }, 0, '0 1'],
  ['no report', '', 0, '0 1'],
])('%s', (_what, report, status, count) => {
  const told = counted(report, status);
  expect(told.count).toBe(count);
  expect(told.failures === '').toBe(count.endsWith(' 0'));
});

test('each failure has its name', () => {
  const assertionResults = [
    { status: 'passed', fullName: 'holds' },
    { status: 'failed', fullName: 'breaks', failureMessages: ['Error: 1 is not 2\n    at line 3'] },
    { status: 'pending', fullName: 'waits' },
  ];
  const broken = { name: 'three.test.ts', status: 'failed', assertionResults };
  const { failures } = counted({ numTotalTests: 3, numPassedTests: 1, testResults: [unloaded, broken] }, 1);
  expect(failures).toContain('FAILED two.test.ts\n    cannot load\n');
  expect(failures).toContain('FAILED three.test.ts > breaks\n    Error: 1 is not 2\n');
  expect(failures).toContain('FAILED three.test.ts > waits\n');
  expect(failures).not.toContain('holds');
});
