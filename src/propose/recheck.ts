/** Earlier proposals against a newer snapshot: what was used since is withdrawn, what was applied is told. */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../model/errors.js';
import type { QueryEngine, QueryOptions } from '../query/engine.js';
import { AppliedProposals, appliedEntries } from './applied.js';
import type { Assessment } from './assess/assessment.js';
import { assessLake, type LakeQuestion } from './assess-lake.js';
import type { IndexEntry } from './write/index-entry.js';
import { type Index, indexText, readIndex } from './write/index-file.js';
import { code } from './write/markdown.js';
import { sha256 } from './write/names.js';
import { summaryReadme } from './write/summary.js';

/** What is not as it was when the proposals were made; exceptions are those that came since. */
export interface RecheckQuestion extends Pick<LakeQuestion, 'date' | 'dates' | 'reference' | 'exceptions'> {
  readonly today: string;
}

export interface Rechecked {
  readonly withdrawn: readonly { readonly id: string; readonly reason: string }[];
  readonly applied: readonly string[];
  readonly actionsApplied: number;
  /** Proposals that may be applied as before. */
  readonly standing: number;
}

export async function readProposals(out: string): Promise<Index> {
  const index = await readIndex(out);
  if (index !== undefined) return index;
  throw new UserError(`Cannot recheck "${out}": it holds no proposals.`, {
    hint: 'Give the folder that `access-lake propose --out` wrote.',
    exit: 'usage',
  });
}

/** Judges by the options of the proposals. Rewrites index.json and the READMEs, and takes the scripts of what is withdrawn away. */
export async function recheckProposals(
  engine: QueryEngine,
  out: string,
  question: RecheckQuestion,
  options: QueryOptions,
): Promise<Rechecked> {
  const index = await readProposals(out);
  const open = index.documents.filter(({ id, status }) => id !== null && status !== 'withdrawn');
  const lake = await assessLake(engine, questionOf(index, open, question), options);
  const inForce = new AppliedProposals(lake.snapshot, lake.all);
  const applied = open.filter((entry) => inForce.has(entry));
  const found = new Map<string, Assessment>();
  for await (const assessment of lake.assessments) found.set(`${assessment.subject.kind} ${assessment.id}`, assessment);
  const withdrawn: { id: string; reason: string }[] = [];
  for (const entry of open) {
    const id = entry.id as string;
    const isApplied = applied.includes(entry);
    const assessment = found.get(`${entry.kind} ${id.slice(-8)}`);
    const reason = isApplied ? undefined : await reasonAgainst(entry, assessment, inForce, join(out, id));
    if (reason !== undefined) withdrawn.push({ id, reason });
    entry.status = isApplied ? 'applied' : reason === undefined ? openStatus(entry) : 'withdrawn';
    entry.reason = reason ?? null;
  }
  for (const { id, reason } of withdrawn) await withdraw(join(out, id), reason, question.date);
  const list = appliedEntries(index, inForce, question.date);
  await writeIndex(out, { ...index, applied: list }, question.today);
  return {
    withdrawn,
    applied: applied.map(({ id }) => id as string),
    actionsApplied: applied.reduce((total, { actions_removed }) => total + actions_removed, 0),
    standing: open.length - applied.length - withdrawn.length,
  };
}

/** With the exceptions of then and of now. */
function questionOf(index: Index, open: readonly IndexEntry[], question: RecheckQuestion): LakeQuestion {
  const { exceptions } = index.options;
  const nothing = { accountIds: [], ous: [], principals: [], policies: [], permissionSets: [], tags: [] };
  return {
    ...index.options,
    ...question,
    days: index.days,
    exceptions: {
      principals: both(exceptions.principals, question.exceptions.principals),
      actions: both(exceptions.actions, question.exceptions.actions),
      policies: both(exceptions.policies, question.exceptions.policies),
      tags: both(exceptions.tags, question.exceptions.tags),
    },
    selection: nothing,
    ids: new Set(open.map(({ id }) => (id as string).slice(-8))),
  };
}

function both(then: readonly string[], now: readonly string[]): string[] {
  return [...new Set([...then, ...now])];
}

function openStatus({ blockers }: IndexEntry): IndexEntry['status'] {
  return blockers.length > 0 ? 'conditional' : 'proposed';
}

/** Why a proposal may not be applied any more; undefined: everything that it removes could still go. */
async function reasonAgainst(
  entry: IndexEntry,
  assessment: Assessment | undefined,
  inForce: AppliedProposals,
  folder: string,
): Promise<string | undefined> {
  if (!inForce.isMeasured(entry)) return 'its account was not measured';
  if (assessment === undefined) return 'the document is gone';
  if (sha256(assessment.before) !== entry.sha256_before) return 'the document has changed';
  const accepted = new Set(entry.blockers.map(({ id }) => id));
  const news = assessment.blockers.filter(({ id, code: kind }) => kind !== 'reference_old' && !accepted.has(id));
  if (news.length > 0) return `${news.length} of its blockers are new, such as ${news[0]?.code}: ${news[0]?.subject}`;
  const removable = new Set(assessment.removed.map(({ action }) => action.toLowerCase()));
  const proof = JSON.parse(await readFile(join(folder, 'proof.json'), 'utf8'));
  const lost = (proof.actions_removed as string[]).filter((action) => !removable.has(action.toLowerCase()));
  return lost.length === 0 ? undefined : `${lost.length} of its actions may no longer go, such as ${lost[0]}`;
}

/** The script is taken out of the way before anything tells that it is. */
async function withdraw(folder: string, reason: string, date: string): Promise<void> {
  const script = join(folder, 'apply.sh');
  if (existsSync(script)) await rename(script, `${script}.withdrawn`);
  const readme = join(folder, 'README.md');
  const note = `> **Withdrawn** by the snapshot of ${date}: ${code(reason)}. It must not be applied any more.\n\n`;
  await replaced(readme, note + (await readFile(readme, 'utf8')));
}

async function writeIndex(out: string, index: Index, today: string): Promise<void> {
  await replaced(join(out, 'README.md'), summaryReadme(index, index.expires_on < today));
  await replaced(join(out, 'index.json'), indexText(index));
}

async function replaced(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
