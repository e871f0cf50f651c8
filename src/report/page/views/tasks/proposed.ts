/** Which smaller policies may be shown of a subject: none that says something else than its task. */
import { type Opened, rowsOf } from '../../opened.js';
import { rowsAbout, type Subject, subjectOf } from './task-rows.js';

export interface Proposed {
  readonly work: Opened;
  /** The sheets `proposals` and `proposal_holders`. */
  readonly documents: Opened;
  readonly holders: Opened;
}

/** Rows of `documents`; undefined of what is to be deleted, kept or measured first, and of what such roles alone hold. */
export function proposedFor(proposed: Proposed, subject: Subject): readonly number[] | undefined {
  const { work, documents, holders } = proposed;
  const steps = rowsAbout(work, subject).map((row) => work.get('step', row));
  if (steps.some((step) => step !== 'NARROW')) return undefined;
  const all = documentsOf(documents, holders, subject);
  const stays = all.filter((document) => isHeldOn(proposed, document));
  return all.length > 0 && stays.length === 0 ? undefined : stays;
}

/**
 * By the row of a task the actions that stay in the smaller texts of its subject, and by which a holder can give itself
 * everything again; none where no text is shown.
 */
export function residuals(proposed: Proposed): (row: number) => readonly string[] {
  return (row) => {
    const subject = subjectOf(proposed.work, row);
    const rows = subject === undefined ? [] : (proposedFor(proposed, subject) ?? []);
    return residualOf(proposed.documents, rows);
  };
}

/** The same of documents. */
export function residualOf(documents: Opened, rows: readonly number[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => documents.text('residual', row).split(' ').filter(Boolean)))];
}

/** `still administrator, through iam:PutRolePolicy and 3 more`; empty: no action. */
export function stillAdministrator(actions: readonly string[]): string {
  const more = actions.length > 1 ? ` and ${actions.length - 1} more` : '';
  return actions.length === 0 ? '' : `still administrator, through ${actions[0]}${more}`;
}

/** Whether somebody holds it who is not to be deleted. */
function isHeldOn({ work, holders }: Proposed, document: number): boolean {
  const rows = holders.rowsBy('document').get(String(document)) ?? [];
  const isDeleted = (row: number): boolean =>
    rowsAbout(work, { type: 'PRINCIPAL', arn: holders.text('principal_arn', row) }).some(
      (task) => work.get('step', task) === 'DELETE',
    );
  return rows.length === 0 || !rows.every(isDeleted);
}

function documentsOf(documents: Opened, holders: Opened, subject: Subject): readonly number[] {
  switch (subject.type) {
    case 'PRINCIPAL': {
      const held = holders.rowsBy('principal_arn').get(subject.arn) ?? [];
      return held.map((row) => holders.number('document', row) as number);
    }
    case 'MANAGED_POLICY':
      return documents.rowsBy('arn').get(subject.arn) ?? [];
    case 'PERMISSION_SET':
      return rowsOf(documents).filter(
        (row) => documents.get('kind', row) === 'permission_set' && documents.get('name', row) === subject.name,
      );
  }
}
