/** Inline policies that fit by themselves and not together: new texts share the room of their owner. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { type Entry, indexOf, proposed } from './proposing.js';

const account = '222222222222';
const MOST = 10_240;
const ROLES = ['full', 'roomy'];
const SERVICES = ['alpha', 'beta'];
const VERBS = ['Allocate', 'Create', 'Modify', 'Release', 'Start'];
const NOUNS = ['Basket', 'Cluster', 'Domain', 'Engine', 'Folder', 'Garden', 'Harbour', 'Island', 'Journal', 'Kernel'];
/** Every other one is used, so that a narrowed wildcard becomes long. Of beta there are a few more. */
const actionsOf = (service: string): string[] => {
  const names = VERBS.flatMap((verb) =>
    NOUNS.flatMap((noun) => ['First', 'Other'].map((own) => `${verb}${own}${noun}`)),
  );
  return service === 'beta' ? [...names, 'PurgeCache', 'PurgeEverything'] : names;
};
const isUsed = (at: number): boolean => at % 2 === 0;

/** `characters`: of its resources, which stay. */
const textOf = (service: string, characters: number): string => {
  const Resource = `arn:aws:${service}:eu-west-1:222222222222:${'x'.repeat(characters)}`;
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: `${service}:*`, Resource }] });
};
const CHARACTERS: Readonly<Record<string, number>> = { full: 3900, roomy: 100 };
const rows = (of: (role: string, service: string) => string): string =>
  ROLES.flatMap((role) => SERVICES.map((service) => of(role, service))).join('\n');

const lake = `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-07-01    | 2026-07-01
[accounts]
run_id | account_id | status
r1 | ${account} | exported
[principals]
run_id | principal_arn | created_at | attached_policy_arns | inline_policy_names
${ROLES.map((role) => `r1 | ${account}:role/${role} | 2024-01-01 | - | alpha, beta`).join('\n')}
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at | last_accessed_region
${rows((role, service) => `r1 | ${account}:role/${role} | ${service} | 2026-06-20 | eu-west-1`)}
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
${rows((role, service) =>
  actionsOf(service)
    .map((name, at) => `r1 | ${account}:role/${role} | ${service} | ${name} | ${isUsed(at) ? '2026-06-20' : '-'}`)
    .join('\n'),
)}
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
${SERVICES.flatMap((service) => actionsOf(service).map((name) => `r1 | ${service} | ${name} | Write | true`)).join('\n')}
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
${rows((role, service) => `r1 | ${account} | ${account}:role/${role} | role | ${service} | ${textOf(service, CHARACTERS[role] as number)}`)}
`;

const folder = mkdtempSync(join(tmpdir(), 'together-'));
const out = join(folder, 'out');
let entries: readonly Entry[];

beforeAll(async () => {
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lake));
  await proposed(engine, out, { dates: ['2026-07-01'] });
  await engine.close();
  entries = indexOf(out).documents;
});
afterAll(() => rmSync(folder, { recursive: true }));

const entryOf = (role: string, name: string): Entry =>
  entries.find(({ owner_arn, name: own }) => own === name && owner_arn?.endsWith(`/${role}`)) as Entry;
const after = (role: string, name: string): string =>
  readFileSync(join(out, entryOf(role, name).id as string, 'after.json'), 'utf8');

it('proposes both where they fit together, and both smaller texts are as long as alone', () => {
  const all = SERVICES.map((name) => entryOf('roomy', name));
  expect(all.map(({ status }) => status)).toEqual(['proposed', 'proposed']);
  const size = all.reduce((total, { size_after }) => total + size_after, 0);
  expect(size).toBeLessThan(MOST);
  for (const { size_after, size_before } of all) expect(size_after).toBeGreaterThan(size_before + 1000);
});

it('leaves the one that loses more as it is alone, and shortens the other until both fit', () => {
  const [alpha, beta] = SERVICES.map((name) => entryOf('full', name)) as [Entry, Entry];
  expect([alpha.status, beta.status]).toEqual(['proposed', 'proposed']);
  const growth = (role: string, name: string): number => {
    const { size_before, size_after } = entryOf(role, name);
    return size_after - size_before;
  };
  expect(growth('full', 'beta')).toBe(growth('roomy', 'beta')); // it loses one action more
  expect(growth('full', 'alpha')).toBeLessThan(growth('roomy', 'alpha'));
  const [before, now] = [alpha.size_before + beta.size_before, alpha.size_after + beta.size_after];
  expect(before + growth('roomy', 'alpha')).toBeLessThan(MOST); // each fits beside the other's old text
  expect(before + growth('roomy', 'alpha') + growth('roomy', 'beta')).toBeGreaterThan(MOST);
  expect(now).toBeLessThanOrEqual(MOST);
  expect(alpha.entity_size_after).toBe(now);
});

it('still takes what goes out of both', () => {
  for (const name of SERVICES) {
    expect(after('full', name)).not.toContain(`${name}:*`);
    expect(entryOf('full', name).actions_leave_text).toBeGreaterThan(0);
  }
});
