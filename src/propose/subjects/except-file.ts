/** The file of exceptions: principals and actions that keep what they have, with reason, owner and expiry. */
import { readFile } from 'node:fs/promises';
import { usageError } from '../../model/errors.js';
import type { Exceptions } from './exceptions.js';

export interface ExceptFile extends Exceptions {
  /** Entries that no longer hold, as they are told. */
  readonly expired: readonly string[];
}

/** Reads JSON: a list of objects with principal or action (with wildcards), reason, owner and expires (yyyy-MM-dd). */
export async function readExceptFile(path: string, today: string): Promise<ExceptFile> {
  const entries = await parsedFile(path);
  if (!Array.isArray(entries)) throw refused(path, 'it is no list');
  const checked = entries.map((entry, at) => entryOf(path, entry, at));
  const held = checked.filter(({ expires }) => expires >= today);
  return {
    principals: held.flatMap(({ principal }) => principal ?? []),
    actions: held.flatMap(({ action }) => action ?? []),
    expired: checked.filter(({ expires }) => expires < today).map(({ principal, action }) => principal ?? action ?? ''),
  };
}

interface Entry {
  readonly principal?: string;
  readonly action?: string;
  readonly expires: string;
}

function entryOf(path: string, entry: unknown, at: number): Entry {
  const own = (entry ?? {}) as Record<string, unknown>;
  for (const key of ['reason', 'owner', 'expires']) {
    if (typeof own[key] !== 'string' || own[key] === '') throw refused(path, `entry ${at + 1} has no ${key}`);
  }
  if (typeof own.principal !== 'string' && typeof own.action !== 'string') {
    throw refused(path, `entry ${at + 1} names neither a principal nor an action`);
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
