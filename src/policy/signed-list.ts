/** Files of decisions that people take upon themselves: a list in JSON or YAML, each entry with reason, owner and expiry. */

import { readFile } from 'node:fs/promises';
import { isDate } from '../model/days.js';
import { usageError } from '../model/errors.js';
import { escapeForTerminal } from '../model/escape.js';

export interface Signed {
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, yyyy-MM-dd. */
  readonly expires: string;
}

export interface SignedFile {
  readonly path: string;
  /** The option that names the file. */
  readonly flag: string;
  /** What it holds, for the hint. */
  readonly example: string;
  /** What an entry may do without; its problems are then the caller's to tell. */
  readonly mayLack?: readonly (keyof Signed)[];
}

/** The entries as they stand; `problemOf` tells what else an entry lacks, as the end of a sentence. Throws a usageError. */
export async function readSigned<T extends object>(
  file: SignedFile,
  problemOf: (entry: Readonly<Record<string, unknown>>) => string | undefined,
): Promise<(T & Signed)[]> {
  const entries = await parsed(file);
  if (!Array.isArray(entries)) throw refused(file, 'it is not a list');
  for (const [at, entry] of entries.entries()) {
    const own = (entry ?? {}) as Record<string, unknown>;
    const problem = problemOf(own) ?? signatureProblem(own, file.mayLack);
    if (problem !== undefined) throw refused(file, `entry ${at + 1} ${problem}`);
  }
  return entries;
}

/** A text that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function signatureProblem(
  entry: Readonly<Record<string, unknown>>,
  mayLack: readonly string[] = [],
): string | undefined {
  const needed = ['reason', 'owner', 'expires'].filter((key) => !mayLack.includes(key));
  const missing = needed.find((key) => !isText(entry[key]));
  if (missing !== undefined) return `has no ${missing}`;
  if (entry.expires === undefined) return undefined;
  return isDate(String(entry.expires)) ? undefined : 'has no date in expires';
}

async function parsed(file: SignedFile): Promise<unknown> {
  const text = await readFile(file.path, 'utf8').catch((error: Error) => {
    throw refused(file, error.message);
  });
  const { parse, YAMLError } = await import('yaml');
  try {
    return parse(text, { logLevel: 'error' }); // JSON is YAML
  } catch (error) {
    if (!(error instanceof YAMLError || error instanceof ReferenceError)) throw error; // the latter: too many aliases
    throw refused(file, `it is neither JSON nor YAML (${escapeForTerminal(error.message.split('\n')[0] as string)})`);
  }
}

function refused({ flag, path, example }: SignedFile, reason: string): Error {
  return usageError(`Cannot use ${flag} "${path}": ${reason}.`, `Write it in JSON, or the same in YAML: ${example}.`);
}
