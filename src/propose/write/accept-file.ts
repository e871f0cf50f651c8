/** The accept file: blockers that a person takes upon themselves, with reason, owner and expiry. */

import { isText, readSigned, type Signed, type SignedFile, signedIn, textOf } from '../../decisions/signed-list.js';
import type { NamedText } from '../../files/named-text.js';
import { daysAfter } from '../../model/days.js';
import { usageError } from '../../model/errors.js';
import { quoted } from '../../model/escape.js';
import { nearest } from '../../tools/nearest.js';

export interface Accepted extends Signed {
  readonly id: string;
}

/** Blockers that are accepted one by one, with what whoever accepts one takes upon themselves. */
export const TAKEN_UPON_ONESELF: Readonly<Record<string, string>> = {
  blind_holder:
    'the holder works in a Region that IAM does not track, or may work there. What it used there is unknown, and may be what is removed.',
  unlisted_use:
    'the role was last used later than any of its rows shows. Which service it used is unknown; it may be one that is removed.',
  young_set:
    'every role of the permission set is younger than the evidence period. None of them has shown what it needs yet.',
};
/** For so long at most. */
export const MOST_DAYS = 90;

const EXAMPLE = '[{ "id": "…", "reason": "…", "owner": "…", "expires": "yyyy-MM-dd" }]';

export function readAcceptFile(path: string): Promise<Accepted[]> {
  return readSigned<{ readonly id: string }>(fileAt(path), problemOf);
}

/** The entries of a text of the file. */
export function acceptedIn(path: string, text: string): Promise<Accepted[]> {
  return signedIn<{ readonly id: string }>(fileAt(path), text, problemOf);
}

/** How the text of the file is read. */
export function acceptTextAt(path: string): NamedText {
  return textOf(fileAt(path));
}

function fileAt(path: string): SignedFile {
  return { path, flag: '--accept-file', example: EXAMPLE };
}

function problemOf({ id }: Readonly<Record<string, unknown>>): string | undefined {
  return isText(id) ? undefined : 'has no id';
}

/** A usageError for a file that accepts longer than a command would what is accepted one by one. */
export function refuseTooLong(accepted: readonly Accepted[], today: string): void {
  const latest = daysAfter(today, MOST_DAYS);
  const long = accepted.find(({ id, expires }) => Object.hasOwn(TAKEN_UPON_ONESELF, codeOf(id)) && expires > latest);
  if (long === undefined) return;
  throw usageError(
    `Cannot use --accept-file: it accepts ${quoted(long.id)} until "${long.expires}", but such a blocker can be accepted for at most ${MOST_DAYS} days.`,
    `Let it expire on ${latest} or earlier.`,
  );
}

/** An id ends with a hash. */
function codeOf(id: string): string {
  return id.slice(0, id.lastIndexOf('-'));
}

/** A usageError for ids that no document has: a blocker that is gone may have been for a reason that counts. */
export function refuseUnknown(accepted: readonly Accepted[], known: ReadonlySet<string>): void {
  const unknown = accepted.filter(({ id }) => !known.has(id));
  const [first] = unknown;
  if (first === undefined) return;
  const [near] = nearest(first.id, known);
  const more =
    unknown.length > 1
      ? `, nor ${unknown
          .slice(1, 4)
          .map(({ id }) => quoted(id))
          .join(', ')}`
      : '';
  throw usageError(
    `Cannot use --accept-file: no document has the blocker ${quoted(first.id)}${more}.`,
    near === undefined
      ? 'What it was about is known by now, or the document has changed: remove it from the file and review the proposal again.'
      : `Did you mean ${near}?`,
  );
}
