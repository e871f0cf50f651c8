/** Files of SCP drafts: a text an OU, and a README that says what a draft is. */
import type { ScpDraft } from '../assess/scp.js';
import type { WrittenFile } from './document/files.js';
import { code, counted } from './markdown.js';

export function scpFiles(drafts: readonly ScpDraft[]): WrittenFile[] {
  if (drafts.length === 0) return [];
  const lines = drafts.map(({ ou, services, exempt, texts }) => {
    const says = `- ${code(ou)}: ${counted(services.length, 'service')}, ${exempt.length} exempt`;
    return texts.length === 0
      ? `${says}: no draft, for they do not fit into one, or bear names that IAM does not give`
      : says;
  });
  const readme = `# Drafts of service control policies

Each denies services that no user or role of the accounts now in the OU used, written once at the highest OU. A draft,
for the lake knows nothing of the root users of the accounts: look at the organization's own access report first.
Services that everybody needs, that hold a right which leaves no row, or whose use the lake cannot show, are left
out. Exempt are users and roles that are there now, in the accounts of the OU, and are left alone, idle by design or
excepted; of a permission set all its roles; and the roles that AWS makes by their names. **A role for emergencies that is
made later is not exempt: put it in.**

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
