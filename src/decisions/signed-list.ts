/** Files of decisions that people take upon themselves: a list in JSON or YAML, each entry with reason, owner and expiry. */

import { type NamedText, readNamedText } from '../files/named-text.js';
import { isDate } from '../model/days.js';
import { usageError } from '../model/errors.js';
import { keysAlike, problemOfTokens } from './plain-yaml.js';

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

/** What an entry lacks besides, as the end of a sentence; undefined: nothing. */
export type ProblemOf = (entry: Readonly<Record<string, unknown>>) => string | undefined;

/** A person writes some kilobytes, a program of theirs some thousand entries. */
const MOST_BYTES = 4e6;

/** How the text of such a file is read. */
export function textOf(file: SignedFile): NamedText {
  return { mostBytes: MOST_BYTES, refused: (state) => refused(file, state) };
}

/** The entries as they stand. Throws a usageError. */
export async function readSigned<T extends object>(file: SignedFile, problemOf: ProblemOf): Promise<(T & Signed)[]> {
  const text = await readNamedText(file.path, textOf(file));
  if (text === undefined) throw refused(file, 'ENOENT: no such file or directory');
  return signedIn(file, text, problemOf);
}

/** The entries of a text of the file. Throws a usageError. */
export async function signedIn<T extends object>(
  file: SignedFile,
  text: string,
  problemOf: ProblemOf,
): Promise<(T & Signed)[]> {
  const entries = await parsed(file, text);
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

const NEITHER = 'it is neither JSON nor YAML';

/** JSON is YAML, which takes a hundred times as long to read. */
async function parsed(file: SignedFile, text: string): Promise<unknown> {
  return fromJson(text) ?? (await fromYaml(file, text));
}

/** Undefined where the text is no JSON, or names a key twice. */
function fromJson(text: string): unknown {
  try {
    let keys = 0;
    const value: unknown = JSON.parse(text, (_, own: unknown) => {
      if (isRecord(own)) keys += Object.keys(own).length;
      return own;
    });
    const written = text.match(/"(?:[^"\\]|\\.)*"\s*:?/g) ?? [];
    return written.filter((token) => token.endsWith(':')).length === keys ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function fromYaml(file: SignedFile, text: string): Promise<unknown> {
  const { Lexer, LineCounter, parseDocument } = await import('yaml');
  const problem = problemOfTokens(new Lexer().lex(text));
  if (problem !== undefined) throw refused(file, `${NEITHER} (${problem})`);
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, { logLevel: 'error', lineCounter, uniqueKeys: keysAlike() });
    const [error] = document.errors;
    if (error === undefined) return document.toJS();
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw refused(file, `${NEITHER} (line ${line}, column ${col}: ${wordsOf(error.code)})`);
  } catch (error) {
    if (error instanceof ReferenceError)
      throw refused(file, `${NEITHER} (an alias has no anchor, or there are too many)`);
    if (error instanceof RangeError) throw refused(file, `${NEITHER} (it is nested too deeply)`);
    throw error;
  }
}

/** A text of the file never stands in an error: the file may be another one, which holds a secret. */
function wordsOf(code: string): string {
  return code.toLowerCase().replaceAll('_', ' ');
}

function refused({ flag, path, example }: SignedFile, reason: string): Error {
  return usageError(`Cannot use ${flag} "${path}": ${reason}.`, `Write it in JSON, or the same in YAML: ${example}.`);
}
