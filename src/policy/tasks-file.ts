/** The file of what people decided of tasks: put off with a reason, or taken on by somebody. Nobody can say that one is done. */
import { isText, readSigned } from './signed-list.js';

export interface TaskDecision {
  /** Why it is put off; undefined: it is not. */
  readonly reason: string | undefined;
  readonly owner: string;
  /** Last day on which it holds, yyyy-MM-dd. */
  readonly expires: string;
  readonly assignee: string | undefined;
}

export interface TasksFile {
  /** What holds today, by `task_id`. */
  readonly decisions: TaskDecisions;
  /** Tasks of which the decision no longer holds. */
  readonly expired: readonly string[];
}

export type TaskDecisions = ReadonlyMap<string, TaskDecision>;

const EXAMPLE = '[{ "task": "<task_id>", "reason": "…", "owner": "…", "expires": "yyyy-MM-dd", "assignee": "…" }]';
const TASK_ID = /^[0-9a-f]{64}$/;

/** Reads a list of which each entry names a task, by what `worklist` calls task_id. Throws a usageError. */
export async function readTasksFile(path: string, today: string): Promise<TasksFile> {
  const file = { path, flag: '--tasks-file', example: EXAMPLE, mayLack: ['reason'] } as const;
  const entries = await readSigned<{ readonly task: string; readonly assignee?: string }>(file, problemOf);
  const seen = new Map<string, TaskDecision>();
  const expired: string[] = [];
  for (const { task, reason, owner, expires, assignee } of entries) {
    if (expires < today) expired.push(task);
    else seen.set(task, { reason, owner, expires, assignee });
  }
  return { decisions: seen, expired };
}

function problemOf({ task, reason, assignee }: Readonly<Record<string, unknown>>): string | undefined {
  if (!isText(task) || !TASK_ID.test(task)) return 'names no task by its task_id of 64 hexadecimal digits';
  if (reason !== undefined && !isText(reason)) return 'has a reason that is no text';
  if (assignee !== undefined && !isText(assignee)) return 'has an assignee that is no text';
  return reason === undefined && assignee === undefined ? 'has neither a reason nor an assignee' : undefined;
}
