/** Accounts and principals in batches: together they are all, and say what one batch says. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { batchesOf } from '../../src/propose/evidence/batches.js';
import { type EvidenceByDocument, EvidenceReader } from '../../src/propose/evidence/read-evidence.js';
import { type Principal, readSnapshot } from '../../src/propose/subjects/snapshot.js';
import { subjectsOf } from '../../src/propose/subjects/subjects.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { request } from './proposing.js';

const principal = (accountId: string, id: string, actions: number) => ({ accountId, id, actions }) as Principal;

it('puts small accounts together and cuts a large one between its principals', () => {
  const principals = [
    principal('1', 'a', 2),
    principal('2', 'b', 3),
    principal('3', 'e', 4),
    principal('3', 'c', 3),
    principal('3', 'd', 2),
    principal('3', 'f', 9),
    principal('4', 'g', 1),
  ];
  expect([...batchesOf(principals, ['1', '2', '3', '4', '5'], 5)]).toEqual([
    { accountIds: ['1', '2'], isLast: true },
    { accountIds: ['3'], firstId: undefined, endId: 'e', isLast: false },
    { accountIds: ['3'], firstId: 'e', endId: 'f', isLast: false },
    { accountIds: ['3'], firstId: 'f', endId: undefined, isLast: true },
    { accountIds: ['4', '5'], isLast: true },
  ]);
});

it('reads in slices of one principal what it reads at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'batches-'));
  const seed = readFileSync(new URL('./seed.lake', import.meta.url), 'utf8');
  const engine = await duckdbEngine(await writeLake(folder, seed));
  const first = request.dates[0] as string;
  const period = { date: request.date, days: 90, textsFrom: first, usesUntil: request.date };
  const snapshot = await readSnapshot(engine, period, {});
  const { principals, accounts } = snapshot;
  const documents = new Set((await subjectsOf(snapshot, request)).map(({ key }) => key));
  const measured = principals.map((one) => ({ ...one, actions: 1 }));
  const ids = accounts.map(({ id }) => id);
  const read = async (most: number): Promise<[string, unknown][]> => {
    const evidence: EvidenceByDocument = new Map();
    const batches = [...batchesOf(measured, ids, most)];
    expect(batches.length).toBeGreaterThan(most === 1 ? accounts.length : 0);
    const scope = {
      snapshotDate: request.date,
      windowDates: request.dates,
      usesUntil: request.date,
      excepted: [],
      keeping: new Map(),
      days: 90,
      isPerHolder: false,
      judgedIds: [],
    };
    const reader = new EvidenceReader(engine, scope, {});
    for (const batch of batches) await reader.read({ ...batch, documents }, evidence);
    return [...evidence].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, own]) => [key, comparable(own)]);
  };
  const [once, sliced] = [await read(1e9), await read(1)];
  await engine.close();
  rmSync(folder, { recursive: true });
  expect(once.length).toBeGreaterThan(5);
  expect(sliced).toEqual(once);
});

/** Users in any order; of uses at the same time the latest may be anybody's. */
const comparable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, cell) => {
      if (key === 'principalArn') return undefined;
      return key === 'usedBy' ? [...cell].sort() : plain(cell);
    }),
  );

const plain = (value: unknown): unknown => {
  if (value instanceof Map) return [...value].sort(([a], [b]) => (a < b ? -1 : 1));
  return value instanceof Set ? [...value].sort() : value;
};
