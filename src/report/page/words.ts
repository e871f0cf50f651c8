/** Numbers, times and states as people read them. */
import { dayOf } from '../../model/days.js';
import { count as plainCount } from '../../model/numbers.js';

export const NOT_MEASURED = 'Not measured';
export const NOT_ACCESSED = 'Not accessed in the tracking period';
export const NOT_TRACKED = 'Not tracked: do not decide on it, because it is unknown whether it is granted';
export const ACCESSED = 'Accessed';

/** What an action lets its holder do, by the kinds of src/policy/power.ts, the greatest first. */
export const POWER_WORDS: Readonly<Record<string, string>> = {
  administrator: 'administrator',
  escalates: 'escalates',
  changes_policies: 'changes policies',
  writes: 'writes',
  reads: 'reads',
};

/** A number, or a dash that says it is not known. */
export function count(value: number | null): string {
  return value === null ? 'not known' : plainCount(value);
}

export function counted(value: number | null, noun: string, several = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : several}`;
}

/** A share of a whole; nothing of nothing has none. */
export function percent(part: number | null, whole: number | null): string {
  if (part === null || whole === null || whole === 0) return 'not known';
  const share = (100 * part) / whole;
  if (share > 0 && share < 0.1) return '< 0.1%';
  if (share < 100 && share > 99.9) return '> 99.9%';
  const isWhole = share === 0 || share === 100 || (share >= 10 && share < 99);
  return `${share.toFixed(isWhole ? 0 : 1)}%`;
}

/** Day in UTC of seconds since 1970. */
export function day(seconds: number | null): string {
  return seconds === null ? '' : dayOf(seconds * 1000);
}

/** Minute in UTC of seconds since 1970. */
export function minute(seconds: number | null): string {
  return seconds === null ? '' : `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function evidence(days: number | null): string {
  return days === null ? 'evidence not known' : `${counted(days, 'day')} of evidence`;
}

/** Whole days from the last use to the measurement. */
export function used(days: number | null): string {
  if (days === null) return 'Used';
  return days === 0 ? 'Used within a day' : `Used ${counted(days, 'day')} ago`;
}

export const CHANGES: Readonly<Record<string, string>> = {
  FIRST_USED: 'First used',
  AGED_OUT: 'No longer used (last use is older than IAM looks back)',
  NEWLY_GRANTED: 'Newly granted',
  NO_LONGER_GRANTED: 'No longer granted',
  NEW: 'New principal',
  GONE: 'Gone',
  RENAMED: 'Renamed or moved to another path',
  UNKNOWN: 'Not known: not measured in both snapshots',
};
