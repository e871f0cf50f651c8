/** Dates in the body of a report. */
import { calendarTime } from '../../aws/calendar.js';

const DATES =
  /<(?:JobCreationDate|JobCompletionDate|LastAuthenticated|LastAccessedTime)>\s*(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/gi;

/** Whether a time in the body of a report is one that no calendar has. */
export function holdsImpossibleDate(body: Buffer): boolean {
  for (const [, ...digits] of body.toString('latin1').matchAll(DATES)) {
    const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = digits.map(Number);
    if (calendarTime([year, month, day], [hours, minutes, seconds]) === undefined) return true;
  }
  return false;
}
