/** Files of a family: the one text for all its accounts, to put into the template that they come from. */
import type { Family } from '../assess/families.js';
import type { WrittenFile } from './document/files.js';
import { changeOf } from './document/proposal.js';
import { afterFiles, folderOf } from './names.js';

export function familyFolder({ assessment }: Family): string {
  return folderOf(assessment).replace(/^sets\/managed_policy\//, 'families/');
}

export function familyFiles({ assessment }: Family): WrittenFile[] {
  const { before, after } = assessment;
  const names = afterFiles(after);
  return [
    { name: 'before.json', text: before ?? 'null' },
    ...names.map((name, at) => ({ name, text: after[at] ?? 'null' })),
    { name: 'change.diff', text: changeOf(before, after) },
  ];
}

export type FamilyEntry = ReturnType<typeof familyEntry>;

export function familyEntry(family: Family) {
  const { name, path, assessment, accountIds, documents } = family;
  return {
    folder: familyFolder(family),
    name,
    path,
    status: assessment.status,
    /** Nobody accepts those of a family: whoever changes the template answers for it. */
    blockers: assessment.blockers.map(({ code, subject, removableWithout }) => ({
      code,
      subject,
      removable_without: removableWithout,
    })),
    accounts: accountIds,
    sha256_before: assessment.sha256Before,
    sha256_after: assessment.sha256After,
    document_ids: documents.map(folderOf),
  };
}
