/** What DuckDB refused, as a UserError. */
import { Interrupted, UserError } from '../../model/errors.js';
import { duckdbMemory, MORE_MEMORY } from '../../tools/memory.js';

/** A failure of SQL that a person gave or a question is; the signal's own where it was aborted. */
export function failed(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return new Interrupted('The statement was stopped');
  return reported(error, 'Cannot run the SQL on DuckDB');
}

/** A failure of DuckDB as a UserError, `<action>: <reason>`; anything else as it is. */
export function reported(error: unknown, action: string): unknown {
  if (error instanceof UserError || error instanceof Interrupted || !isDuckdbError(error)) return error;
  const [sentence = '', ...rest] = (error as Error).message.replace(OF_THE_BINDING, '').split('\n');
  if (sentence.startsWith('Out of Memory Error')) {
    const most = Math.floor(duckdbMemory() / 1e6);
    return new UserError(`${action}: it needs more memory than there is for it, ${most} MB by DuckDB's count.`, {
      hint: MORE_MEMORY,
      cause: error,
    });
  }
  const hint = hintOf(rest);
  return new UserError(`${action}: ${sentence}`, { ...(hint === '' ? {} : { hint }), cause: error });
}

/** What DuckDB says besides: the nearest names, and the line in which it stumbled. */
function hintOf(rest: readonly string[]): string {
  const told = rest.map((line) => line.trim()).filter((line) => /^(Did you mean|Candidate|LINE \d+:)/.test(line));
  return told.join(' ');
}

/** What the binding for Node puts before the sentence of DuckDB. */
const OF_THE_BINDING = /^Failed to extract statements: /;

/** DuckDB's errors are plain, known by the kind that their message begins with. */
export function isDuckdbError(error: unknown): boolean {
  return error instanceof Error && /^[A-Z][A-Za-z ]+ Error: /.test(error.message.replace(OF_THE_BINDING, ''));
}

/** Whether a statement that writes to a pipe failed since nobody reads it any more. */
export function isOfGoneReader(error: unknown): boolean {
  return error instanceof UserError && /IO Error: .*Broken pipe/.test(error.message);
}
