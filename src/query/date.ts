/** The date of a snapshot. */

/** Stands where no date is known: no snapshot has it. */
export const NO_DATE = '0000-00-00';

/** Whether a text is a day, yyyy-MM-dd. Whatever is in SQL as a literal must be: a lake may say anything. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
