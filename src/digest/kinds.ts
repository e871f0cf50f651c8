/** The kinds of findings, in the order in which they are told. A kind is one declaration here, and its rows one statement. */

import { taskSentence } from '../model/judgement/task-sentence.js';
import type { PlainRow } from '../query/derived/plain-row.js';
import { countedOf, dayIn, textIn } from './words.js';

export interface Kind {
  /** Above its findings. */
  readonly title: string;
  /** File of `queries/digest` whose rows say the code of the kind; one may have rows of several kinds. */
  readonly statement: string;
  /** What a row says of its account or principal, as the end of a line. It holds names as the lake has them. */
  readonly sentence: (row: PlainRow) => string;
  /** The question to look closer with, and what it is asked with besides the lake. */
  readonly question: string;
  readonly parameters?: (dates: ComparedDates) => readonly string[];
  /** False: counted, and named in no text. Without it every finding is named. */
  readonly isNamed?: (row: PlainRow) => boolean;
}

export interface ComparedDates {
  readonly fromDate: string;
  readonly toDate: string;
}

const ofLater = ({ toDate }: ComparedDates): string[] => ['--snapshot-date', toDate];
const ofBoth = ({ fromDate, toDate }: ComparedDates): string[] => ['--from-date', fromDate, '--to-date', toDate];

export const KINDS = {
  COVERAGE_LOST: {
    title: 'Coverage lost',
    statement: 'coverage',
    sentence: (row) => `no longer measured: ${reasonIn(row)}`,
    question: 'coverage_gaps',
    parameters: ofLater,
  },
  COVERAGE_REGAINED: {
    title: 'Coverage regained',
    statement: 'coverage',
    sentence: (row) => `measured again; before: ${reasonIn(row)}`,
    question: 'coverage_gaps',
    parameters: ({ fromDate }) => ['--snapshot-date', fromDate],
  },
  ADMINISTRATOR_NEW: {
    title: 'New administrators',
    statement: 'administrators',
    sentence: (row) =>
      `${newIn(row)}may change what others may do, through ${countedOf(row.administrative_actions, 'action')}`,
    question: 'administrators',
    parameters: ofLater,
  },
  OUTSIDER_NEW: {
    title: 'Roles that outsiders may now assume',
    statement: 'outsiders',
    sentence: outsiderSentence,
    question: 'external_trust',
    parameters: ofLater,
  },
  PERMISSIONS_FIRST_USED: {
    title: 'First use of actions that give rights or change policies',
    statement: 'first_used',
    sentence: ({ actions, example, power, last_used_at }) =>
      `${countedOf(actions, 'action')}, such as ${textIn(example)} (${POWERS[textIn(power)] ?? textIn(power)}), on ${dayIn(last_used_at)}`,
    question: 'changes.by-action',
    parameters: (dates) => [...ofBoth(dates), '--change', 'FIRST_USED'],
  },
  REACTIVATED: {
    title: 'Active again',
    statement: 'reactivated',
    sentence: ({ from_last_used_at: from, to_last_used_at: to }) =>
      `used on ${dayIn(to)}; before that ${from === null ? 'no use is known' : `on ${dayIn(from)}`}`,
    question: 'changes.kind-reactivated',
    parameters: ofBoth,
  },
  DORMANT_NEW: {
    title: 'Newly dormant',
    statement: 'dormant',
    sentence: ({ is_administrator, last_used_at: last }) =>
      `${is_administrator ? 'an administrator; ' : ''}${last === null ? 'no use is known' : `last used on ${dayIn(last)}`}`,
    question: 'dormant_principals',
    parameters: ofLater,
    isNamed: ({ is_administrator }) => is_administrator === true,
  },
  GRANT_GROWN: {
    title: 'Grants that grew',
    statement: 'grants',
    sentence: ({ services, actions }) =>
      [
        ...(Number(services) > 0 ? [`${countedOf(services, 'service')} more`] : []),
        ...(Number(actions) > 0 ? [`${countedOf(actions, 'action')} more`] : []),
      ].join(', '),
    question: 'changes.by-action',
    parameters: (dates) => [...ofBoth(dates), '--change', 'NEWLY_GRANTED'],
  },
  WORK_NEW: {
    title: 'New tasks',
    statement: 'tasks',
    sentence: ownedTask,
    question: 'worklist',
    parameters: ofLater,
  },
  WORK_DONE: {
    title: 'Tasks done',
    statement: 'tasks',
    sentence: ownedTask,
    question: 'worklist',
    parameters: ({ fromDate }) => ['--snapshot-date', fromDate],
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindCode = keyof typeof KINDS;

export const KIND_CODES = Object.keys(KINDS) as readonly KindCode[];

export function kindOf(code: KindCode): Kind {
  return KINDS[code];
}

/** The question that lists what was not measured. */
export const GAPS_QUESTION = 'coverage_gaps';

/** By src/policy/power.ts. */
const POWERS: Readonly<Record<string, string>> = {
  administrator: 'can give itself anything',
  escalates: 'can obtain the permissions of another',
  changes_policies: 'changes policies',
};

/** The codes that Access Lake itself gives. */
const REASONS: Readonly<Record<string, string>> = {
  Left: 'it left the organization',
  NotInThisRun: 'no run of the snapshot named it',
};

function reasonIn({ error_code: code, error_message: message }: PlainRow): string {
  if (code === null || code === undefined) return message === null ? 'no reason is known' : textIn(message);
  return REASONS[String(code)] ?? (message === null ? String(code) : `${code} (${message})`);
}

function newIn({ is_new }: PlainRow): string {
  return is_new === true ? 'new; ' : '';
}

function outsiderSentence(row: PlainRow): string {
  const [first = '', ...others] = textIn(row.trusted)
    .split(', ')
    .map((trusted) => trusted.replace(/^AWS:/, ''));
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const traits = [
    ...(row.is_administrator === true ? ['an administrator'] : []),
    ...(row.has_external_id === true ? [] : ['without an external ID']),
    ...(row.has_condition === true ? ['under a condition'] : []),
  ];
  return `${newIn(row)}by ${first}${more}${traits.length > 0 ? `; ${traits.join(', ')}` : ''}`;
}

/** What to do, and whom to ask. */
export function ownedTask(row: PlainRow): string {
  const owner = row.owner ?? null;
  return `${taskSentence((column) => row[column])}${owner === null ? '' : ` Owner: ${owner}.`}`;
}
