/** The tables of staged parts: an earlier or a later build may have written them. */
import { UserError } from '../../model/errors.js';
import { escapeForTerminal } from '../../model/escape.js';
import { PART_TABLES, STAGED_TABLES } from '../account-record.js';
import type { Collected } from './staged-parts.js';

const EXAMPLES = 5;

/** Fails with a UserError where a part holds a table that this build does not know: it would be lost without a word. */
export function refuseUnknownTables({ plan, records }: Collected): void {
  for (const { key, rows } of [...records.values()].flatMap((record) => record.parts)) {
    const unknown = Object.keys(rows).find((table) => !PART_TABLES.includes(table));
    if (unknown === undefined) continue;
    const state = `"${key}" holds the table "${unknown}", which this version does not know`;
    throw new UserError(escapeForTerminal(`Cannot publish plan "${plan.planId}": ${state}.`), {
      hint: 'Publish with the version of Access Lake that collected it, or a newer one.',
    });
  }
}

/** Tables that the build which exported an account did not collect: of those accounts nothing is known in them. */
export function uncollectedTables({ records }: Collected): string[] {
  const exported = [...records.values()].filter(({ status }) => status === 'exported');
  return STAGED_TABLES.flatMap((table) => {
    const ids = exported.filter(({ tables }) => !tables.includes(table)).map(({ accountId }) => accountId);
    if (ids.length === 0) return [];
    const more = ids.length > EXAMPLES ? ', …' : '';
    const whose = `${ids.slice(0, EXAMPLES).join(', ')}${more}`;
    return [`${table} was not collected of ${whose}: an earlier version of Access Lake measured them`];
  });
}
