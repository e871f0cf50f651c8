/** Files of SCP drafts: a text an OU, and a README that says what a draft is. */
import type { ScpDraft } from '../assess/scp.js';
import type { WrittenFile } from './document/files.js';
import { code, counted } from './markdown.js';

export function scpFiles(drafts: readonly ScpDraft[]): WrittenFile[] {
  if (drafts.length === 0) return [];
  const lines = drafts.map(({ ou, services }) => `- ${code(ou)}: ${counted(services.length, 'service')}`);
  const readme = `# Drafts of service control policies

Each denies services that no user or role of the accounts now in the OU used, written once at the highest OU. A draft,
for the lake knows nothing of the root users of the accounts: look at the organization's own access report first.
Services that everybody needs, that hold a right which leaves no row, or of which the lake cannot show a use, are left
out. Roles for emergencies are exempt by their name: put yours in.

${lines.join('\n')}
`;
  const texts = drafts.flatMap(({ ou, texts: own }) =>
    own.map((text, at) => ({ name: `${fileName(ou)}${at === 0 ? '' : `-${at + 1}`}.json`, text })),
  );
  return [...texts, { name: 'README.md', text: readme }];
}

/** Longest that AWS gives is 68. */
const LONGEST_NAME = 100;

/** IDs of OUs are letters, digits and hyphens; what is not, is no path. */
function fileName(ou: string): string {
  return ou.replaceAll(/[^\w-]/g, '-').slice(0, LONGEST_NAME);
}
