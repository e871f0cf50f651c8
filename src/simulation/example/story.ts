/** When things happen in the example organization: its story is told by three audits, a quarter apart. */
import { DAY_MS } from '../../model/days.js';

const QUARTER_MS = 91 * DAY_MS;

/**
 * What happened is the same for every day of a quarter, so audits 91 days apart see one turn after the other. The third
 * quarter is the one that the story's end lies in; later days belong to it, earlier ones to the first.
 */
export interface Story {
  readonly quarter: 1 | 2 | 3;
  /** ms since 1970: when the second and third quarter begin. */
  readonly second: number;
  readonly third: number;
}

export function storyAt(asOf: number, endsAt: number): Story {
  const third = Math.floor(endsAt / QUARTER_MS) * QUARTER_MS;
  const second = third - QUARTER_MS;
  return { quarter: asOf >= third ? 3 : asOf >= second ? 2 : 1, second, third };
}

/** The working day before a quarter begins, so that its first day shows it. */
export function eveOf(quarterStart: number): number {
  return quarterStart - DAY_MS + 10 * 3_600_000;
}
