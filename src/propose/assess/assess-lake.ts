/** From a lake to assessments, batch by batch of accounts. */
import { daysBefore, LATE_DAYS } from '../../model/days.js';
import { readReference, type ServiceReference } from '../../model/reference.js';
import { readActing, readDependents } from '../../policy/dependent-actions.js';
import { readNeverList } from '../../policy/never-list.js';
import { type PowerOf, powersOf } from '../../policy/power.js';
import type { QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import { refuseWithoutFacts, visibleDates, windowStart } from '../../query/question/dates.js';
import { usesUntil } from '../../query/sql/lake-dates.js';
import { batchesOf } from '../evidence/batches.js';
import { type Knowledge, readKnowledge } from '../evidence/known.js';
import type { KnownActions } from '../evidence/known-actions.js';
import { type EvidenceByDocument, type EvidenceQuestion, EvidenceReader } from '../evidence/read-evidence.js';
import { Beside } from '../subjects/beside.js';
import {
  isExceptedAction,
  isExceptedPolicy,
  isExceptedPrincipal,
  type Kept,
  whyDocumentLeftAlone,
} from '../subjects/exceptions.js';
import { grouped } from '../subjects/grouped.js';
import { type Selection, select } from '../subjects/select.js';
import { type Principal, readSnapshot, type Snapshot } from '../subjects/snapshot.js';
import { allRows, text } from '../subjects/statements.js';
import { idOf, type Subject } from '../subjects/subject.js';
import { subjectsOf } from '../subjects/subjects.js';
import { type AssessOptions, assess } from './assess.js';
import type { Assessment } from './assessment.js';
import { Callers } from './callers.js';
import { Families, type Family } from './families.js';
import { type ScpDraft, scpDrafts } from './scp.js';
import { assessTogether, ofOneOwner } from './together.js';

export interface LakeQuestion {
  readonly date: string;
  /** Dates of all snapshots, ascending. */
  readonly dates: readonly string[];
  readonly days: number;
  readonly grade: 'service' | 'action';
  readonly grantAge: 'any' | 'known';
  readonly isUnprovenIncluded: boolean;
  readonly exceptions: Kept;
  readonly selection: Selection;
  /** Only documents of these hashes; undefined: all that are selected. */
  readonly ids?: ReadonlySet<string>;
  /** Which of these are assessed; undefined: all. */
  readonly choose?: (documents: readonly Subject[]) => readonly Subject[];
  /** Whether each that has a policy of AWS attached gets a copy of its own. */
  readonly isPerHolder: boolean;
  /** Actions above read that a copy of a policy of AWS must take away. */
  readonly leastGain: number;
  /** Whether documents that only read are asked for, too. */
  readonly isReadOnlyIncluded: boolean;
  readonly reference: ServiceReference | undefined;
}

export interface AssessedLake {
  readonly snapshot: Snapshot;
  /** Every document of the snapshot, also those that were not asked for. */
  readonly all: readonly Subject[];
  readonly known: KnownActions;
  readonly powerOf: PowerOf;
  /** Those that will be assessed. */
  readonly asked: readonly Subject[];
  /** What has been assessed, as it comes. */
  readonly assessments: AsyncIterable<Assessment>;
  /** Once all is assessed: what stands in several accounts. */
  readonly families: () => Family[];
  /** `limit`: characters that an SCP may have. */
  readonly scpDrafts: (limit: number) => Promise<ScpDraft[]>;
}

export async function assessLake(
  engine: QueryEngine,
  question: LakeQuestion,
  options: QueryOptions = {},
): Promise<AssessedLake> {
  const { date, days, exceptions, ids, isPerHolder, choose = (documents) => documents } = question;
  const lakeDates = await visibleDates(engine, options);
  const [textsFrom, until] = [windowStart(lakeDates, date, days), usesUntil(date, lakeDates)];
  await refuseWithoutFacts(engine, until, options);
  const snapshot = await readSnapshot(engine, { date, days, textsFrom, usesUntil: until }, options);
  const all = await subjectsOf(snapshot, question);
  const selected = select(all, question.selection, snapshot);
  const subjects = choose(ids === undefined ? selected : selected.filter((subject) => ids.has(idOf(subject))));
  const never = readNeverList();
  const knowledge = await readKnowledge(engine, date, { never, newer: question.reference }, options);
  const assessing = assessingOf(question, { ...knowledge, never, beside: new Beside(all) });
  const excepted = snapshot.principals.filter((one) => isExceptedPrincipal(exceptions, one)).map(({ arn }) => arn);
  const scope = {
    ...{ snapshotDate: date, excepted, keeping: keepingOf(all), days, isPerHolder },
    ...{ usesUntil: until, windowDates: windowOf(question, until) },
  };
  const families = new Families(all, subjects, snapshot);
  const scp = { snapshot, exceptions, days, usesUntil: until, never, known: knowledge.known.keysByService() };
  return {
    snapshot,
    all,
    powerOf: assessing.powerOf,
    known: knowledge.known,
    asked: subjects,
    assessments: assessInTurn(engine, { subjects, snapshot, scope, families, assessing }, options),
    families: () => families.all(assessing),
    scpDrafts: (limit) => scpDrafts(engine, { ...scp, limit }, options),
  };
}

interface Assessing {
  readonly subjects: readonly Subject[];
  readonly snapshot: Snapshot;
  readonly scope: Omit<EvidenceQuestion, 'judgedIds'>;
  /** Learns of each document that stands in an account. */
  readonly families: Families;
  readonly assessing: AssessOptions;
}

/** The documents of each batch of accounts; permission sets last, for all batches have evidence of them. */
async function* assessInTurn(
  engine: QueryEngine,
  { subjects, snapshot, scope, families, assessing }: Assessing,
  options: QueryOptions,
): AsyncGenerator<Assessment> {
  const evidence: EvidenceByDocument = new Map();
  const sets = subjects.filter(({ kind }) => kind === 'permission_set');
  const own = subjects.filter(({ kind }) => kind !== 'permission_set');
  const ids = await windowAccounts(engine, scope.windowDates, options);
  const needed = sets.length > 0 ? ids : [...new Set(own.map(({ accountId }) => accountId as string))];
  const judgedIds = needed.length < ids.length ? needed : [];
  const reader = new EvidenceReader(engine, { ...scope, judgedIds }, options);
  for (const { isLast, ...some } of batchesOf(holdersOf(own, snapshot), needed)) {
    const { accountIds } = some;
    const batch = own.filter(({ accountId }) => accountIds.includes(accountId as string));
    const documents = new Set([...batch, ...sets].map(({ key }) => key));
    if (documents.size > 0) await reader.read({ ...some, documents }, evidence);
    if (!isLast) continue;
    for (const together of ofOneOwner(batch)) {
      const read = new Map(together.map((subject) => [subject.key, taken(evidence, subject)]));
      for (const made of assessTogether(together, (subject) => assess(subject, read.get(subject.key), assessing))) {
        families.add(made.subject, read.get(made.subject.key), made);
        yield made;
      }
    }
  }
  for (const subject of sets) yield assess(subject, taken(evidence, subject), assessing);
}

async function windowAccounts(engine: QueryEngine, dates: readonly string[], options: QueryOptions): Promise<string[]> {
  const rows = await allRows(engine, 'window_accounts', { dates }, options);
  return rows.map((row) => text(row, 'account_id'));
}

type Known = Knowledge & Pick<AssessOptions, 'never' | 'beside'>;

function assessingOf(question: LakeQuestion, known: Known): AssessOptions {
  const { exceptions, reference } = question;
  const dependents = readDependents();
  return {
    ...question,
    ...known,
    dependents,
    acting: readActing(),
    callers: new Callers(dependents),
    isExcepted: (action) => isExceptedAction(exceptions, action),
    isPolicyExcepted: (part) =>
      isExceptedPolicy(exceptions, part) || whyDocumentLeftAlone(exceptions, part) !== undefined,
    powerOf: powersOf(reference ?? readReference()),
  };
}

/** Who holds one of the documents, in the order of the snapshot. Of all roles of a set together there is one row an action. */
function holdersOf(documents: readonly Subject[], { principals }: Snapshot): Principal[] {
  const holders = new Set(documents.flatMap((document) => document.holders));
  return principals.filter((principal) => holders.has(principal));
}

/** Roles and groups that keep the policies of AWS by default, by account. */
function keepingOf(all: readonly Subject[]): Map<string, string[]> {
  const kept = all.flatMap(({ accountId, leftOut }) =>
    leftOut.flatMap(({ arn, isByDefault }) => (isByDefault ? [[accountId as string, arn] as const] : [])),
  );
  return new Map([...grouped(kept)].map(([id, arns]) => [id, [...new Set(arns)]]));
}

/** The evidence of a subject, which is not needed again. */
function taken(evidence: EvidenceByDocument, { key }: Subject): ReturnType<EvidenceByDocument['get']> {
  const own = evidence.get(key);
  evidence.delete(key);
  return own;
}

function windowOf({ date, dates, days }: LakeQuestion, until: string): string[] {
  const first = daysBefore(date, days + LATE_DAYS);
  return dates.filter((one) => one >= first && one <= until);
}
