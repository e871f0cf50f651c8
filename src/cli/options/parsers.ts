/** What the values of options may look like. Patterns are AWS's own, from its API references. */
import { DAY_MS, dayOf, isDate, startOf } from '../../model/days.js';
import { AUTO_SOURCES, SOURCES, type SourceRequest } from '../../model/sources.js';
import { LEAST_OF_DUCKDB, machineMemory } from '../../tools/memory.js';
import { nearest } from '../../tools/nearest.js';
import { Refusal } from './option.js';

/** A folder, or s3://bucket/prefix. */
export function destination(text: string): string {
  if (text.trim() === '') throw new Refusal('empty', 'Give a folder, or s3://bucket/prefix.');
  if (text.includes('\0')) throw new Refusal('a path cannot hold a NUL');
  const scheme = /^([a-z][a-z0-9+.-]+):\//i.exec(text)?.[1];
  if (scheme === undefined) return text;
  if (scheme !== 's3') throw new Refusal('neither a folder nor a bucket', 'Give a folder, or s3://bucket/prefix.');
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/|$)/.test(text)) {
    throw new Refusal('a bucket has 3 to 63 lower-case letters, digits, dots and hyphens', 'Write s3://bucket/prefix.');
  }
  return text;
}

/** A place of this machine. */
export function folder(text: string): string {
  const place = destination(text);
  if (place.startsWith('s3://')) {
    throw new Refusal('a bucket, where a folder is needed', 'Give --destination <folder>.');
  }
  return place;
}

export function accountId(text: string): string {
  if (!isAccountId(text)) throw new Refusal('an account ID has 12 digits');
  return text;
}

export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/** An organizational unit or the root. */
export function isOuId(text: string): boolean {
  return /^(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|r-[0-9a-z]{4,32})$/.test(text);
}

/** An account by ID or name, which the listing of accounts tells apart. */
export function account(text: string): string {
  return /^\d+$/.test(text) ? accountId(text) : idOrName(text, isAccountId);
}

/** An OU or root by ID, name, or names from the root down. */
export function ou(text: string): string {
  return idOrName(text, isOuId);
}

function idOrName(text: string, isId: (text: string) => boolean): string {
  if (text.trim() === '') throw new Refusal('empty', 'Give an ID or a name.');
  if (text.includes(',') && text.split(',').every((part) => isId(part.trim()))) {
    throw new Refusal('several IDs in one value', 'Give the option once for each: names may contain commas.');
  }
  return text;
}

/** With its path, if it has one: `team/Reader`. */
export function roleName(text: string): string {
  if (text.startsWith('arn:')) throw new Refusal('an ARN', 'Give only the name: it is the same role in each account.');
  if (!/^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/.test(text)) {
    throw new Refusal('a role name has 1 to 64 letters, digits and characters of _+=,.@-');
  }
  return text;
}

export function roleSessionName(text: string): string {
  if (!/^[\w+=,.@-]{2,64}$/.test(text)) {
    throw new Refusal('a session name has 2 to 64 letters, digits and characters of _+=,.@-');
  }
  return text;
}

export function externalId(text: string): string {
  if (!/^[\w+=,.@:/-]{2,1224}$/.test(text)) {
    throw new Refusal('an external ID has 2 to 1224 letters, digits and characters of _+=,.@:/-');
  }
  return text;
}

/** What IAM takes as the key of a tag. */
export function tagKey(text: string): string {
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(text)) throw new Refusal('not the key of a tag');
  return text;
}

/** Id, ARN or alias of a KMS key. */
export function kmsKeyId(text: string): string {
  if (!/^[\w:/-]{1,2048}$/.test(text)) throw new Refusal('not the ID, ARN or alias of a KMS key');
  return text;
}

/** A day of the calendar, yyyy-MM-dd. */
export function date(text: string): string {
  if (isDate(text)) return text;
  throw new Refusal('not a date', 'Write yyyy-MM-dd.');
}

/** A date, or `newest` or `first`. */
export function dateOfSnapshot(text: string): string {
  return text === 'newest' || text === 'first' ? text : date(text);
}

/** Today in UTC or the day before or after: the data is as of now, so another date would be a lie. */
export function snapshotDate(text: string, now: number): string {
  const today = dayOf(now);
  const days = (startOf(date(text)) - startOf(today)) / DAY_MS;
  if (Math.abs(days) > 1) {
    throw new Refusal(`more than a day off: today is ${today} in UTC`, 'IAM reports only what it knows now.');
  }
  return text;
}

/** As `access-lake plan` prints it, or `latest`. */
export function planId(text: string): string {
  if (!/^[\w-]{1,100}$/.test(text))
    throw new Refusal('not the ID of a plan', 'Take it from what `access-lake plan` printed, or write latest.');
  return text;
}

/** Which of how many shards, counted from 1; `auto`: an engine says it in the environment. */
export interface AskedShard {
  readonly index: number | 'auto';
  readonly of: number;
}

export function shard(text: string): AskedShard {
  const [, index, of] = /^(auto|\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const [at, count] = [Number(index), Number(of)];
  if (index === 'auto' && count > 0) return { index, of: count };
  if (at > 0 && at <= count) return { index: at, of: count };
  throw new Refusal('not a shard', 'Write i/n, from 1/n to n/n, or auto/n.');
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most)) throw new Refusal(`not a whole number from ${least} to ${most}`);
    return number;
  };
}

/** 0 to 100, such as 99.5 or 99.5%. */
export function percent(text: string): number {
  const number = /^\d{1,3}(\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (!(number <= 100)) throw new Refusal('not a percentage from 0 to 100');
  return number;
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** A time such as 90s, 5m or 1h, in ms; `range` says in words what is allowed. */
export function duration(leastMs: number, mostMs: number, range: string): (text: string) => number {
  return (text) => {
    const [, digits, unit = ''] = /^(\d{1,9})([smh])$/.exec(text) ?? [];
    const ms = Number(digits) * (UNIT_MS[unit] ?? Number.NaN);
    if (!(ms >= leastMs && ms <= mostMs)) throw new Refusal(`not a time from ${range}`, 'Write 90s, 5m or 1h.');
    return ms;
  };
}

/** As {@link duration}, or 0. */
export function durationOrNone(...bounds: Parameters<typeof duration>): (text: string) => number {
  const read = duration(...bounds);
  return (text) => (text === '0' ? 0 : read(text));
}

const UNIT_BYTES: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9 };

/** A size such as 512MB or 1.5GB, in bytes: at least what DuckDB needs, at most what the machine has. */
export function memory(text: string): number {
  const [, digits, unit = ''] = /^(\d{1,7}(?:\.\d{1,3})?)(MB|GB)$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(digits) * (UNIT_BYTES[unit.toUpperCase()] ?? Number.NaN));
  const machine = machineMemory();
  if (Number.isNaN(bytes)) throw new Refusal('not a size', 'Write 512MB or 4GB.');
  if (bytes < LEAST_OF_DUCKDB) throw new Refusal(`less than ${LEAST_OF_DUCKDB / 1e6} MB`);
  if (bytes > machine) throw new Refusal(`more than the ${Math.floor(machine / 1e6)} MB of this machine or container`);
  return bytes;
}

/** Whole days, such as 400d. */
export function days(text: string): number {
  const number = /^\d{1,5}d$/.test(text) ? Number.parseInt(text, 10) : 0;
  if (number < 1) throw new Refusal('not a number of days', 'Write 400d.');
  return number;
}

/** `auto`, `none`, or names of sources separated by commas, each of which a person then demands. */
export function sources(text: string): readonly SourceRequest[] {
  if (text === 'auto') return AUTO_SOURCES;
  if (text === 'none') return [];
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  const known = SOURCES.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    if (name === 'auto' || name === 'none') throw new Refusal(`"${name}" stands alone`);
    const [near] = nearest(name, known);
    const hint = near === undefined ? `Write auto, none, or some of ${known.join(', ')}.` : `Did you mean "${near}"?`;
    throw new Refusal(`"${name}" is no source`, hint);
  }
  return SOURCES.flatMap(({ name }) => (names.includes(name) ? [{ name, demanded: true }] : []));
}

export function oneOf<T extends string>(...choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((name) => name === text);
    if (choice === undefined) throw new Refusal(`not one of ${choices.join(', ')}`);
    return choice;
  };
}
