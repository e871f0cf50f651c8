/** CI's count of a test run: nothing that did not pass goes uncounted. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-count-'));
const script = resolve(import.meta.dirname, '../../.ci/count.mjs');
const loaded = { status: 'passed', assertionResults: [{ status: 'passed' }] };
const unloaded = { status: 'failed', assertionResults: [] };

afterAll(() => rmSync(folder, { recursive: true }));

function countOf(report: object | string, status: number): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, typeof report === 'string' ? report : JSON.stringify(report));
  return execFileSync(process.execPath, [script, file, String(status)], { encoding: 'utf8' }).trim();
}

test.each([
  ['all passed', { numTotalTests: 3, numPassedTests: 3, testResults: [loaded] }, 0, '3 0'],
  ['one failed', { numTotalTests: 3, numPassedTests: 2, testResults: [loaded] }, 1, '2 1'],
  ['one skipped', { numTotalTests: 3, numPassedTests: 2, testResults: [loaded] }, 0, '2 1'],
  ['a file that did not load', { numTotalTests: 3, numPassedTests: 3, testResults: [loaded, unloaded] }, 1, '3 1'],
  ['a bad end after all passed', { numTotalTests: 3, numPassedTests: 3, testResults: [loaded] }, 1, '3 1'],
  ['no tests', { numTotalTests: 0, numPassedTests: 0, testResults: [] }, 0, '0 1'],
  ['no report', '', 0, '0 1'],
])('%s', (_what, report, status, count) => expect(countOf(report, status)).toBe(count));
