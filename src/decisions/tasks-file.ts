/** The file of what people decided of tasks: put off with a reason, or taken on by somebody. Nobody can say that one is done. */

import type { NamedText } from '../files/named-text.js';
import { entryOf, problemOfPart } from './entry.js';
import { isText, readSigned, type SignedFile, signedIn, textOf } from './signed-list.js';

export interface TaskDecision {
  /** Why it is put off; undefined: it is not. */
  readonly reason: string | undefined;
  readonly owner: string;
  /** Last day on which it holds, yyyy-MM-dd. */
  readonly expires: string;
  readonly assignee?: string | undefined;
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
  const entries = await readSigned<{ readonly task: string; readonly assignee?: string }>(fileAt(path), problemOf);
  const seen = new Map<string, TaskDecision>();
  const expired: string[] = [];
  for (const { task, reason, owner, expires, assignee } of entries) {
    if (expires < today) expired.push(task);
    else seen.set(task, { reason, owner, expires, assignee });
  }
  return { decisions: seen, expired };
}

function fileAt(path: string): SignedFile {
  return { path, flag: '--tasks-file', example: EXAMPLE, mayLack: ['reason'] };
}

/** How the text of the file is read. */
export function tasksTextAt(path: string): NamedText {
  return textOf(fileAt(path));
}

/** Throws a usageError for a text that is none of a tasks file; an empty one will be. */
export async function refuseOtherThanTasks(path: string, text: string): Promise<void> {
  if (text !== '') await signedIn(fileAt(path), text, problemOf);
}

function problemOf({ task, reason, assignee }: Readonly<Record<string, unknown>>): string | undefined {
  if (!isText(task) || !TASK_ID.test(task)) return 'names no task by its task_id of 64 hexadecimal digits';
  if (reason !== undefined && !isText(reason)) return 'has a reason that is not text';
  if (assignee !== undefined && !isText(assignee)) return 'has an assignee that is not text';
  if (reason === undefined && assignee === undefined) return 'has neither a reason nor an assignee';
  return [reason, assignee]
    .filter(isText)
    .map(problemOfPart)
    .find((problem) => problem !== undefined);
}

/** A decision as a value of the parameter `task_entry`: who is put off until when and why, and who took it on. */
export function taskEntryValue(task: string, { reason, expires, assignee }: TaskDecision): string {
  return entryOf(task, reason === undefined ? undefined : expires, reason, assignee);
}

/** The text of a tasks file with the decision on a task, in the place of an earlier one; comments and order stay. */
export async function withDecision(text: string, task: string, decision: TaskDecision): Promise<string> {
  const { isNode, isSeq, parseDocument } = await import('yaml');
  const document = parseDocument(text.trim() === '' ? '[]' : text);
  const entries = document.toJS() as readonly { readonly task: string }[];
  if (isSeq(document.contents) && entries.length === 0) document.contents.flow = false;
  const at = entries.findIndex((entry) => entry.task === task);
  const entry = document.createNode({ ...(entries[at] ?? { task }), ...decision });
  const old = document.getIn([at], true);
  if (isNode(old)) Object.assign(entry, { commentBefore: old.commentBefore, comment: old.comment });
  document.setIn([at < 0 ? entries.length : at], entry);
  return document.toString({ lineWidth: 0 });
}
