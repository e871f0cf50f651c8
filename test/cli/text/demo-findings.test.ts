import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findingsText } from '../../../src/cli/text/demo-findings.js';
import { writeLake } from '../../query/lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'findings-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a finding that is not shown whole says so, and how to see all of it', async () => {
  const base = readFileSync(new URL('../../query/questions/base.txt', import.meta.url), 'utf8');
  const text = await findingsText(await writeLake(folder, base), './my lake');
  const [gap, , , unmeasured] = text.split('\n\n').map((finding) => finding.split('\n'));
  expect(gap?.[0]).toContain(
    "(the first 4; all: npx --no-install access-lake query privilege_gap --destination './my lake')",
  );
  expect(gap).toHaveLength(6);
  expect(unmeasured?.[0]).toContain("(npx --no-install access-lake query coverage_gaps --destination './my lake')");
  expect(unmeasured?.filter(Boolean)).toHaveLength(6);
});
