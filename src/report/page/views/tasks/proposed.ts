/** Which smaller policies may be shown of a subject: none that says something else than its task. */
import { type Opened, rowsOf } from '../../opened.js';
import { rowsAbout, type Subject } from './task-rows.js';

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
