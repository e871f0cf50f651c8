/** Dates that a calendar has: the SDK's parser takes 30 February for 2 March, and a second 60 for the next minute. */

/** ms since 1970 of a date and time in UTC; undefined where no calendar has it. */
export function calendarTime(
  [year, month, day]: readonly [number, number, number],
  [hours, minutes, seconds]: readonly [number, number, number],
): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const time = Date.UTC(year, month - 1, day, hours, minutes, seconds);
  return day <= 28 || new Date(time).getUTCDate() === day ? time : undefined;
}
