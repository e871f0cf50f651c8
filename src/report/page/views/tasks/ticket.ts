/** A task as a ticket: plain text to paste where work is tracked. */
import { escapeForTerminal } from '../../../../model/escape.js';
import type { Opened } from '../../opened.js';
import { type Page, queryOf } from '../../page.js';
import { counted, POWER_WORDS } from '../../words.js';
import type { Power } from './powers.js';
import { accountOf, ageWords, decisionOf, ownerOf, stateWords } from './task-words.js';

interface Ticket {
  readonly work: Opened;
  readonly row: number;
  readonly powers: readonly Power[];
  readonly lastUse: string;
}

/** Its first line is the task's sentence, as the terminal, CSV and the page have it. */
export function ticketOf(page: Page, { work, row, powers, lastUse }: Ticket): string {
  const owner = ownerOf(work, row);
  const decision = decisionOf(work, row);
  const entries = [
    [
      'Subject',
      ['principal_arn', 'policy_arn', 'permission_set_name'].map((name) => work.text(name, row)).find(Boolean),
    ],
    ['Account', accountOf(work, row)],
    ['Owner', owner.name === null ? `not named, ${owner.from}` : `${owner.name} (${owner.from})`],
    ['Decided', decision === undefined ? undefined : `${decision.title}: ${decision.words}`],
    ['State', stateWords(work.text('task_state', row), page.summary.lastAudit?.from ?? '')],
    ['Last use', lastUse],
    ['Takes away', powers.map(powerWords).join('; ')],
    ['Evidence', ageWords(work, row)],
    ['Task', work.text('task_id', row)],
    ['Look closer', queryOf(page, 'worklist', `--snapshot-date ${page.summary.date}`)],
  ] as const;
  const lines = entries.flatMap(([title, words]) => (words ? [`${title}: ${escapeForTerminal(words)}`] : []));
  return `${escapeForTerminal(work.text('task', row))}\n\n${lines.join('\n')}\n`;
}

function powerWords({ kind, actions, example }: Power): string {
  const some = example === null ? '' : `, such as ${example}`;
  return `${counted(actions, 'action')} (${POWER_WORDS[kind] ?? kind}${some})`;
}
