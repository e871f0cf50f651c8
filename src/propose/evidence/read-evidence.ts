/** The evidence of every document that is held in some accounts, counted by SQL over its holders. */
import { daysBefore } from '../../model/days.js';
import type { QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import { numberOrNull, type Row, rowsOf, type StatementValues, text, textOrNull } from '../subjects/statements.js';
import type { Slice } from './batches.js';
import { lowerOf } from './known-actions.js';
import { type ActionEvidence, type GrantAge, onceEach, type UseEvidence } from './use-evidence.js';

/** Who is judged, and how; the same for all documents. */
export interface EvidenceQuestion {
  readonly snapshotDate: string;
  /** Dates of the snapshots in which a use within the days may stand, this one included. */
  readonly windowDates: readonly string[];
  /** Whose principals are judged. Empty: all. */
  readonly judgedIds: readonly string[];
  /** ARNs of principals that count for nothing. */
  readonly excepted: readonly string[];
  /** ARNs of roles and groups that keep the policies of AWS, by account. */
  readonly keeping: ReadonlyMap<string, readonly string[]>;
  readonly days: number;
  /** The latest date whose uses count. */
  readonly usesUntil: string;
  readonly isPerHolder: boolean;
}

export interface EvidenceScope extends Slice {
  /** Whose holders are read of. Empty: all. */
  readonly accountIds: readonly string[];
  /** Keys of the documents to read of. */
  readonly documents: ReadonlySet<string>;
}

/** A use that the window knows. */
export interface KnownUse {
  readonly at: string;
  /** Whose it was. */
  readonly principalArn: string;
  /** Of all uses; two ARNs at most. */
  readonly usedBy: readonly string[];
}

/** What the lake says of one document. */
export interface DocumentEvidence {
  readonly services: Map<string, UseEvidence>;
  readonly actions: Map<string, ActionEvidence>;
  /** By service or `service:action` in lower case. */
  readonly knownUses: Map<string, KnownUse>;
  /** ARNs of who held it and does not now. */
  readonly gone: Set<string>;
}

export type EvidenceByDocument = Map<string, DocumentEvidence>;

/** So many documents are named to the engine; of more, all are read and those that are not wanted passed over. */
const MOST_NAMED = 200;

const AGES: readonly GrantAge[] = ['YOUNGER', 'UNKNOWN', 'BOUNDED', 'KNOWN'];

type Take = (own: DocumentEvidence, row: Row) => void;

export class EvidenceReader {
  readonly #engine: QueryEngine;
  readonly #question: EvidenceQuestion;
  readonly #options: QueryOptions;
  /** Action keys by list. Equal keys are one text, so that a list costs its pointers. */
  #lists: Promise<ReadonlyMap<string, readonly string[]>> | undefined;

  constructor(engine: QueryEngine, question: EvidenceQuestion, options: QueryOptions) {
    this.#engine = engine;
    this.#question = question;
    this.#options = options;
  }

  /** Adds the evidence of some principals to what was read of others: a permission set has roles in many accounts. */
  async read(scope: EvidenceScope, into: EvidenceByDocument): Promise<void> {
    const { snapshotDate, windowDates: dates, excepted, isPerHolder } = this.#question;
    const keeping = this.#keepingIn(scope.accountIds);
    const document = scope.documents.size > MOST_NAMED ? undefined : [...scope.documents];
    const { accountIds: batch, firstId: first_id, endId: end_id } = scope;
    const per_holder = isPerHolder ? 1 : undefined;
    const holders = { batch, document, first_id, end_id, excepted, keeping, per_holder };
    const window = { ...holders, dates, snapshot_date: snapshotDate };
    const judged = { ...window, ...judgedBy(this.#question) };
    const uses = { ...window, since: sinceOf(this.#question) };
    const each = async (name: string, values: StatementValues, take: Take): Promise<void> => {
      for await (const row of rowsOf(this.#engine, name, values, this.#options)) {
        const key = text(row, 'document');
        if (scope.documents.has(key)) take(ofDocument(into, key), row);
      }
    };
    this.#lists ??= this.#readLists();
    const lists = await this.#lists;
    await each('evidence', judged, ({ services, actions }, row) => {
      const alike = shared(actionOf(row));
      const ofService = shared(useOf(row));
      for (const service of namesIn(row, 'services')) merge(services, service, ofService);
      for (const list of itemsOf(row, 'lists')) {
        const keys = lists.get(list);
        if (keys === undefined) throw new Error(`The evidence names a list that was not read: ${list}`);
        for (const key of keys) merge(actions, key, alike);
      }
    });
    await each('evidence_uses', judged, ({ services, actions }, row) => {
      const users = usersOf(row);
      markUsed(services, namesIn(row, 'services'), users);
      markUsed(actions, namesIn(row, 'actions'), users);
    });
    for (const name of ['known_service_uses', 'known_action_uses']) await each(name, uses, addUses);
    await each('gone_holders', window, ({ gone }, row) => gone.add(text(row, 'principal_arn')));
  }

  /** Of all accounts where none is named. */
  #keepingIn(accountIds: readonly string[]): readonly string[] {
    const { keeping } = this.#question;
    if (accountIds.length === 0) return [...keeping.values()].flat();
    return accountIds.flatMap((id) => keeping.get(id) ?? []);
  }

  async #readLists(): Promise<ReadonlyMap<string, readonly string[]>> {
    const lists = new Map<string, readonly string[]>();
    const judged = { ...judgedBy(this.#question), snapshot_date: this.#question.snapshotDate };
    for await (const row of rowsOf(this.#engine, 'evidence_lists', judged, this.#options)) {
      const service = text(row, 'service_namespace');
      lists.set(
        text(row, 'list'),
        namesIn(row, 'action_names', (name) => `${service}:${name}`),
      );
    }
    return lists;
  }
}

/** Adds the evidence of one document to that of others that are the same. */
export function mergeEvidence(into: DocumentEvidence, { services, actions, knownUses, gone }: DocumentEvidence): void {
  for (const [key, row] of services) merge(into.services, key, row);
  for (const [key, row] of actions) merge(into.actions, key, row);
  for (const [key, use] of knownUses) addUse(into, key, use);
  for (const arn of gone) into.gone.add(arn);
}

function judgedBy({ judgedIds, days, usesUntil }: EvidenceQuestion): StatementValues {
  return { account: judgedIds, days, uses_until: usesUntil };
}

/** The beginning of the days, from the day of the snapshot back. */
function sinceOf({ snapshotDate, days }: EvidenceQuestion): string {
  return `${daysBefore(snapshotDate, days)} 00:00:00`;
}

function ofDocument(all: EvidenceByDocument, document: string): DocumentEvidence {
  const known = all.get(document);
  if (known) return known;
  const fresh = { services: new Map(), actions: new Map(), knownUses: new Map(), gone: new Set<string>() };
  all.set(document, fresh);
  return fresh;
}

/** Of a column that joins them by commas. */
function itemsOf(row: Row, column: string): readonly string[] {
  const joined = textOrNull(row, column) ?? '';
  return joined === '' ? [] : joined.split(',');
}

/** Names of such a column, with their own commas and percent signs escaped as in a URL: in lower case. */
function namesIn(row: Row, column: string, whole = (name: string) => name): readonly string[] {
  return itemsOf(row, column).map((name) => lowerOf(whole(unescaped(name))));
}

function unescaped(name: string): string {
  return name.includes('%') ? name.replaceAll('%2C', ',').replaceAll('%25', '%') : name;
}

/** Rows are mostly alike: one object stands for all that are. */
const sharedRows = new Map<string, UseEvidence>();
const MOST_SHARED = 10_000;

function shared<T extends UseEvidence>(row: T): T {
  const key = JSON.stringify(row);
  const known = sharedRows.get(key);
  if (known !== undefined) return known as T;
  if (sharedRows.size >= MOST_SHARED) sharedRows.clear();
  sharedRows.set(key, row);
  return row;
}

function useOf(row: Row): UseEvidence {
  return {
    rows: Number(row.row_count),
    enough: Number(row.enough),
    isUsed: false,
    lastKnownUse: null,
    leastEvidenceDays: numberOrNull(row, 'evidence_days'),
    usedBy: [],
  };
}

function usersOf(row: Row): string[] {
  return twoOf([row.used_by, row.used_by_another].filter((arn) => arn !== null).map(String));
}

/** Two are enough to tell that it was not one alone. */
export function twoOf(arns: readonly string[]): string[] {
  return [...new Set(arns)].slice(0, 2);
}

/** Field by field: of a spread with one more field V8 makes a hidden class a row, 250 bytes until the heap is full. */
function actionOf(row: Row): ActionEvidence {
  const { rows, enough, isUsed, lastKnownUse, leastEvidenceDays, usedBy } = useOf(row);
  const grantAge = AGES[Number(row.grant_age)] as GrantAge;
  return { rows, enough, isUsed, lastKnownUse, leastEvidenceDays, usedBy, grantAge };
}

/** A use that no holder is granted is ignored. */
function markUsed<T extends UseEvidence>(all: Map<string, T>, keys: readonly string[], users: readonly string[]): void {
  const marked = onceEach((row: T): T => ({ ...row, isUsed: true, usedBy: twoOf([...row.usedBy, ...users]) }));
  for (const key of keys) {
    const row = all.get(key);
    if (row !== undefined) all.set(key, marked(row));
  }
}

/** Rows of the same service or action of other principals. */
function merge<T extends UseEvidence>(all: Map<string, T>, key: string, row: T): void {
  const before = all.get(key);
  all.set(key, before === undefined ? row : joined(before, row));
}

function joined<T extends UseEvidence>(a: T, b: T): T {
  const days = [a.leastEvidenceDays, b.leastEvidenceDays];
  const sum: UseEvidence = {
    rows: a.rows + b.rows,
    enough: a.enough + b.enough,
    isUsed: a.isUsed || b.isUsed,
    lastKnownUse: null,
    leastEvidenceDays: days.includes(null) ? null : Math.min(...(days as number[])),
    usedBy: twoOf([...a.usedBy, ...b.usedBy]),
  };
  if (!('grantAge' in a && 'grantAge' in b)) return { ...a, ...sum };
  const ages = [a, b].map(({ grantAge }) => AGES.indexOf(grantAge as GrantAge));
  return { ...a, ...sum, grantAge: AGES[Math.min(...ages)] };
}

/** `uses` of a row: the last time as the engine writes it, a vertical bar, and what was used. */
function addUses(own: DocumentEvidence, row: Row): void {
  const [principalArn, usedBy] = [text(row, 'principal_arn'), usersOf(row)];
  for (const use of itemsOf(row, 'uses')) {
    const end = use.indexOf('|');
    const at = isoOf(use.slice(0, end));
    addUse(own, lowerOf(unescaped(use.slice(end + 1))), { at, principalArn, usedBy });
  }
}

/** The latest use counts; of all it is kept whose they were. */
function addUse({ knownUses }: DocumentEvidence, key: string, use: KnownUse): void {
  const known = knownUses.get(key);
  if (known === undefined) {
    knownUses.set(key, use);
    return;
  }
  const { at, principalArn } = known.at >= use.at ? known : use;
  knownUses.set(key, { at, principalArn, usedBy: twoOf([...known.usedBy, ...use.usedBy]) });
}

/** `yyyy-MM-dd HH:mm:ss` of an engine, with or without a fraction, in ISO 8601 with milliseconds; what is no time stays text. */
function isoOf(time: string): string {
  const [seconds = '', fraction = ''] = time.split('.');
  return `${seconds.replace(' ', 'T')}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}
