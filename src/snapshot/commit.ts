/** The commit: one object that makes all rows of a plan visible, or none ever. */
import { UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { type RunRow, runs } from '../model/tables.js';
import type { Store } from '../store/store.js';
import { columnsOf } from '../tables/columns/rows.js';
import { DamagedError } from '../tables/damaged.js';
import type { Encoder } from '../tables/encoder.js';
import { readParquet } from '../tables/read.js';
import { commitKey } from './keys.js';

/** Undefined: neither committed nor abandoned. */
export type Commit = { readonly kind: 'committed'; readonly run: RunRow } | { readonly kind: 'abandoned' } | undefined;

export async function readCommit(store: Store, planId: string): Promise<Commit> {
  const bytes = await store.get(commitKey(planId));
  return bytes === undefined ? undefined : commitOf(bytes, `${store.location}/${commitKey(planId)}`);
}

/** What the bytes of a commit say; `place` names them when they are damaged. */
export async function commitOf(bytes: Uint8Array, place: string): Promise<NonNullable<Commit>> {
  try {
    const [run] = await readParquet(runs, bytes);
    return run === undefined ? { kind: 'abandoned' } : { kind: 'committed', run };
  } catch (cause) {
    if (!(cause instanceof DamagedError)) throw cause;
    throw new UserError(`Cannot read the commit ${jsonForTerminal(place)}: its bytes are damaged.`, {
      hint: 'Restore that object from a copy, or remove it: its run is then no longer shown.',
      cause,
    });
  }
}

/** Makes the run visible. `exists`: another publisher committed the plan, or somebody abandoned it, before. */
export function commitRun(store: Store, encoder: Encoder, planId: string, run: RunRow): Promise<'stored' | 'exists'> {
  return putRows(store, encoder, planId, [run]);
}

/** Puts a commit of no rows, after which no publisher can commit the plan. `exists`: one had done so before, or it was abandoned. */
export function abandonPlan(store: Store, encoder: Encoder, planId: string): Promise<'stored' | 'exists'> {
  return putRows(store, encoder, planId, []);
}

/** Puts a commit of no rows in the place of the run's: no query shows it, and no publisher that slept can commit the plan. */
export async function expireRun(store: Store, encoder: Encoder, planId: string): Promise<void> {
  await putRows(store, encoder, planId, [], false);
}

function putRows(store: Store, encoder: Encoder, planId: string, rows: readonly RunRow[], ifAbsent = true) {
  const group = columnsOf(runs, rows);
  async function* groups() {
    if (group.rows > 0) yield group;
  }
  return store.put(commitKey(planId), encoder.encode(runs, groups()), { ifAbsent });
}
