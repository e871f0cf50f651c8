/** README.md of a whole proposal: as much as can be read, and how to get the rest. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Index } from '../../../src/propose/write/index/file.js';
import { summaryReadme } from '../../../src/propose/write/summary.js';

function indexWith(number: number): Index {
  const documents = Array.from({ length: number }, (_, at) => ({
    ...{ id: `222222222222/managed_policy/p-${at}`, name: `p${at}`, account_id: '222222222222', status: 'proposed' },
    ...{ blockers: [], residual_admin: false, holders: 1, differences: [], reason: null },
    gain: { holders: 1, actions_lost: at },
  }));
  const exceptions = { principals: [], actions: [], policies: [], tags: [] };
  return {
    ...{ snapshot_date: '2026-07-01', days: 90, expires_on: '2026-07-31', options: { exceptions } },
    ...{ documents, applied: [], left_alone: [] },
  } as unknown as Index;
}

const rowsOf = (text: string) => text.split('\n').filter((line) => line.startsWith('| ['));

it('lists up to 50 documents', () => {
  expect(rowsOf(summaryReadme(indexWith(50), false))).toHaveLength(50);
  expect(summaryReadme(indexWith(50), false)).not.toContain('index.json` has them all');
});

it('of more it lists the first 50, and a command that lists them all beside index.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'access-lake-summary-'));
  const text = summaryReadme(indexWith(123), false);
  expect(rowsOf(text)).toHaveLength(50);
  expect(text).toContain('And 73 more.');
  const [, command = ''] = /^ {4}(python3 .*)$/m.exec(text) ?? [];
  writeFileSync(join(folder, 'index.json'), JSON.stringify(indexWith(123)));
  const listed = execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' }).trimEnd().split('\n');
  expect(listed).toHaveLength(123);
  expect(listed[0]).toBe('222222222222/managed_policy/p-0 p0 proposed');
  rmSync(folder, { recursive: true });
});

it('says how many documents one newer list frees: those of which nothing else is asked, and something goes', () => {
  const [old, young] = ['reference_old', 'young_holder'].map((code) => ({ code }));
  const index = indexWith(5);
  const blockers = [[old], [old, young], [young], [], [old]];
  const statuses = ['conditional', 'conditional', 'conditional', 'proposed', 'unchanged'];
  const documents = index.documents.map((one, at) => ({ ...one, status: statuses[at], blockers: blockers[at] }));
  const asked = { ...index, documents } as unknown as Index;
  expect(summaryReadme(asked, false)).toContain(
    'answers `reference_old`, a blocker of 2 documents, and frees 1 document without another blocker.',
  );
  expect(summaryReadme(index, false)).not.toContain('reference_old');
});
