/** Proposals of small lakes, as the tests ask for them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemEffects } from '../../src/model/effects.js';
import { type ProposeRequest, proposeLake } from '../../src/propose/propose-lake.js';
import { exceptionsOf } from '../../src/propose/subjects/exceptions.js';
import type { Index } from '../../src/propose/write/index/file.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';

export type Entry = Index['documents'][number];

export const everything = { accountIds: [], ous: [], principals: [], policies: [], permissionSets: [], tags: [] };

/** Everything, by the snapshot of 2026-07-01 and one of two months before. */
export const request: Omit<ProposeRequest, 'out'> = {
  lake: 'lake',
  date: '2026-07-01',
  dates: ['2026-05-01', '2026-07-01'],
  days: 90,
  grade: 'action',
  grantAge: 'any',
  isUnprovenIncluded: false,
  isPerHolder: false,
  leastGain: 0,
  isReadOnlyIncluded: true,
  scpLimit: 5120,
  exceptions: exceptionsOf({}),
  selection: everything,
  reference: undefined,
  accepted: [],
  onProgress: () => {},
};

/** The day after the snapshot. */
const effects = { ...systemEffects, now: () => Date.parse('2026-07-02') };

export const indexOf = (out: string): Index => JSON.parse(readFileSync(join(out, 'index.json'), 'utf8'));

/** Proposes to the folder; its documents by name. */
export async function proposed(
  engine: QueryEngine,
  out: string,
  changes: Partial<ProposeRequest> = {},
): Promise<Map<string, Entry>> {
  await proposeLake(engine, { ...request, ...changes, out }, effects);
  return new Map(indexOf(out).documents.map((entry) => [entry.name, entry]));
}

/** Entries of the Action lists of a document. */
export const actionsOf = (document: string): string[] =>
  [JSON.parse(document).Statement].flat().flatMap((one) => one.Action);
