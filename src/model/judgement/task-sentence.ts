/** The sentence of a row of the question worklist: its SQL gives a code and numbers, and whoever shows them writes this. */

import { count, counted } from '../numbers.js';

/** Columns of the worklist that {@link taskSentence} reads. */
export const TASK_SENTENCE_COLUMNS = [
  ...(['task_code', 'subject_type', 'account_id', 'account_name', 'principal_arn', 'permission_set_name'] as const),
  ...(['policy_arn', 'services_removable', 'actions_removable', 'holders', 'holders_unmeasured'] as const),
  ...(['accounts_unmeasured', 'idle_names', 'last_known_use_at'] as const),
];

type TaskColumn = (typeof TASK_SENTENCE_COLUMNS)[number];

/** The cell of a row in a column: times as `yyyy-MM-dd…`; null and undefined are nothing. */
export type TaskCells = (column: TaskColumn) => unknown;

/** The days of the question worklist where nobody gives others. */
export const TASK_DAYS = 90;

const SENTENCES = {
  DELETE_ROLE: (row, days) =>
    `Ask its owner, then delete the ${row.what}: no use in the last ${days} days is known${lastUse(row)}.`,
  NARROW_PRINCIPAL: (row) => `Take ${removableIn(row)} from the ${row.what}, which it did not use.`,
  NARROW_PERMISSION_SET: (row) => `Take ${removableIn(row)} out of the ${row.what}, which ${byWhom(row)}.`,
  NARROW_MANAGED_POLICY: (row) => `Take ${removableIn(row)} out of the ${row.what}, which ${byWhom(row)}.`,
  KEEP_IDLE: (row) => `Keep the ${row.what} (idle by design: ${row.text('idle_names')}).`,
  KEEP_EXCEPTED: (row) => `Keep the ${row.what}: it is among the exceptions.`,
  MEASURE_PERMISSION_SET: (row) =>
    `Measure first what is missing of the ${row.what}, accounts: ${count(numberIn(row, 'accounts_unmeasured'))}, roles of the set: ${count(numberIn(row, 'holders_unmeasured'))}.`,
  MEASURE_PRINCIPAL: (row) => `Measure the ${row.what}: nothing is known of it yet.`,
  MEASURE_ACCOUNT: (row) => `Measure the ${row.what}: nothing is known of it yet.`,
} as const satisfies Readonly<Record<string, (row: Facts, days: number) => string>>;

export const TASK_CODES = Object.keys(SENTENCES) as readonly (keyof typeof SENTENCES)[];

/** What to do, in one sentence. `days`: those of the question. Of a code that is not known here the code itself. */
export function taskSentence(of: TaskCells, days = TASK_DAYS): string {
  const text = (column: TaskColumn): string => String(of(column) ?? '');
  const code = text('task_code');
  const sentence = Object.entries(SENTENCES).find(([name]) => name === code)?.[1];
  return sentence === undefined ? code : sentence({ text, what: subjectOf(text) }, days);
}

interface Facts {
  readonly text: (column: TaskColumn) => string;
  readonly what: string;
}

function subjectOf(text: Facts['text']): string {
  const type = text('subject_type');
  if (type === 'PERMISSION_SET') return `permission set ${text('permission_set_name')}`;
  if (type === 'MANAGED_POLICY') return `policy ${lastPart(text('policy_arn'))}`;
  if (type === 'ACCOUNT') return `account ${text('account_name') || text('account_id')}`;
  const [kind = ''] = text('principal_arn').split(':').slice(5).join(':').split('/');
  return `${kind} ${lastPart(text('principal_arn'))}`;
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function lastUse({ text }: Facts): string {
  const day = text('last_known_use_at').slice(0, 10);
  return day === '' ? '' : `; the last known one was on ${day}`;
}

function removableIn(row: Facts): string {
  const [services, actions] = [numberIn(row, 'services_removable'), numberIn(row, 'actions_removable')];
  const words = [services > 0 && counted(services, 'service'), actions > 0 && counted(actions, 'action')];
  return words.filter(Boolean).join(' and ');
}

function byWhom(row: Facts): string {
  const holders = numberIn(row, 'holders');
  return holders === 1 ? 'its only holder did not use' : `none of its ${count(holders)} holders used`;
}

function numberIn({ text }: Facts, column: TaskColumn): number {
  return Number(text(column));
}
