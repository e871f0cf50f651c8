/** Whether values that somebody else may have written have the shape that the code expects. */
import type { Scope } from '../model/scope.js';
import type { Gap, SourceGap } from '../model/summary.js';

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}

export function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(is);
}

export function isTexts(value: unknown): value is string[] {
  return isListOf(value, isText);
}

/** A number of rows, bytes or calls, or a time in ms. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** ms since 1970 in UTC, of a year that a date can say in four digits. */
export function isTime(value: unknown): value is number {
  return isCount(value) && value <= LATEST_MS;
}

const LISTS = ['accounts', 'excludeAccounts', 'ous', 'excludeOus'] as const;

/** A scope as a commit keeps it: it may lack what it does not restrict. */
export function isPartialScope(value: unknown): value is Partial<Scope> {
  if (!isObject(value) || !['boolean', 'undefined'].includes(typeof value.thisAccount)) return false;
  return LISTS.every((name) => value[name] === undefined || isTexts(value[name]));
}

export function isScope(value: unknown): value is Scope {
  if (!isPartialScope(value)) return false;
  return value.thisAccount !== undefined && LISTS.every((name) => value[name] !== undefined);
}

const STATUSES: readonly unknown[] = ['failed', 'skipped', 'excluded', 'deleted'];

export function isGap(value: unknown): value is Gap {
  if (!isObject(value) || !['account', 'principal'].includes(value.of as string)) return false;
  const { status, errorCode, errorMessage, count, examples } = value;
  return (
    STATUSES.includes(status) &&
    isTextOrNull(errorCode) &&
    isTextOrNull(errorMessage) &&
    isCount(count) &&
    isTexts(examples)
  );
}

export function isSourceGap(value: unknown): value is SourceGap {
  if (!isObject(value)) return false;
  const { source, demanded, accounts, collected, errorMessage } = value;
  const isNamed = isText(source) && typeof demanded === 'boolean';
  return isNamed && isCount(accounts) && isCount(collected) && isTextOrNull(errorMessage);
}

/** The value of a JSON text; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
