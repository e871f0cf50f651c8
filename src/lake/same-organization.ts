/** Whose lake a destination is: one lake holds one organization, or the accounts that became part of it. */
import type { Organization } from '../model/account.js';
import { UserError } from '../model/errors.js';
import { escapeForTerminal } from '../model/escape.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import type { Store } from '../store/store.js';
import { accountsOfRun } from './run-rows.js';
import { committedRuns } from './runs.js';

/** Whether a run is of the same organization; undefined: it does not tell, an older one may. */
type Verdict = boolean | undefined;

/**
 * Refuses, with a UserError, a destination that holds another organization; without its id, another account. The lake
 * of one account may grow into that of its organization, and an account that the lake names may be exported alone.
 * A commit that cannot be read says nothing: no query shows its run.
 */
export async function refuseOtherOrganization(store: Store, organization: Organization): Promise<void> {
  let foreign: CommittedRun | undefined;
  for (const run of [...(await committedRuns(store))].reverse()) {
    const verdict = await isSame(store, run, organization);
    if (verdict === true) return;
    if (verdict === false) throw otherLake(store, run, organization);
    if (!isGrowing(run, organization)) foreign ??= run;
  }
  if (foreign !== undefined) throw otherLake(store, foreign, organization);
}

async function isSame(store: Store, run: CommittedRun, { id, callerAccountId }: Organization): Promise<Verdict> {
  if (run.organization_id !== null) {
    if (id !== null) return run.organization_id === id;
    return (await accountsOfRun(store, run))?.has(callerAccountId) ?? undefined;
  }
  return id === null && callerOf(run) === callerAccountId ? true : undefined;
}

/** Whether the run was of one account that belongs to the organization by now. */
function isGrowing(run: CommittedRun, { id, accounts }: Organization): boolean {
  return id !== null && run.organization_id === null && accounts.some((account) => account.id === callerOf(run));
}

/** The account of the caller, which a run without an organization exported. */
function callerOf({ caller_arn }: CommittedRun): string {
  return caller_arn.split(':')[4] ?? '';
}

function otherLake({ location }: Store, run: CommittedRun, { id, callerAccountId }: Organization): UserError {
  const nameOf = (organization: string | null, account: string) =>
    organization === null ? `account "${account}"` : `organization "${organization}"`;
  const theirs = escapeForTerminal(nameOf(run.organization_id, callerOf(run)));
  const ours = nameOf(id, callerAccountId);
  return new UserError(`Cannot export ${ours} to "${escapeForTerminal(location)}": it is the lake of ${theirs}.`, {
    hint: 'Give another --destination: a lake holds one organization.',
  });
}
