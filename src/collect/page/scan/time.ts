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
  const [month, day, hours, minutes, seconds] = [two(5), two(8), two(11), two(14), two(17)];
  const isDate = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  if (!isDate || hours > 23 || minutes > 59 || seconds > 59) throw new NotUnderstood();
  const ms = text.length === 24 ? Number(text.slice(20, 23)) : 0;
  return Date.UTC(year, month - 1, day, hours, minutes, seconds, ms);
}
