/** What the lake says of the uses of a document, whatever services and actions are called. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type DocumentEvidence, EvidenceReader } from '../../../src/propose/evidence/read-evidence.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { folderStore } from '../../../src/store/folder.js';
import { writeLake } from '../../query/lake/write-lake.js';
import { rewriteFiles } from '../../security/rewritten-lake.js';

const NAMES = ['Get,Put', 'Get%2CPut', 'Get%252C', '%', ',', 'A b', 'Unused,Name'];
const UNUSED = 'Unused,Name';
const [service, other] = ['odd,name%2c', 'plain'];
const [one, two] = ['222222222222:role/one', '222222222222:role/two'];
const policy = 'arn:aws:iam::222222222222:policy/shared';

const timeOf = (name: string, at: number): string => (name === UNUSED ? '-' : `2026-06-20 10:00:0${at}.007`);
const lake = `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-03-01    | 2026-02-25
r2     | 2026-07-01    | 2026-06-25
[accounts]
run_id | account_id | status
r1 r2 | 222222222222 | exported
[principals]
run_id | principal_arn | created_at | attached_policy_arns
r1 r2 | ${one} | 2024-01-01 | ${policy}
r1 r2 | ${two} | 2024-01-01 | ${policy}
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at
r1 | ${one} | ${service} | -
r1 | ${one} | ${other} | -
r2 | ${one} | ${service} | 2026-06-20 10:00:09
r2 | ${two} | ${service} | 2026-06-19
r2 | ${one} | ${other} | -
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
${NAMES.map((name) => `r1 | ${one} | ${service} | ${name} | -`).join('\n')}
${NAMES.map((name, at) => `r2 | ${one} | ${service} | ${name} | ${timeOf(name, at)}`).join('\n')}
r2 | ${two} | ${service} | A b | 2026-06-21
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | attachment_count | permissions_boundary_usage_count | document
r2 | 222222222222 | ${policy} | shared | / | false | v1 | 2 | 0 | {"Version":"2012-10-17","Statement":[]}
`;

const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function evidence(place: string): Promise<DocumentEvidence> {
  const engine = await duckdbEngine(folderStore(place));
  const document = `222222222222 ${policy}`;
  try {
    const read = new Map<string, DocumentEvidence>();
    const question = { judgedIds: [], excepted: [], keeping: new Map(), days: 90, isPerHolder: false };
    const dates = { snapshotDate: '2026-07-01', windowDates: ['2026-07-01'], usesUntil: '2026-07-01' };
    const scope = { accountIds: ['222222222222'], documents: new Set([document]) };
    await new EvidenceReader(engine, { ...question, ...dates }, {}).read(scope, read);
    return read.get(document) as DocumentEvidence;
  } finally {
    await engine.close();
  }
}

it('keeps each use, and its time to the millisecond, under the name that the lake has', async () => {
  const place = join(folder, 'lake');
  await writeLake(place, lake);
  const { services, actions, knownUses } = await evidence(place);
  const used = NAMES.filter((name) => name !== UNUSED);
  const keyOf = (name: string) => `${service}:${name}`.toLowerCase();
  expect([...actions.keys()].sort()).toEqual(NAMES.map(keyOf).sort());
  const marked = [...actions].filter(([, { isUsed }]) => isUsed).map(([key]) => key);
  expect(marked.sort()).toEqual(used.map(keyOf).sort());
  expect([...services].map(([name, { isUsed }]) => [name, isUsed]).sort()).toEqual([
    [service, true],
    [other, false],
  ]);
  expect([...knownUses.keys()].sort()).toEqual([service, ...used.map(keyOf)].sort());
  for (const [at, name] of used.entries()) {
    if (name !== 'A b') expect(knownUses.get(keyOf(name))?.at, name).toBe(`2026-06-20T10:00:0${at}.007Z`);
  }
  const [arnOfOne, arnOfTwo] = [one, two].map((arn) => `arn:aws:iam::${arn}`);
  expect(knownUses.get(keyOf('A b'))).toEqual({
    at: '2026-06-21T00:00:00.000Z',
    principalArn: arnOfTwo,
    usedBy: [arnOfTwo, arnOfOne],
  });
  expect(knownUses.get(service)?.at).toBe('2026-06-20T10:00:09.000Z');
});

it('keeps a use whose time is none that people write', async () => {
  const place = join(folder, 'never');
  await writeLake(place, lake);
  await rewriteFiles(place, ({ name }, file) =>
    name === 'action_uses'
      ? `SELECT * REPLACE (CAST('infinity' AS timestamp) AS last_accessed_at) FROM ${file}`
      : undefined,
  );
  const { knownUses } = await evidence(place);
  const used = NAMES.filter((name) => name !== UNUSED).map((name) => `${service}:${name}`.toLowerCase());
  expect(used.filter((key) => !knownUses.has(key))).toEqual([]);
});
