import { type MalformedCommit, malformedSentence } from '../../snapshot/malformed.js';
import type { Terminal } from '../terminal.js';

/** Tells on stderr which commits are not shown, and why; an answer without their runs may be another one. */
export function noteMalformed(terminal: Pick<Terminal, 'note'>, malformed: readonly MalformedCommit[]): void {
  for (const commit of malformed) terminal.note(`Warning: ${malformedSentence(commit)}\n`);
}
