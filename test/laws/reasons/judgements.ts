/**
 * The oracle asked of a whole lake: every judged row that a statement of the project must answer with.
 *
 * @example Each bit, the evidence and the age of a statement's row are held against the row of the same subject and names:
 * for (const row of judgementsOf(lake, { date: '2026-07-01', days: 90 })) expected.set(rowName(row), row);
 */
import type { Lake } from '../world/lake.js';
import { type Judgement, reasonsAgainst } from './oracle/against.js';
import { ask } from './oracle/asked.js';
import { historyOf } from './oracle/history.js';
import type { Item, Question } from './oracle/question.js';
import { grantedItems, subjectsOf } from './oracle/universe.js';
import type { Named } from './oracle/uses.js';

export interface JudgedRow extends Item, Judgement {}

/**
 * Of each subject of the snapshot of the date (principals, those that were not measured too, documents, permission sets,
 * role names, accounts, OUs, the organization) a row as a whole (service null), and one for each service (action null) and
 * action that IAM shows to one of its holders. Beside these each of `named`, as a document names it or a question asks for
 * it. Services and actions are in lower case. Nothing is left out: what may go has no codes.
 */
export function* judgementsOf(
  lake: Lake,
  question: Question,
  named: readonly Named[] = [],
): Generator<JudgedRow, void, void> {
  const asked = ask(historyOf(lake), question);
  for (const subject of subjectsOf(asked)) {
    const items = new Map(
      [...grantedItems(asked, subject), ...named].map((one) => [`${one.service}:${one.action}`, one]),
    );
    for (const { service, action } of items.values()) {
      const item = { subject, service, action };
      yield { ...item, ...reasonsAgainst(asked, item) };
    }
  }
}

/** Names a row within a question; subjects by their declared kind and IDs. */
export function rowName({ subject, service, action }: Item): string {
  return `${Object.values(subject).join(' ')} ${service ?? '*'}:${action ?? '*'}`;
}
