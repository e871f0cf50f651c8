/** The accept file: blockers that a person takes upon themselves, with reason, owner and expiry. */
import { usageError } from '../../model/errors.js';
import { nearest } from '../../model/nearest.js';
import { isText, readSigned, type Signed } from '../../policy/signed-list.js';

export interface Accepted extends Signed {
  readonly id: string;
}

const EXAMPLE = '[{ "id": "…", "reason": "…", "owner": "…", "expires": "yyyy-MM-dd" }]';

export function readAcceptFile(path: string): Promise<Accepted[]> {
  const file = { path, flag: '--accept-file', example: EXAMPLE };
  return readSigned<{ readonly id: string }>(file, ({ id }) => (isText(id) ? undefined : 'has no id'));
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
          .map(({ id }) => `"${id}"`)
          .join(', ')}`
      : '';
  throw usageError(
    `Cannot use --accept-file: no document has the blocker "${first.id}"${more}.`,
    near === undefined
      ? 'What it asked about is known by now, or the document has changed: take it out of the file, and look again.'
      : `Did you mean ${near}?`,
  );
}
