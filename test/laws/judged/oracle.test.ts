/**
 * Laws that the oracle itself must keep, of every subject and item of the random lakes: they find what is wrong in it, before
 * any statement is held against it. Each names the promise that it follows from.
 */
import { expect, it } from 'vitest';
import type { ReasonCode } from '../../../src/model/judgement/reasons.js';
import { type JudgedRow, judgementsOf, rowName } from '../reasons/judgements.js';
import { type Asked, ask, firstSeen, holdersIn, identityOf } from '../reasons/oracle/asked.js';
import { isIdleByDesign } from '../reasons/oracle/exceptions.js';
import { historyOf, type Sighting, thingOf } from '../reasons/oracle/history.js';
import { keepsByDocuments } from '../reasons/oracle/idle-documents.js';
import type { Subject } from '../reasons/oracle/subjects.js';
import { seeds } from '../seeds.js';
import type { Lake } from '../world/lake.js';
import { exchangedIds, exchangedText, lawLake, splitRun, withoutBulk, withoutRuns } from './lakes.js';

type Rows = ReadonlyMap<string, JudgedRow>;

function judged(lake: Lake, date: string, days: number): Rows {
  return new Map([...judgementsOf(lake, { date, days })].map((row) => [rowName(row), row]));
}

function lakeOf(seed: number): { readonly lake: Lake; readonly dates: readonly string[] } {
  const lake = withoutBulk(lawLake(seed).lake);
  return { lake, dates: [...new Set((lake.get('runs') ?? []).map((run) => String(run.snapshot_date)))].sort() };
}

function failOn(found: readonly string[]): void {
  if (found.length > 0) expect.fail(found.slice(0, 5).join('\n'));
}

/** Promise: nothing that the lake knows was used, or that was not measured, ever reads as unused, whatever is run later. */
it.each(seeds())('a: one more run makes nothing removable but by what it measured or showed: seed %i', (seed) => {
  const { lake } = lakeOf(seed);
  for (const run of (lake.get('runs') ?? []).slice(-4)) {
    const id = String(run.run_id);
    const before = withoutRuns(lake, new Set([id]));
    const later = (before.get('runs') ?? []).map((other) => String(other.snapshot_date));
    const date = later
      .filter((other) => other >= String(run.snapshot_date))
      .sort()
      .at(-1);
    if (date !== undefined) failOn(freed({ before, after: lake, date, id }));
  }
});

interface MoreRuns {
  readonly before: Lake;
  readonly after: Lake;
  readonly date: string;
  readonly id: string;
}

/** More days than any lake has. */
const ALL_DAYS = 4000;

function freed({ before, after, date, id }: MoreRuns): string[] {
  const [old, now] = [before, after].map((lake) => ask(historyOf(lake), { date, days: 90 })) as [Asked, Asked];
  const isShown = [...now.snapshot.accounts.values()].some(({ runId }) => runId === id);
  const days = isShown ? ALL_DAYS : 90;
  const rows = judged(after, date, days);
  const lost = (row: JudgedRow): ReasonCode[] => {
    const same = rows.get(rowName(row));
    if (same === undefined) return [];
    if (isShown) return [...row.codes].filter((code) => isForEver(row, code) && !same.codes.has(code));
    return same.codes.size === 0 ? [...row.codes].filter((code) => !isExcused(code, row, [old, now])) : [];
  };
  return [...judged(before, date, days).values()].flatMap((row) =>
    lost(row).map((code) => `${id} at ${date}: ${rowName(row)} is ${code} no more`),
  );
}

/** Where the run takes the place of another, its reports are judged; what was seen stays seen. */
function isForEver({ subject }: JudgedRow, code: ReasonCode): boolean {
  return (subject.kind === 'principal' && ['USED', 'BLIND'].includes(code)) || (isSet(subject) && code === 'USED');
}

function isSet({ kind }: Subject): boolean {
  return kind === 'permission_set';
}

function isExcused(code: ReasonCode, row: JudgedRow, [old, now]: readonly [Asked, Asked]): boolean {
  const { service, action } = row;
  if (code === 'NOT_MEASURED' || code === 'NOT_TRACKED' || code === 'UNPROVEN') return true;
  if (code === 'YOUNG_GRANT') return isShownByMore(row, [old, now]);
  if (service === null || (code !== 'NEW_THING' && code !== 'LITTLE_EVIDENCE')) return false;
  const [was, is] = [old, now].map((asked) => firstSeen(asked, service, action).at ?? Number.POSITIVE_INFINITY);
  return (is as number) < (was as number);
}

/** Whether a report that only the later lake has shows the grant to a holder: it counts from that report on. */
function isShownByMore({ subject, service, action }: JudgedRow, [old, now]: readonly [Asked, Asked]): boolean {
  const thing = thingOf(String(service), action);
  const reports = holdersIn(now, subject).now.flatMap((holder) => now.reportsOf.get(identityOf(holder)) ?? []);
  return reports.some(({ runId, things }) => !old.history.runs.has(runId) && things.has(thing));
}

/** Promise: taking from more people at once never needs less evidence. */
it.each(seeds())('b: what is withheld for a scope is withheld for every scope that contains it: seed %i', (seed) => {
  const { lake, dates } = lakeOf(seed);
  const date = dates.at(-1) as string;
  const asked = ask(historyOf(lake), { date, days: 90 });
  const rows = [...judgementsOf(lake, { date, days: 90 })];
  const byName = new Map(rows.map((row) => [rowName(row), row]));
  const subjects = [...new Map(rows.map(({ subject }) => [JSON.stringify(subject), subject])).values()];
  const found = rows.flatMap((row) => {
    const wider = subjects.filter((subject) => isWithin(asked, row.subject, subject));
    return wider.flatMap((subject) => {
      const whole = byName.get(rowName({ ...row, subject }));
      const missing = [...row.codes].filter(
        (code) => whole && !whole.codes.has(code) && !isOfOne(asked, code, { row, wider: subject }),
      );
      return missing.map((code) => `${rowName(row)} is ${code}, and ${JSON.stringify(subject)} is not`);
    });
  });
  failOn(found);
});

/**
 * What is said of a document alone, and of a young role, which counts for neither side of a set. What a document for
 * emergencies allows its holder keeps, whoever else allows it; so that another document may lose it.
 */
function isOfOne(
  asked: Asked,
  code: ReasonCode,
  { row: { subject }, wider }: { readonly row: JudgedRow; readonly wider: Subject },
): boolean {
  if (wider.kind === 'permission_set' && code === 'YOUNG_PRINCIPAL') return true;
  if (code === 'IDLE_BY_DESIGN' && !keepsByDocuments(wider.kind))
    return !holdersIn(asked, subject).now.some((holder) => isIdleByDesign(asked.history, holder, []));
  return code === 'BOUNDARY' && subject.kind === 'managed_policy';
}

const DOCUMENTS = ['managed_policy', 'inline_policy', 'group_policy'];
const SCOPES = ['account', 'ou', 'organization'];

function isWithin(asked: Asked, one: Subject, wider: Subject): boolean {
  if (SCOPES.includes(one.kind) || SCOPES.includes(wider.kind)) {
    return SCOPES.indexOf(one.kind) >= 0 && isBelow(asked, one, wider);
  }
  const isDeeper = one.kind === 'principal' ? wider.kind !== 'principal' : DOCUMENTS.includes(one.kind) && isSet(wider);
  const [inner, outer] = [holdersIn(asked, one), holdersIn(asked, wider)];
  const isPart = (some: readonly Sighting[], all: readonly Sighting[]): boolean =>
    some.every((each) => all.includes(each));
  const isHeld = isPart(inner.now, outer.now) && inner.now.length > 0;
  return isDeeper && isHeld && (one.kind === 'principal' || isPart(inner.earlier, outer.earlier));
}

function isBelow({ snapshot }: Asked, one: Subject, wider: Subject): boolean {
  const isIn = (subject: Subject): string[] =>
    [...snapshot.accounts.values()]
      .filter(({ id, path, isManagement }) => {
        if (isManagement) return false;
        if (subject.kind === 'account') return subject.accountId === id;
        return subject.kind === 'organization' || (subject.kind === 'ou' && (path?.includes(subject.ouId) ?? true));
      })
      .map(({ id }) => id);
  const [inner, outer] = [isIn(one), isIn(wider)];
  return wider.kind !== 'account' && inner.length > 0 && inner.every((id) => outer.includes(id));
}

/** Promise: what is true of an organization does not hang on who ran what, in which order, or on the IDs that AWS gave. */
it.each(seeds())('c: runs in two, in another order, under other IDs say the same: seed %i', (seed) => {
  const { lake, dates } = lakeOf(seed);
  const date = dates.at(-1) as string;
  const plain = (rows: Rows, nameOf = (name: string) => name): string[] =>
    [...rows].map(([name, row]) => `${nameOf(name)} ${row.bits} ${row.evidenceDays} ${row.grantAge}`).sort();
  const expected = plain(judged(lake, date, 90));
  for (const { run_id } of (lake.get('runs') ?? []).slice(-3)) {
    for (const later of [0, 1] as const) {
      expect(plain(judged(splitRun(lake, String(run_id), later), date, 90))).toEqual(expected);
    }
  }
  expect(plain(judged(exchangedIds(lake), date, 90), exchangedText)).toEqual(expected);
});

/** Promise: whoever asks for more evidence is never shown more. */
it.each(seeds())('g: more days never list more: seed %i', (seed) => {
  const { lake, dates } = lakeOf(seed);
  const date = dates.at(-1) as string;
  const steps = [0, 30, 89, 90, 91, 200, 400].map((days) => ({ days, rows: judged(lake, date, days) }));
  for (const [at, { days, rows }] of steps.entries()) {
    const fewer = steps[at - 1]?.rows;
    const more = [...rows.values()].filter(({ codes }) => codes.size === 0).map(rowName);
    failOn(
      more.filter((name) => fewer?.get(name)?.codes.size !== 0 && fewer).map((name) => `${name} with ${days} days`),
    );
  }
});
