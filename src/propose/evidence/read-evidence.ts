/** The evidence of every document that is held in some accounts, counted by SQL over its holders. */
import { daysBefore } from '../../model/days.js';
import type { QueryEngine, QueryOptions } from '../../query/engine.js';
import { numberOrNull, type Row, rowsOf, text, textOrNull } from '../subjects/statements.js';
import type { Slice } from './batches.js';
import { lowerOf } from './known-actions.js';
import type { ActionEvidence, GrantAge, UseEvidence } from './use-evidence.js';

export interface EvidenceScope extends Slice {
  readonly snapshotDate: string;
  /** Dates of the snapshots in which a use within the days may stand, this one included. */
  readonly windowDates: readonly string[];
  /** Whose holders are read of. Empty: all. */
  readonly accountIds: readonly string[];
  /** Whose principals are judged, the same in all calls, so that they are judged once. Empty: all. */
  readonly judgedIds: readonly string[];
  /** ARNs of principals that count for nothing. */
  readonly excepted: readonly string[];
  readonly days: number;
  /** The earliest snapshot whose grants tell how old a grant is. */
  readonly historyFrom: string;
  /** The latest date whose uses count. */
  readonly usesUntil: string;
  readonly isPerHolder: boolean;
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

/** Adds the evidence of some principals to what was read of others: a permission set has roles in many accounts. */
export async function readEvidence(
  engine: QueryEngine,
  scope: EvidenceScope,
  into: EvidenceByDocument,
  options: QueryOptions,
): Promise<void> {
  const { accountIds: batch, firstId: first_id, endId: end_id, excepted, snapshotDate: snapshot_date } = scope;
  const document = scope.documents.size > MOST_NAMED ? undefined : [...scope.documents];
  const per_holder = scope.isPerHolder ? 1 : undefined;
  const values = { batch, document, first_id, end_id, excepted, snapshot_date, per_holder };
  const { days, historyFrom: history_from, usesUntil: uses_until } = scope;
  const judged = { account: scope.judgedIds, days, history_from, uses_until };
  const now = { ...values, ...judged, dates: scope.windowDates };
  const since = sinceOf(scope);
  const window = { ...values, dates: scope.windowDates };
  const each = async (name: string, given: object, take: (own: DocumentEvidence, row: Row) => void): Promise<void> => {
    for await (const row of rowsOf(engine, name, given as typeof now, options)) {
      const document = text(row, 'document');
      if (scope.documents.has(document)) take(ofDocument(into, document), row);
    }
  };
  await each('evidence', now, ({ services, actions }, row) => {
    if (row.action_names === null) return merge(services, serviceKey(row), shared(useOf(row)));
    const alike = shared(actionOf(row));
    for (const key of actionKeys(row)) merge(actions, key, alike);
  });
  await each('known_service_uses', { ...window, since }, (own, row) => addUse(own, serviceKey(row), knownUseOf(row)));
  await each('known_action_uses', { ...window, since }, (own, row) => addUse(own, actionKey(row), knownUseOf(row)));
  await each('gone_holders', window, ({ gone }, row) => gone.add(text(row, 'principal_arn')));
}

/** Adds the evidence of one document to that of others that are the same. */
export function mergeEvidence(into: DocumentEvidence, { services, actions, knownUses, gone }: DocumentEvidence): void {
  for (const [key, row] of services) merge(into.services, key, row);
  for (const [key, row] of actions) merge(into.actions, key, row);
  for (const [key, use] of knownUses) addUse(into, key, use);
  for (const arn of gone) into.gone.add(arn);
}

/** The begin of the days, from the day of the snapshot back. */
function sinceOf({ snapshotDate, days }: EvidenceScope): string {
  return `${daysBefore(snapshotDate, days)} 00:00:00`;
}

function ofDocument(all: EvidenceByDocument, document: string): DocumentEvidence {
  const known = all.get(document);
  if (known) return known;
  const fresh = { services: new Map(), actions: new Map(), knownUses: new Map(), gone: new Set<string>() };
  all.set(document, fresh);
  return fresh;
}

function serviceKey(row: Row): string {
  return lowerOf(text(row, 'service_namespace'));
}

function actionKey(row: Row): string {
  return lowerOf(`${text(row, 'service_namespace')}:${text(row, 'action_name')}`);
}

/** Documents of a lake share most of their lists of actions. */
const keysOfLists = new Map<string, readonly string[]>();
const MOST_KEYS = 500_000;
let keysHeld = 0;

/** Of `action_names`: joined by commas, with those of a name and its percent signs escaped as in a URL. */
function actionKeys(row: Row): readonly string[] {
  const [service, names] = [text(row, 'service_namespace'), text(row, 'action_names')];
  const list = `${service}:${names}`;
  const known = keysOfLists.get(list);
  if (known !== undefined) return known;
  const keys = names
    .split(',')
    .map((name) => lowerOf(`${service}:${name.replaceAll('%2C', ',').replaceAll('%25', '%')}`));
  if (keysHeld > MOST_KEYS) {
    keysOfLists.clear();
    keysHeld = 0;
  }
  keysOfLists.set(list, keys);
  keysHeld += keys.length;
  return keys;
}

/** Rows without a use are mostly alike: one object stands for all that are. */
const sharedRows = new Map<string, UseEvidence>();
const MOST_SHARED = 10_000;

function shared<T extends UseEvidence>(row: T): T {
  if (row.usedBy.length > 0) return row;
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
    isUsed: Number(row.used) > 0,
    lastKnownUse: null,
    leastEvidenceDays: numberOrNull(row, 'evidence_days'),
    usedBy: usersOf(row),
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

function knownUseOf(row: Row): KnownUse {
  const at = isoOf(textOrNull(row, 'last_accessed_at') ?? '');
  return { at, principalArn: text(row, 'principal_arn'), usedBy: usersOf(row) };
}

/** The latest use counts; of all it is kept whose they were. */
function addUse({ knownUses }: DocumentEvidence, key: string, use: KnownUse): void {
  const known = knownUses.get(key);
  const latest = known && known.at >= use.at ? known : use;
  knownUses.set(key, { ...latest, usedBy: twoOf([...(known?.usedBy ?? []), ...use.usedBy]) });
}

/** `yyyy-MM-dd HH:mm:ss.SSS` of an engine in ISO 8601. */
function isoOf(time: string): string {
  return `${time.replace(' ', 'T')}Z`;
}
