/** How an attempt at an account ended, and which parts count: `account-<k>.json`. */
import type { ApiCalls, RootFacts } from '../model/report.js';
import { SOURCE_STATUSES, SOURCES, type SourceState } from '../model/sources.js';
import type { Gap } from '../model/summary.js';
import { accounts, actions, COLLECTED_TABLES, evidenceSources } from '../model/tables.js';
import type { Store } from '../store/store.js';
import { getJson, putJson } from './json.js';
import { accountFolder, numberOf } from './keys.js';
import { listAll } from './lists.js';
import { isCount, isGap, isListOf, isObject, isText, isTextOrNull, isTexts, isTime } from './shape.js';

/** Tables that come from the plan, the records and the reference. */
const UNSTAGED: readonly string[] = [accounts, actions, evidenceSources].map(({ name }) => name);

/** Tables that have the rows of sources: an account whose record names no such source has none of them. */
const SOURCE_TABLES: readonly string[] = SOURCES.flatMap(({ tables }) => tables);

/** Tables that parts of accounts may hold. */
export const PART_TABLES: readonly string[] = COLLECTED_TABLES.map(({ name }) => name).filter(
  (name) => !UNSTAGED.includes(name),
);

/** Tables that come from every account. */
export const STAGED_TABLES: readonly string[] = PART_TABLES.filter((name) => !SOURCE_TABLES.includes(name));

/** A staged part as its record names it. */
export interface StagedPart {
  readonly key: string;
  readonly bytes: number;
  /** Lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Rows that count, by table. Of a part kept from an earlier attempt the measured principals and their rows alone. */
  readonly rows: Readonly<Record<string, number>>;
}

/** A source whose rows are in the parts of the account. */
export interface RecordedSource extends SourceState {
  readonly rows: number;
}

export interface AccountRecord {
  readonly accountId: string;
  readonly status: 'exported' | 'failed';
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Null: the listing did not complete. */
  readonly principalsTotal: number | null;
  /** Rows of `principals`, by status. */
  readonly principals: { readonly exported: number; readonly failed: number; readonly deleted: number };
  readonly gaps: readonly Gap[];
  readonly parts: readonly StagedPart[];
  /** Tables that were collected, whether they have rows or not. */
  readonly tables: readonly string[];
  /** Undefined: the account was not listed, or by a version that did not read it. */
  readonly root?: RootFacts | undefined;
  /** How each source ended that was asked in the account; undefined: none was, or by a version that knew none. */
  readonly sources?: readonly RecordedSource[] | undefined;
  readonly calls: ApiCalls;
  /** ms since 1970 in UTC */
  readonly startedAt: number;
  readonly finishedAt: number;
}

const recordPrefix = (planId: string, accountId: string): string => `${accountFolder(planId, accountId)}account-`;

/** Writes the record under the first free attempt from `attempt` on: an attempt is never taken over. */
export async function putAccountRecord(
  store: Store,
  planId: string,
  record: AccountRecord,
  attempt: number,
): Promise<void> {
  const key = `${recordPrefix(planId, record.accountId)}${attempt}.json`;
  if ((await putJson(store, key, record, { ifAbsent: true })) === 'exists') {
    await putAccountRecord(store, planId, record, attempt + 1);
  }
}

/** The number of the attempt that a key of an account's folder closes; undefined for other keys. */
function attemptOf(planId: string, accountId: string, key: string): number | undefined {
  return numberOf(key, recordPrefix(planId, accountId), '.json');
}

/** What the folder of an account holds: the records by ascending attempt (a damaged one closes nothing), and its parts. */
export async function readFolder(
  store: Store,
  planId: string,
  accountId: string,
): Promise<{ records: AccountRecord[]; lastAttempt: number; partKeys: string[] }> {
  const keys = (await listAll(store, accountFolder(planId, accountId))).map((entry) => entry.key);
  const attempts = keys.flatMap((key) => attemptOf(planId, accountId, key) ?? []).sort((a, b) => a - b);
  const records: AccountRecord[] = [];
  const isRecord = (value: unknown): value is AccountRecord => isAccountRecord(value, planId, accountId);
  for (const attempt of attempts) {
    const record = await getJson(store, `${recordPrefix(planId, accountId)}${attempt}.json`, isRecord);
    if (record !== undefined && record !== 'damaged') records.push(record);
  }
  return { records, lastAttempt: attempts.at(-1) ?? 0, partKeys: keys.filter((key) => key.endsWith('.arrow.br')) };
}

/** Of the records by ascending attempt the one that counts: the highest that exported the account, else the highest. */
export function countingRecord(records: readonly AccountRecord[]): AccountRecord | undefined {
  return records.findLast((record) => record.status === 'exported') ?? records.at(-1);
}

/** Whether what lies in the staging is the record of an attempt at an account. */
function isAccountRecord(value: unknown, planId: string, accountId: string): value is AccountRecord {
  if (!isObject(value) || value.accountId !== accountId) return false;
  const { status, errorCode, errorMessage, principalsTotal, principals, gaps, parts, tables, calls } = value;
  return (
    (status === 'exported' || status === 'failed') &&
    (principalsTotal === null || isCount(principalsTotal)) &&
    hasCounts(principals, ['exported', 'failed', 'deleted']) &&
    hasCounts(calls, ['total', 'throttled']) &&
    isTextOrNull(errorCode) &&
    isTextOrNull(errorMessage) &&
    isListOf(gaps, isGap) &&
    isListOf(parts, isPartBelow(accountFolder(planId, accountId))) &&
    isTexts(tables) &&
    (value.root === undefined || isRoot(value.root)) &&
    (value.sources === undefined || isListOf(value.sources, isRecordedSource)) &&
    isTime(value.startedAt) &&
    isTime(value.finishedAt)
  );
}

/** Below the folder of its account: rows of others are not its own. */
function isPartBelow(folder: string): (part: unknown) => part is StagedPart {
  return (part): part is StagedPart => {
    if (!isObject(part) || !isText(part.key) || !part.key.startsWith(folder)) return false;
    return isCount(part.bytes) && isText(part.sha256) && isObject(part.rows) && Object.values(part.rows).every(isCount);
  };
}

const ENDED: readonly unknown[] = SOURCE_STATUSES.filter((status) => status !== 'not_asked');

function isRecordedSource(value: unknown): value is RecordedSource {
  if (!isObject(value) || !isText(value.source) || !ENDED.includes(value.status)) return false;
  const { errorCode, errorMessage, generatedAt, finishedAt, rows, mayPass } = value;
  const isDated = isTime(finishedAt) && (generatedAt === null || isTime(generatedAt));
  return (
    isTextOrNull(errorCode) && isTextOrNull(errorMessage) && isDated && isCount(rows) && typeof mayPass === 'boolean'
  );
}

function isRoot(value: unknown): value is RootFacts {
  if (!isObject(value)) return false;
  const { hasPassword, hasAccessKeys, hasMfa } = value;
  return [hasPassword, hasAccessKeys, hasMfa].every((fact) => fact === null || typeof fact === 'boolean');
}

function hasCounts(value: unknown, names: readonly string[]): boolean {
  return isObject(value) && names.every((name) => isCount(value[name]));
}
