/** Options of the files in which people say who answers for what, and what they decided of tasks. */
import { isDate } from '../../model/days.js';
import { usageError } from '../../model/errors.js';
import { option, Refusal } from './option.js';

const text = (written: string): string => written;

export const ownersFile = option(
  '<path>',
  'JSON or YAML of owners, or s3://bucket/key of it: account, ou or principal (a name, with wildcards), owner; the first entry that matches counts',
  text,
);

export const tasksFile = option(
  '<path>',
  'JSON or YAML, or s3://bucket/key of it, of tasks that are snoozed or assigned: task, reason, owner, expires, assignee',
  text,
);

export const snoozeOptions = {
  snooze: option(
    '<task>',
    'with worklist: snooze this task in the file of --tasks-file, and ask nothing; the number of its row, what it is about, or its task_id',
    taskNamed,
  ),
  until: option('<date>', 'last day of --snooze, yyyy-MM-dd', day),
  reason: option('<text>', 'why --snooze puts the task off', text),
};

/** A row of the worklist, what it is about, or a task_id. */
function taskNamed(written: string): string {
  if (/^\P{Cc}{1,2048}$/u.test(written)) return written;
  throw new Refusal(
    'not a task',
    'Give the number of a row of worklist, the ARN or name that it is about, or its task_id.',
  );
}

function day(written: string): string {
  if (isDate(written)) return written;
  throw new Refusal('not a date', 'A date is written yyyy-MM-dd.');
}

interface SnoozeValues {
  readonly snooze: string | undefined;
  readonly until: string | undefined;
  readonly reason: string | undefined;
  readonly tasksFile: string | undefined;
}

/** Whether all is there that puts a task off; a usageError names what is missing or has no use. */
export function checkSnooze({ snooze, until, reason, tasksFile: path }: SnoozeValues): void {
  const needed = { '--until <date>': until, '--reason <text>': reason, '--tasks-file <path>': path };
  const missing = Object.entries(needed).flatMap(([flag, value]) => (value === undefined ? [flag] : []));
  if (snooze !== undefined && missing.length > 0) {
    throw usageError(
      `Cannot snooze a task without ${missing.join(' and ')}.`,
      'The entry in the file needs all of them.',
    );
  }
  if (snooze !== undefined && path?.startsWith('s3://')) {
    throw usageError(
      `Cannot snooze a task in "${path}": a file on S3 is only read.`,
      'Download it, snooze the task there, and upload it.',
    );
  }
  if (snooze === undefined && (until !== undefined || reason !== undefined)) {
    throw usageError(`Cannot use ${until === undefined ? '--reason' : '--until'} without --snooze <task>.`);
  }
}
