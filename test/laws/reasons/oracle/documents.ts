/** Which documents a principal holds in a run: its own and attached ones, and those of its groups, each once. */
import type { LakeRow } from '../../world/lake.js';
import { folded, type History, listOf, type Sighting } from './history.js';

/** A managed policy by its ARN, or an inline one by the ARN of whoever has it and its name. */
export interface Document {
  readonly ownerArn: string;
  /** Null: a managed policy. */
  readonly name: string | null;
}

/** `group`: by which the principal holds it; null: itself. */
export interface Held extends Document {
  readonly group: string | null;
}

export function documentsOf(history: History, holder: Sighting): Held[] {
  return [
    ...documentsIn(holder.row, holder.arn, null),
    ...groupsOf(history, holder).flatMap((group) =>
      documentsIn(group, String(group.group_arn), String(group.group_name)),
    ),
  ];
}

function documentsIn(row: LakeRow, arn: string, group: string | null): Held[] {
  return [
    ...listOf(row, 'attached_policy_arns').map((ownerArn) => ({ ownerArn, name: null, group })),
    ...listOf(row, 'inline_policy_names').map((name) => ({ ownerArn: arn, name, group })),
  ];
}

function groupsOf(history: History, { runId, accountId, row }: Sighting): readonly LakeRow[] {
  const names = listOf(row, 'group_names').map(folded);
  const groups = history.rowsWith('groups', { run_id: runId, account_id: accountId });
  return groups.filter((group) => names.includes(folded(String(group.group_name))));
}

/** Statements of a document in a run; none: the run has not read it. */
export function statementsOf(
  history: History,
  { runId, accountId }: Sighting,
  { ownerArn, name }: Document,
): readonly LakeRow[] {
  const owned = { run_id: runId, account_id: accountId, owner_arn: ownerArn };
  const rows = history.rowsWith('policy_statements', owned);
  return rows.filter((row) => name === null || row.policy_name === name);
}
