/** What every item of a question is judged by, worked out once: the rows that bear on its date, by whom they are of. */
import type { ReasonCode } from '../../../../src/model/judgement/reasons.js';
import { evidenceAt, type GrantAge } from './ages.js';
import { namesPrincipal } from './exceptions.js';
import { groupedBy, type History, type Sighting, thingOf } from './history.js';
import type { Question } from './question.js';
import { type Snapshot, snapshotOf } from './snapshot.js';
import { type Holders, holdersOf, type Subject } from './subjects.js';
import { provenServices, type Tracking, trackingOf } from './tracking.js';
import { tellingReports } from './window.js';
import { type FirstSeen, tellsOf, type Witness, witnessesIn } from './witnesses.js';

/** A holder of a grant, whatever the subject. */
export interface JudgedHolder {
  readonly codes: readonly ReasonCode[];
  readonly age: GrantAge | null;
  /** Of the grant; null: not known, or not measured. */
  readonly evidenceDays: number | null;
  readonly hasEvidence: boolean;
  /** Whether a document that is left alone by its name allows it. */
  readonly isKeptByDocument: boolean;
}

export interface Asked {
  readonly history: History;
  readonly question: Question;
  readonly snapshot: Snapshot;
  /** What runs up to `usesUntil` saw: uses and blind Regions alone are read from it. */
  readonly seen: ReadonlySet<Sighting>;
  /** Reports of runs up to the date. */
  readonly reports: readonly Sighting[];
  /** Principals of the snapshot, what was seen of each, and those of its reports that tell of grants, by {@link identityOf}. */
  readonly now: ReadonlyMap<string, Sighting>;
  readonly seenOf: ReadonlyMap<string, readonly Sighting[]>;
  readonly reportsOf: ReadonlyMap<string, readonly Sighting[]>;
  /** Of all reports. */
  readonly witnesses: readonly Witness[];
  /** The first report of any run and principal that shows a thing. */
  readonly firstReports: ReadonlyMap<string, number>;
  /** The first report of each run, as {@link evidenceAt} has its moment, by the ID of the run. */
  readonly runsBegan: ReadonlyMap<string, number>;
  readonly tracking: Tracking;
  /** In lower case. */
  readonly proven: ReadonlySet<string>;
  /** Filled as it is asked for: by subject, and by holder and thing. */
  readonly holders: Map<string, Holders>;
  readonly judged: Map<Sighting, Map<string, JudgedHolder>>;
}

export function ask(history: History, question: Question): Asked {
  const snapshot = snapshotOf(history, question.date);
  const reports = history.sightings.filter(({ date, isMeasured }) => isMeasured && date <= question.date);
  const seen = history.sightings.filter(({ date }) => date <= (question.usesUntil ?? question.date));
  return {
    ...{ history, question, snapshot, reports, seen: new Set(seen), holders: new Map(), judged: new Map() },
    now: new Map(snapshot.principals.map((each) => [identityOf(each), each])),
    seenOf: groupedBy(seen, identityOf),
    reportsOf: new Map(
      [...groupedBy(reports, identityOf)].map(([identity, own]) => [identity, tellingReports(own, question.date)]),
    ),
    witnesses: witnessesIn(history, reports),
    firstReports: firstReportsOf(reports),
    runsBegan: runsBeganOf(history, reports),
    tracking: trackingOf(history, snapshot, witnessesIn(history, snapshot.principals)),
    proven: provenServices(history, question.date, seen),
  };
}

/** An ARN may be given again. */
export function identityOf({ accountId, principalId }: Sighting): string {
  return `${accountId} ${principalId}`;
}

/** Worked out once a subject. */
export function holdersIn({ history, snapshot, question, holders }: Asked, subject: Subject): Holders {
  const key = JSON.stringify(subject);
  const found = holders.get(key) ?? holdersOf(history, snapshot, subject, namesPrincipal(question.exempted ?? []));
  holders.set(key, found);
  return found;
}

function firstReportsOf(reports: readonly Sighting[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { generatedAt, things } of reports) {
    if (generatedAt === null) continue;
    for (const thing of things) first.set(thing, Math.min(first.get(thing) ?? generatedAt, generatedAt));
  }
  return first;
}

function runsBeganOf(history: History, reports: readonly Sighting[]): Map<string, number> {
  const began = new Map<string, number>();
  for (const report of reports) {
    const moment = evidenceAt(history, report);
    if (moment !== null) began.set(report.runId, Math.min(began.get(report.runId) ?? moment, moment));
  }
  return began;
}

/** What reports up to the date say of a service or an action. */
export function firstSeen({ firstReports, witnesses }: Asked, service: string, action: string | null): FirstSeen {
  const witnessed = witnesses.filter((witness) => tellsOf(witness, service)).map(({ generatedAt }) => generatedAt);
  return { at: firstReports.get(thingOf(service, action)) ?? null, witnessed };
}
