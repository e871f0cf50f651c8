/** Files of SCP drafts: a text an OU, and a README that says what a draft is. */
import type { ScpDraft } from '../assess/scp.js';
import type { WrittenFile } from './document/files.js';
import { code, counted } from './markdown.js';

export function scpFiles(drafts: readonly ScpDraft[]): WrittenFile[] {
  if (drafts.length === 0) return [];
  const lines = drafts.map(({ ou, services, exempt, texts }) => {
    const says = `- ${code(ou)}: ${counted(services.length, 'service')}, ${exempt.length} exempt`;
    return texts.length === 0
      ? `${says}: no draft, because they do not fit in one, or have names that are not valid in IAM`
      : says;
  });
  const readme = `# Drafts of service control policies

Each draft denies services that no user or role in the accounts now in the OU used, and is written once, at the highest
OU. These are only drafts, because the lake knows nothing about the root users of the accounts: check the organization's
own access report first. Services that everybody needs, that have a permission whose use leaves no row, or whose use the
lake cannot show, are left out. Exempt are the users and roles that are now in the accounts of the OU and are left alone,
idle by design or excepted (for a permission set, all its roles), and the roles that AWS creates, by their names.
**A role for emergencies that is created later is not exempt: add it.**

${lines.join('\n')}
`;
  const files = drafts.flatMap(({ ou, texts: own }) =>
    own.map((text, at) => ({ name: `${fileName(ou)}${at === 0 ? '' : `-${at + 1}`}.json`, text })),
  );
  return [...files, { name: 'README.md', text: readme }];
}

/** Longest that AWS gives is 68. */
const LONGEST_NAME = 100;

/** IDs of OUs are letters, digits and hyphens; what is not, is no path. */
function fileName(ou: string): string {
  return ou.replaceAll(/[^\w-]/g, '-').slice(0, LONGEST_NAME);
}
