/** Tells of a snapshot that is newer than the one that answers by default, and is of a part of the accounts. */
import { escapeForTerminal } from '../../model/escape.js';
import type { Terminal } from '../terminal.js';

export function tellNewerPart(date: string | undefined, { note }: Pick<Terminal, 'note'>): void {
  if (date === undefined) return;
  const name = escapeForTerminal(date);
  note(`The snapshot of ${name} is newer, and of a part of the accounts: ask it with --snapshot-date ${name}.\n`);
}
