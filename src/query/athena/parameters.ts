/** How values reach Athena's ExecutionParameters. */
import { usageError } from '../../model/errors.js';
import type { Cell } from '../engine.js';

/** Athena API Reference, StartQueryExecution: each of ExecutionParameters has 1 to 1024 characters. */
const LONGEST = 1024;

/**
 * A value as Athena takes it: an SQL literal, for the service runs the statement as by EXECUTE … USING.
 * Text is quoted (so an empty text has two characters, and is allowed), its quotes are doubled; a fraction is a double.
 */
export function executionParameter(cell: Cell): string {
  const literal = literalOf(cell);
  if (literal.length <= LONGEST) return literal;
  throw usageError(
    `Cannot bind a value of ${literal.length} characters: Athena takes up to ${LONGEST}, quotes included.`,
    'Give a shorter value.',
  );
}

function literalOf(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'string') return `'${cell.replaceAll("'", "''")}'`;
  if (typeof cell !== 'number' || Number.isInteger(cell)) return String(cell);
  return cell.toExponential().toUpperCase();
}
