/** The file of exceptions: what keeps all that it has, with reason, owner and expiry. */
import { readFile } from 'node:fs/promises';
import { usageError } from '../model/errors.js';

/** What an entry may name, each by a pattern with wildcards but the tag. */
const NAMED = ['principal', 'action', 'policy', 'tag'] as const;

export interface Exceptions {
  /** Names or ARNs of principals. */
  readonly principals: readonly string[];
  /** Patterns of actions. */
  readonly actions: readonly string[];
  /** Names or ARNs of policies, names of permission sets. */
  readonly policies: readonly string[];
  /** Tags of principals: `key=value`, or a key alone. */
  readonly tags: readonly string[];
}

export const NO_EXCEPTIONS: Exceptions = { principals: [], actions: [], policies: [], tags: [] };

export interface ExceptFile extends Exceptions {
  /** Entries that no longer hold, as they are told. */
  readonly expired: readonly string[];
}

/** Reads JSON: a list of objects with one of principal, action, policy and tag, and with reason, owner and expires (yyyy-MM-dd). */
export async function readExceptFile(path: string, today: string): Promise<ExceptFile> {
  const entries = await parsedFile(path);
  if (!Array.isArray(entries)) throw refused(path, 'it is no list');
  const checked = entries.map((entry, at) => entryOf(path, entry, at));
  const held = checked.filter(({ expires }) => expires >= today);
  return {
    principals: held.flatMap(({ principal }) => principal ?? []),
    actions: held.flatMap(({ action }) => action ?? []),
    policies: held.flatMap(({ policy }) => policy ?? []),
    tags: held.flatMap(({ tag }) => tag ?? []),
    expired: checked
      .filter(({ expires }) => expires < today)
      .flatMap((own) => NAMED.flatMap((name) => own[name] ?? [])),
  };
}

type Entry = { readonly expires: string } & { readonly [name in (typeof NAMED)[number]]?: string };

function entryOf(path: string, entry: unknown, at: number): Entry {
  const own = (entry ?? {}) as Record<string, unknown>;
  for (const key of ['reason', 'owner', 'expires']) {
    if (typeof own[key] !== 'string' || own[key] === '') throw refused(path, `entry ${at + 1} has no ${key}`);
  }
  const names = NAMED.filter((name) => own[name] !== undefined);
  if (names.length !== 1 || typeof own[names[0] as string] !== 'string' || own[names[0] as string] === '') {
    throw refused(path, `entry ${at + 1} does not name one of ${NAMED.join(', ')}`);
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(String(own.expires))) throw refused(path, `entry ${at + 1} has no date in expires`);
  return own as unknown as Entry;
}

async function parsedFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw refused(path, error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message);
  }
}

function refused(path: string, reason: string): Error {
  return usageError(
    `Cannot use --except-file "${path}": ${reason}.`,
    'It holds JSON: [{ "principal": "role/break-glass-*", "reason": "…", "owner": "…", "expires": "yyyy-MM-dd" }].',
  );
}
