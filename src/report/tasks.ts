/** Documents in the order of the worklist: those that its first tasks make smaller come first. */
import type { Subject } from '../propose/subjects/subject.js';
import type { Sheet } from './payload.js';
import { textsOf } from './sheet.js';

/** For so many documents a smaller policy is looked for, unless somebody says otherwise; for fewer where the worklist is long. */
export const USUAL_PROPOSALS = { most: 150, ofLongWorklist: 60, longWorklistTasks: 5_000 };

/** {@link USUAL_PROPOSALS} of a worklist of so many tasks. */
export function usualProposals(tasks: number): number {
  const { most, ofLongWorklist, longWorklistTasks } = USUAL_PROPOSALS;
  return tasks > longWorklistTasks ? ofLongWorklist : most;
}

/** At most so many documents of tasks of a worklist, by its first tasks; all documents, where there are no more. */
export function ofFirstTasks(
  documents: readonly Subject[],
  worklist: Sheet,
  most: number,
): { readonly chosen: readonly Subject[]; readonly left: number } {
  if (documents.length <= most) return { chosen: documents, left: 0 };
  const ranks = ranksOf(worklist);
  const ranked = documents
    .map((document) => ({ document, rank: rankOf(document, ranks) }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank);
  return { chosen: ranked.slice(0, most).map(({ document }) => document), left: Math.max(0, ranked.length - most) };
}

/** The place in the worklist of whoever is to be narrowed. */
function ranksOf(worklist: Sheet): ReadonlyMap<string, number> {
  const of = (name: string) => textsOf(worklist.columns[name]);
  const [step, account, principal] = [of('step'), of('account_id'), of('principal_arn')];
  const [set, policy] = [of('permission_set_name'), of('policy_arn')];
  const ranks = new Map<string, number>();
  for (let row = 0; row < worklist.rows; row++) {
    if (step(row) !== 'NARROW') continue;
    const key = keyOf(set(row), account(row), policy(row) ?? principal(row));
    if (!ranks.has(key)) ranks.set(key, row);
  }
  return ranks;
}

/** Of a permission set and of a policy that several hold their own place, else the first of a holder's. */
function rankOf({ kind, name, accountId, arn, holders }: Subject, ranks: ReadonlyMap<string, number>): number {
  const keys =
    kind === 'permission_set'
      ? [keyOf(name, null, null)]
      : [arn, ...holders.map((holder) => holder.arn)].map((one) => keyOf(null, accountId, one));
  return Math.min(...keys.map((key) => ranks.get(key) ?? Number.POSITIVE_INFINITY));
}

function keyOf(set: string | null, accountId: string | null, arn: string | null): string {
  return JSON.stringify(set === null ? [accountId, arn] : [set.toLowerCase()]);
}
