/** Earlier proposals against the newest snapshot: what was used since is withdrawn, what was applied is told. */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../model/errors.js';
import type { QueryEngine, QueryOptions } from '../query/engine.js';
import type { Assessment } from './assess/assessment.js';
import { assessLake, type LakeQuestion } from './assess-lake.js';
import { sha256 } from './write/names.js';

export interface Rechecked {
  readonly withdrawn: readonly { readonly id: string; readonly reason: string }[];
  readonly applied: readonly string[];
  readonly actionsApplied: number;
  /** Proposals that may be applied as before. */
  readonly standing: number;
}

/** What of index.json is read again. */
interface Entry {
  readonly id: string | null;
  readonly kind: string;
  readonly sha256_before: string | null;
  readonly sha256_after: string | null;
  readonly actions_removed: number;
  status: string;
  reason: string | null;
}

/** Rewrites index.json, and takes the scripts of withdrawn proposals out of the way. */
export async function recheckProposals(
  engine: QueryEngine,
  out: string,
  question: LakeQuestion,
  options: QueryOptions,
): Promise<Rechecked> {
  const index = await readIndex(out);
  const open = new Map(index.documents.flatMap((entry) => (entry.id === null ? [] : [[entry.id.slice(-8), entry]])));
  const { assessments } = await assessLake(engine, question, options);
  const result = {
    withdrawn: [] as Rechecked['withdrawn'][number][],
    applied: [] as string[],
    actionsApplied: 0,
    standing: 0,
  };
  for await (const assessment of assessments) {
    const entry = open.get(assessment.id);
    if (entry?.id === undefined || entry.id === null || entry.kind !== assessment.subject.kind) continue;
    open.delete(assessment.id);
    if (sha256(assessment.before) === entry.sha256_after) {
      result.applied.push(entry.id);
      result.actionsApplied += entry.actions_removed;
      continue;
    }
    const reason = await reasonAgainst(entry, assessment, out);
    if (reason === undefined) result.standing++;
    else result.withdrawn.push({ id: entry.id, reason });
  }
  for (const { id } of open.values()) if (id !== null) result.withdrawn.push({ id, reason: 'the document is gone' });
  for (const { id, reason } of result.withdrawn) await withdraw(out, index.documents, id, reason);
  await writeFile(join(out, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
  return result;
}

async function readIndex(out: string): Promise<{ documents: Entry[] }> {
  try {
    const index = JSON.parse(await readFile(join(out, 'index.json'), 'utf8'));
    if (index.format === 1) return index;
  } catch {
    // told below
  }
  throw new UserError(`Cannot recheck "${out}": it holds no proposals.`, {
    hint: 'Give the folder that `access-lake propose --out` wrote.',
    exit: 'usage',
  });
}

/** Why a proposal may not be applied any more; undefined: everything that it removes could still go. */
async function reasonAgainst(entry: Entry, assessment: Assessment, out: string): Promise<string | undefined> {
  if (sha256(assessment.before) !== entry.sha256_before) return 'the document has changed';
  const removable = new Set(assessment.removed.map(({ action }) => action.toLowerCase()));
  const proof = JSON.parse(await readFile(join(out, entry.id as string, 'proof.json'), 'utf8'));
  const lost = (proof.actions_removed as string[]).filter((action) => !removable.has(action.toLowerCase()));
  if (lost.length === 0) return undefined;
  return `${lost.length} of its actions may no longer go, such as ${lost[0]}`;
}

async function withdraw(out: string, documents: Entry[], id: string, reason: string): Promise<void> {
  for (const entry of documents.filter((one) => one.id === id)) {
    entry.status = 'withdrawn';
    entry.reason = reason;
  }
  const script = join(out, id, 'apply.sh');
  if (existsSync(script)) await rename(script, `${script}.withdrawn`);
}
