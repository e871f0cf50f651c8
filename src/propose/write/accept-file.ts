/** The accept file: blockers that a person takes upon themselves, with reason, owner and expiry. */
import { readFile } from 'node:fs/promises';
import { usageError } from '../../model/errors.js';
import { nearest } from '../../model/nearest.js';

export interface Accepted {
  readonly id: string;
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, yyyy-MM-dd. */
  readonly expires: string;
}

/** Reads JSON: a list of objects with id, reason, owner and expires. A usageError names the first that is not so. */
export async function readAcceptFile(path: string): Promise<Accepted[]> {
  const value = await parsedFile(path);
  if (!Array.isArray(value)) throw refused(path, 'it is no list');
  return value.map((entry, at) => acceptedOf(path, entry, at));
}

async function parsedFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw refused(path, error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message);
  }
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

function acceptedOf(path: string, entry: unknown, at: number): Accepted {
  const { id, reason, owner, expires } = (entry ?? {}) as Record<string, unknown>;
  const texts = { id, reason, owner, expires };
  for (const [key, text] of Object.entries(texts)) {
    if (typeof text !== 'string' || text === '') throw refused(path, `entry ${at + 1} has no ${key}`);
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(String(expires))) throw refused(path, `entry ${at + 1} has no date in expires`);
  return texts as Accepted;
}

function refused(path: string, reason: string): Error {
  return usageError(
    `Cannot use --accept-file "${path}": ${reason}.`,
    'It holds JSON: [{ "id": "…", "reason": "…", "owner": "…", "expires": "yyyy-MM-dd" }].',
  );
}
