import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findingsText } from '../../../src/cli/demo/findings.js';
import { writeLake } from '../../query/lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'findings-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a finding that is not shown whole says so, and how to see all of it', async () => {
  const base = readFileSync(new URL('../../query/questions/base.txt', import.meta.url), 'utf8');
  const text = await findingsText(await writeLake(folder, base), './my lake');
  const findings = text.split('\n\n').map((finding) => finding.split('\n').filter(Boolean));
  expect(findings.map(([title]) => title?.replace(/ \(.*/, ''))).toEqual([
    'What may people do through their permission sets, and how much of it do they use?',
    'Which administrators did nothing for 90 days?',
    'What could not be measured, and why?',
  ]);
  const [gap, , unmeasured] = findings;
  expect(gap?.[0]).toContain("(npx --no-install access-lake query usage --by set --destination './my lake')");
  expect(unmeasured?.[0]).toContain("access-lake query coverage_gaps --destination './my lake')");
  expect(unmeasured).toHaveLength(6);
});
