/** The snapshots of a lake, for a person. */

import type { CommittedRun, Snapshots, UnfinishedPlan } from '../../lake/runs.js';
import { escapeForTerminal } from '../../model/escape.js';
import { count, counted } from '../../model/numbers.js';
import type { Scope } from '../../model/scope.js';
import type { RunRow } from '../../model/tables.js';
import { type MalformedCommit, malformedPlanSentence, malformedSentence } from '../../snapshot/malformed.js';
import { bytes, share } from './numbers.js';
import { fittedTable } from './text-table.js';

/** `width`: columns of a line. Ends in a line break. */
export function snapshotsText(
  { committed, malformed, unfinished, malformedPlans }: Snapshots,
  location: string,
  width = Number.POSITIVE_INFINITY,
): string {
  const open = unfinished.map((plan) => `  ${planLine(plan)}\n`);
  return [
    `${counted(committed.length, 'committed run')} in ${escapeForTerminal(location)}\n`,
    ...(committed.length > 0 ? [`\n${fittedTable([HEAD, ...committed.map(lineOf)], width)}`] : []),
    ...(malformed.length > 0 ? [`\nNot shown:\n${malformed.map(malformedLine).join('')}`] : []),
    ...malformedPlans.map((plan) => `\n${malformedPlanSentence(plan)}\n`),
    ...(open.length > 0
      ? [
          `\nStarted and not committed; run the same export within 12 hours of the last change to resume:\n${open.join('')}`,
        ]
      : []),
  ].join('');
}

function malformedLine(commit: MalformedCommit): string {
  return `  ${malformedSentence(commit)}\n`;
}

function planLine({ planId, snapshotDate, accounts, accountsClosed, changedAt }: UnfinishedPlan): string {
  const changed = `${new Date(changedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `${escapeForTerminal(planId)}  snapshot ${escapeForTerminal(snapshotDate)}, ${count(accountsClosed)}/${count(accounts)} accounts, last change ${changed}`;
}

const HEAD = ['date', 'run', 'accounts', 'principals', 'measured', 'action rows', 'size', 'scope'];

function lineOf(run: CommittedRun): string[] {
  const asked = run.accounts_exported + run.accounts_failed;
  return [
    escapeForTerminal(run.snapshot_date),
    escapeForTerminal(run.run_id),
    `${count(run.accounts_exported)}/${count(asked)}`,
    count(run.principals_exported),
    measured(run),
    count(run.action_rows),
    bytes(run.bytes),
    scopeText(JSON.parse(run.scope) as Partial<Scope>),
  ];
}

/** Of the principals that were there; of an account that failed their number may not be known, so it is at most that. */
function measured(run: RunRow): string {
  const part = share(run.principals_exported, run.principals_total - run.principals_deleted);
  return run.accounts_failed > 0 ? `at most ${part}` : part;
}

/** `all`, or what the filters of a run were. */
function scopeText({
  thisAccount,
  accounts = [],
  excludeAccounts = [],
  ous = [],
  excludeOus = [],
}: Partial<Scope>): string {
  if (thisAccount) return "the caller's account";
  const parts = [
    ...(accounts.length > 0 ? [counted(accounts.length, 'account')] : []),
    ...(ous.length > 0 ? [ous.map(escapeForTerminal).join(' ')] : []),
    ...(excludeAccounts.length > 0 ? [`without ${counted(excludeAccounts.length, 'account')}`] : []),
    ...(excludeOus.length > 0 ? [`without ${excludeOus.map(escapeForTerminal).join(' ')}`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'all';
}
