/** How long things and grants are known to be there, seen from the report of a holder. */
import type { LakeRow } from '../../world/lake.js';
import { documentsOf } from './documents.js';
import { DAY_MS, folded, type History, isWithin, type Sighting, timeOf } from './history.js';
import { blindUntil, type Named } from './uses.js';
import { type FirstSeen, isNew, wasNotThere } from './witnesses.js';

/** KNOWN: reports show it without a gap for the days; BOUNDED: role and policies are that old; else UNKNOWN. */
export const GRANT_AGES = ['KNOWN', 'BOUNDED', 'UNKNOWN'] as const;
export type GrantAge = (typeof GRANT_AGES)[number];

/** Evidence runs back from the report, or from the end of the run where that is earlier: nothing was seen after it. */
export function evidenceAt(history: History, holder: Sighting): number | null {
  const run = history.runs.get(holder.runId) as LakeRow;
  if (holder.generatedAt === null) return null;
  return Math.min(holder.generatedAt, timeOf(run, 'finished_at') ?? holder.generatedAt);
}

/** Of a report whose moment is not known nobody can say how long before it the principal was created. */
export function isYoungPrincipal({ row, generatedAt }: Sighting, moment: number, days: number): boolean {
  const created = timeOf(row, 'created_at');
  return generatedAt !== null && created !== null && isWithin(days, created, moment);
}

/** `moment`: the first report of the run, so that a thing is new to all principals of a run or to none. */
export function isNewThing(first: FirstSeen, moment: number, days: number): boolean {
  return isNew(first) && isWithin(days, first.at as number, moment);
}

/**
 * Whether an earlier report of the principal lacks the thing, though it can have shown it, and reports show it without a gap
 * for less than the days. Reports of every run up to the date count, superseded and partial ones too: what such a run saw
 * missing was missing, whatever was run after it. A service is lacking where its own row is: one that had no tracked
 * action was granted.
 */
export function isYoungGrant(earlier: readonly Sighting[], thing: string, first: FirstSeen, within: Within): boolean {
  const wasLacking = earlier.some(
    ({ generatedAt, things }) => generatedAt !== null && !things.has(thing) && !wasNotThere(first, generatedAt),
  );
  const since = shownSince(earlier, thing);
  return wasLacking && (since === null || isWithin(within.days, since, within.moment));
}

export interface Within {
  readonly days: number;
  readonly moment: number;
}

/**
 * Whole days in which nothing would have gone unnoticed: the least of 400, the age of the principal, the days since it was
 * active where IAM does not see (as its own run knows), and the days since IAM tracks the thing; never less than none.
 * Null: one is not known.
 */
export function evidenceDays(history: History, holder: Sighting, named: Named, first: FirstSeen | null): number | null {
  const moment = evidenceAt(history, holder);
  const created = timeOf(holder.row, 'created_at');
  const tracked = first === null ? Number.NEGATIVE_INFINITY : trackedSince(history, holder, named, first);
  if (moment === null || created === null || tracked === null) return null;
  const blind = Math.max(...holder.uses.map((use) => blindUntil(use) ?? Number.NEGATIVE_INFINITY));
  const daysSince = (time: number): number => Math.floor((moment - time) / DAY_MS);
  return Math.max(0, Math.min(400, daysSince(created), daysSince(blind), daysSince(tracked)));
}

/**
 * What is new, since its first report, whatever the reference says. Else a service for as long as IAM looks back; an
 * action since the day that the reference names, and one that it does not know since its first report. Null: not known.
 */
function trackedSince(history: History, holder: Sighting, named: Named, first: FirstSeen): number | null {
  const began = isNew(first) ? (first.at as number) : Number.NEGATIVE_INFINITY;
  if (named.action === null) return began;
  const told = referenceDay(history, holder, named) ?? first.at;
  return told === null ? null : Math.max(told, began);
}

/** Of the holder's own run. */
function referenceDay(history: History, { runId }: Sighting, { service, action }: Named): number | null {
  const rows = history.rowsWith('actions', { run_id: runId, service_namespace: folded(String(service)) });
  const row = rows.find(({ action_name }) => folded(String(action_name)) === folded(String(action)));
  return row === undefined ? null : timeOf(row, 'tracked_since');
}

/** Reports of every run count, each by its own moment. */
export function grantAge(history: History, holder: Sighting, earlier: readonly Sighting[], asked: Asked): GrantAge {
  const { thing, days, moment } = asked;
  const since = shownSince(earlier, thing);
  if (since !== null && !isWithin(days, since, moment)) return 'KNOWN';
  return isBounded(history, holder, asked) ? 'BOUNDED' : 'UNKNOWN';
}

/** The first report after the last one that lacks the thing, or the first of all; null: no report follows. */
function shownSince(reports: readonly Sighting[], thing: string): number | null {
  const dated = reports.filter(({ generatedAt }) => generatedAt !== null);
  const momentsOf = (some: readonly Sighting[]): number[] => some.map(({ generatedAt }) => generatedAt as number);
  const lacking = Math.max(...momentsOf(dated.filter(({ things }) => !things.has(thing))));
  const since = Math.min(...momentsOf(dated).filter((moment) => moment > lacking));
  return Number.isFinite(since) ? since : null;
}

interface Asked extends Within {
  readonly thing: string;
}

/** Of an inline policy nobody knows the date: it is in no table of policies. Of a managed one it is that of its version in force. */
function isBounded(history: History, holder: Sighting, { days, moment }: Asked): boolean {
  const created = timeOf(holder.row, 'created_at');
  const documents = documentsOf(history, holder);
  const isOld = (time: number | null): boolean => time !== null && !isWithin(days, time, moment);
  return (
    isOld(created) &&
    documents.length > 0 &&
    documents.every(({ ownerArn }) => isOld(changedAt(history, holder, ownerArn)))
  );
}

function changedAt(history: History, { runId, accountId }: Sighting, arn: string): number | null {
  const named = { run_id: runId, account_id: accountId, policy_arn: arn };
  const version = history.rowsWith('policy_versions', named).find(({ is_default }) => is_default === true);
  const [policy] = history.rowsWith('policies', named);
  return (version && timeOf(version, 'created_at')) ?? (policy ? timeOf(policy, 'updated_at') : null);
}
