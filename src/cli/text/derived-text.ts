/** What `derive` made, for a person. */
import type { DerivedDate } from '../../derive/trends.js';
import { escapeForTerminal } from '../../model/escape.js';
import { count, counted } from './numbers.js';
import { textTable } from './text-table.js';

const STATES = {
  made: 'made',
  renewed: 'rebuilt: it was of other runs than the lake has now',
  current: 'as it should be',
} as const;

/** Ends in a line break. */
export function derivedText(derived: readonly DerivedDate[], location: string): string {
  const head = `Trends of ${counted(derived.length, 'snapshot')} in ${escapeForTerminal(location)}\n`;
  if (derived.length === 0)
    return `${head}\nNo snapshot is of all accounts: name one of a part with --snapshot-date.\n`;
  const lines = derived.map(({ date, state, rows }) => [date, state === 'current' ? '' : count(rows), STATES[state]]);
  return `${head}\n${textTable([['date', 'rows', 'is'], ...lines])}`;
}
