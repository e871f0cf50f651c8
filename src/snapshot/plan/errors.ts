/** Why a plan cannot be collected, resumed or published. */
import type { Account, PlannedAccount } from '../../model/account.js';
import { UserError } from '../../model/errors.js';
import { escapeForTerminal } from '../../model/escape.js';
import type { RunRow } from '../../model/tables.js';
import { planFolder } from '../keys.js';
import type { MalformedCommit, MalformedPlan } from '../malformed.js';

const EXAMPLES = 5;

export function nothingToCollect(accounts: readonly PlannedAccount[]): UserError {
  const skipped = accounts.filter((planned) => planned.decision === 'skipped').length;
  return new UserError(
    `Cannot export: none of ${accounts.length} accounts can be collected; ${skipped} are suspended or closed, the others excluded.`,
    { hint: 'Check the filters: --account, --exclude-account, --ou, --exclude-ou.' },
  );
}

export function abandoned(planId: string): UserError {
  return new UserError(`Cannot resume plan "${planId}": it was abandoned, or its run has expired.`, {
    hint: 'Run `access-lake export` (or `plan`) again.',
  });
}

export function unknownPlan(planId: string, location: string): UserError {
  return new UserError(`Cannot resume plan "${planId}": no such plan in ${location}.`, {
    hint: '`access-lake snapshots` lists the unfinished plans.',
  });
}

export function malformedPlan(planId: string, { key, problem }: MalformedPlan): UserError {
  return new UserError(escapeForTerminal(`Cannot resume plan "${planId}": ${key} ${problem}.`), {
    hint: `Remove ${planFolder(planId)} and export (or plan) again; a newer version of Access Lake may know it.`,
  });
}

export function malformedCommit(planId: string, { key, problem }: MalformedCommit): UserError {
  return new UserError(escapeForTerminal(`Cannot resume plan "${planId}": ${key} ${problem}.`), {
    hint: 'Restore that object from a copy, or remove it.',
  });
}

export function committedBefore(planId: string, run: RunRow): UserError {
  return new UserError(`Cannot collect plan "${planId}": it is already committed, as run ${run.run_id}.`, {
    hint: 'Run `access-lake plan` again to measure again.',
    exit: 'locked',
  });
}

export function incomplete(planId: string, open: readonly Account[]): UserError {
  const ids = open.slice(0, EXAMPLES).map((account) => account.id);
  const more = open.length > EXAMPLES ? ', …' : '';
  return new UserError(
    `Cannot publish plan "${planId}": ${open.length} accounts are not fully collected (${ids.join(', ')}${more}).`,
    { hint: 'Collect their shards, or record them as failed with --allow-incomplete.' },
  );
}
