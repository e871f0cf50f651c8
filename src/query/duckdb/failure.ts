/** What DuckDB refused, as a UserError. */
import { Interrupted, UserError } from '../../model/errors.js';

/** A failure of SQL that a person gave or a question is; the signal's own where it was aborted. */
export function failed(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return new Interrupted();
  return reported(error, 'Cannot run the SQL on DuckDB');
}

/** A failure of DuckDB as a UserError, `<action>: <reason>`; anything else as it is. */
export function reported(error: unknown, action: string): unknown {
  if (error instanceof UserError || error instanceof Interrupted || !isDuckdbError(error)) return error;
  return new UserError(`${action}: ${firstLine(error).replace(OF_THE_BINDING, '')}`, { cause: error });
}

/** What the binding for Node puts before the sentence of DuckDB. */
const OF_THE_BINDING = /^Failed to extract statements: /;

/** DuckDB's errors are plain, known by the kind that their message begins with. */
export function isDuckdbError(error: unknown): boolean {
  return error instanceof Error && /^[A-Z][A-Za-z ]+ Error: /.test(error.message.replace(OF_THE_BINDING, ''));
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string;
}
