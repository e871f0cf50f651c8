/** A task as a ticket, to paste where work is tracked: names from AWS are no markup, no link and mention nobody. */
import { elsewhere, isFolderNamed } from '../../../../model/commands/elsewhere.js';
import { quarantine } from '../../../../model/commands/quarantine.js';
import { code } from '../../../../propose/write/markdown.js';
import { harmless } from '../../../../query/format/markdown.js';
import type { Opened } from '../../opened.js';
import { optionOf, type Page, queryAt } from '../../page.js';
import { counted, POWER_WORDS } from '../../words.js';
import type { Power } from './powers.js';
import type { Subject } from './task-rows.js';
import { accountOf, ageWords, decisionOf, ownerOf, stateWords } from './task-words.js';

interface Ticket {
  readonly work: Opened;
  readonly row: number;
  readonly subject: Subject;
  readonly powers: readonly Power[];
  /** In words, as is what follows; empty: nothing is said of it. */
  readonly lastUse: string;
  readonly hit: string;
  /** Of what several hold. */
  readonly grants: string;
  readonly proposal: string;
  /** A role that is to be deleted: first everything is denied to it. */
  readonly isRetired: boolean;
}

/** The question that shows what a task is about, action by action. */
const QUESTIONS: Readonly<Record<Subject['type'], string>> = {
  PRINCIPAL: 'principal_access',
  PERMISSION_SET: 'sets.by-action',
  MANAGED_POLICY: 'policies',
};

const COMMANDS = new Set(['Deny everything', 'Undo', 'Look closer']);

/** Its first line is the task's sentence, as the terminal, CSV and the page have it, in Markdown. */
export function ticketOf(page: Page, ticket: Ticket): string {
  const { work, row, subject, powers, isRetired } = ticket;
  const { place } = page.summary;
  const owner = ownerOf(work, row);
  const decision = decisionOf(work, row);
  const entries = [
    ['Subject', subjectWords(subject)],
    ['Account', accountOf(work, row)],
    ['Owner', owner.name === null ? `not named, ${owner.from}` : `${owner.name} (${owner.from})`],
    ['Decided', decision === undefined ? undefined : `${decision.title}: ${decision.words}`],
    ['State', stateWords(work.text('task_state', row), page.summary.lastAudit?.from ?? '')],
    ['Last use', ticket.lastUse],
    ['Who is hit', ticket.hit],
    ['In all', ticket.grants],
    ['Takes away', powers.map(powerWords).join('; ')],
    ['By proposal', ticket.proposal],
    [
      'Retire',
      isRetired ? 'first deny everything, by the policy AWSDenyAll; if nobody misses it, delete it' : undefined,
    ],
    ['Deny everything', isRetired && 'arn' in subject ? quarantine(subject.arn, 'attach') : undefined],
    ['Undo', isRetired && 'arn' in subject ? quarantine(subject.arn, 'detach') : undefined],
    ['Evidence', ageWords(work, row)],
    ['Task', `${work.text('task_id', row)} of the snapshot of ${page.summary.date}`],
    ['Lake', isFolderNamed(place) ? 'a folder: put its path for LAKE' : undefined],
    [
      'Look closer',
      queryAt({ ...page.summary, place: elsewhere(place) }, QUESTIONS[subject.type], [
        ...optionOf(subject),
        '--snapshot-date',
        page.summary.date,
      ]),
    ],
  ] as const;
  const shown = (title: string, words: string): string => (COMMANDS.has(title) ? code(words) : harmless(words));
  const lines = entries.flatMap(([title, words]) => (words ? [`${title}: ${shown(title, words)}`] : []));
  return `${harmless(work.text('task', row))}\n\n${lines.join('\n')}\n`;
}

function subjectWords(subject: Subject): string {
  return subject.type === 'PERMISSION_SET' ? `permission set ${subject.name}` : subject.arn;
}

function powerWords({ kind, actions, example }: Power): string {
  const some = example === null ? '' : `, such as ${example}`;
  return `${counted(actions, 'action')} (${POWER_WORDS[kind] ?? kind}${some})`;
}
