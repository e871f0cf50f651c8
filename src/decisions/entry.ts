/** An entry of a file of people as one value of a statement, which takes it apart again. */

/** Shown as it is in SQL; a text of an entry that holds it is refused. */
export const SEPARATOR = '␟';

/** The parts as one value; undefined is an empty part. */
export function entryOf(...parts: readonly (string | undefined)[]): string {
  return parts.map((part = '') => part).join(SEPARATOR);
}

/** In characters: longer than any name of AWS. */
const LONGEST_PART = 400;

/** Why a text cannot be a part, as the end of a sentence. */
export function problemOfPart(text: string): string | undefined {
  if (text.includes(SEPARATOR)) return `holds the character "${SEPARATOR}"`;
  if (/[\p{Cc}\\]/u.test(text)) return 'holds a control character or a backslash';
  if (text.length > LONGEST_PART) return `holds a text of more than ${LONGEST_PART} characters`;
  return text.trim() === '' ? 'holds an empty text' : undefined;
}
