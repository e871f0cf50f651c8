/** When, where and by whom a service or an action was used. */

import { calendarTime } from '../../../aws/calendar.js';
import type { Codes, Numbers } from '../../../model/columns.js';
import { NotUnderstood, once, type Scanner, type Tags, tagsOf } from './scanner.js';

/** As far as it was read: the time in ms since 1970, the others by their codes. */
export interface Use {
  time: number | undefined;
  region: number | undefined;
  entity: number | undefined;
}

export interface UseTags {
  readonly time: Tags;
  readonly region: Tags;
  readonly entity: Tags;
}

export function useTags(time: string, prefix: string): UseTags {
  return { time: tagsOf(time), region: tagsOf(`${prefix}Region`), entity: tagsOf(`${prefix}Entity`) };
}

/** Reads the one element that comes next. */
export function readUse(scanner: Scanner, { time, region, entity }: UseTags, use: Use): void {
  if (scanner.takes(time.opening)) use.time = once(use.time, timeOf(scanner.text(time.closing)));
  else if (scanner.takes(region.opening)) use.region = once(use.region, scanner.word(region.closing));
  else {
    scanner.expect(entity.opening);
    use.entity = once(use.entity, scanner.word(entity.closing));
  }
}

/** The uses of the rows of a table; most rows have none. */
export class UseColumns {
  /** Of the row that is being read. */
  open: Use = { time: undefined, region: undefined, entity: undefined };
  private readonly rows: number[] = [];
  private readonly uses: Use[] = [];

  /** Ends a row: whether it was used. */
  close(row: number): boolean {
    const { open } = this;
    if (open.time === undefined) {
      if (open.region !== undefined || open.entity !== undefined) throw new NotUnderstood(); // an error in the SDK's way too
      return false;
    }
    this.rows.push(row);
    this.uses.push(open);
    this.open = { time: undefined, region: undefined, entity: undefined };
    return true;
  }

  done(rows: number, dictionary: readonly string[]) {
    const times: Numbers = { kind: 'numbers', numbers: new Float64Array(rows).fill(Number.NaN) };
    const regions: Codes = { kind: 'codes', dictionary, codes: new Int32Array(rows).fill(-1) };
    const entities: Codes = { kind: 'codes', dictionary, codes: new Int32Array(rows).fill(-1) };
    for (const [at, { time, region, entity }] of this.uses.entries()) {
      const row = this.rows[at] as number;
      times.numbers[row] = time as number;
      regions.codes[row] = region ?? -1;
      entities.codes[row] = entity ?? -1;
    }
    return { last_accessed_at: times, last_accessed_region: regions, last_accessed_entity_arn: entities };
  }
}

const ZERO = 48;

/**
 * ms since 1970 of `yyyy-MM-ddTHH:mm:ssZ` or `yyyy-MM-ddTHH:mm:ss.SSSZ`, as the SDK reads it. Every other
 * form that ISO 8601 allows, and what is no time at all, is left to the SDK.
 */
function timeOf(text: string): number {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(text)) throw new NotUnderstood();
  const two = (at: number) => (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
  const year = two(0) * 100 + two(2);
  const time = calendarTime([year, two(5), two(8)], [two(11), two(14), two(17)]);
  if (time === undefined || year < 1970) throw new NotUnderstood();
  return time + (text.length === 24 ? Number(text.slice(20, 23)) : 0);
}
