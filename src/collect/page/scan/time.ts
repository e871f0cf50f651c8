import { calendarTime } from '../calendar.js';
import { NotUnderstood } from './scanner.js';

const ZERO = 48;

/**
 * ms since 1970 of `yyyy-MM-ddTHH:mm:ssZ` or `yyyy-MM-ddTHH:mm:ss.SSSZ`, as the SDK reads it. Every other
 * form that ISO 8601 allows, and what is no time at all, is left to the SDK.
 */
export function timeOf(text: string): number {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(text)) throw new NotUnderstood();
  const two = (at: number) => (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
  const year = two(0) * 100 + two(2);
  const time = calendarTime([year, two(5), two(8)], [two(11), two(14), two(17)]);
  if (time === undefined || year < 1970) throw new NotUnderstood();
  return time + (text.length === 24 ? Number(text.slice(20, 23)) : 0);
}
