/** Proposals as files alone, without a lake: what of them lies where. */
import { type Dirent, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { systemEffects } from '../../src/model/effects.js';
import { type RenamingCalls, UnfinishedProposals } from '../../src/propose/write/folder.js';
import type { Index } from '../../src/propose/write/index/file.js';

export const [ONE, TWO, THREE] = [
  '111122223333/inline_policy/one-11111111',
  '111122223333/managed_policy/two-22222222',
  'sets/permission_set/three-33333333',
] as const;

export const EMPTY_INDEX: Index = {
  format: 1,
  lake: './lake',
  snapshot_date: '2026-07-01',
  days: 90,
  expires_on: '2026-07-31',
  rechecked_at: null,
  options: {
    grade: 'action',
    grantAge: 'any',
    isUnprovenIncluded: false,
    isPerHolder: false,
    leastGain: 0,
    isReadOnlyIncluded: true,
    exceptions: { principals: [], actions: [], policies: [], tags: [], idle: [], released: [] },
    selection: { accountIds: [], ous: [], principals: [], policies: [], permissionSets: [], tags: [] },
  },
  left_alone: [],
  documents: [],
  families: [],
  applied: [],
};

/** Every file that a document may have. */
const DOCUMENT_FILES = [
  'before.json',
  'after.json',
  'after-2.json',
  'part-1-before.json',
  'part-1-after.json',
  'change.diff',
  'reasons.csv',
  'proof.json',
  'cloudtrail.sql',
  'README.md',
  'apply.sh',
  'rollback.sh',
  'denials.sh',
];

/** Writes proposals of these documents whose files hold `text`, with a family and a draft. */
export async function placed(
  out: string,
  documents: readonly string[],
  text: string,
  calls?: RenamingCalls,
): Promise<void> {
  const folder = await UnfinishedProposals.open(out, systemEffects, calls);
  try {
    for (const id of documents)
      await folder.write(
        id,
        DOCUMENT_FILES.map((name) => fileOf(name, `${text} ${id}`)),
      );
    await folder.write('families/four-44444444', [fileOf('before.json', text), fileOf('change.diff', text)]);
    await folder.write('scp/draft', [fileOf('ou-1.json', text), fileOf('README.md', text)]);
    await folder.write('', [
      fileOf('README.md', text),
      fileOf('index.json', JSON.stringify({ ...EMPTY_INDEX, lake: text })),
    ]);
    await folder.finish();
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

function fileOf(name: string, text: string) {
  return { name, text, ...(name.endsWith('.sh') ? { isExecutable: true as const } : {}) };
}

/** Every path below a folder with what lies there: a file's text, where a link leads, `folder`. No link is followed. */
export function treeOf(folder: string, below = ''): Map<string, string> {
  const entries = readdirSync(join(folder, below), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(
    entries.flatMap((entry): [string, string][] => {
      const path = `${below}${entry.name}`;
      if (entry.isDirectory()) return [[path, 'folder'], ...treeOf(folder, `${path}/`)];
      return [[path, contentOf(join(folder, path), entry)]];
    }),
  );
}

function contentOf(place: string, entry: Dirent): string {
  if (entry.isSymbolicLink()) return `link to ${readlinkSync(place)}`;
  return entry.isFile() ? readFileSync(place, 'utf8') : 'neither file nor folder';
}
