/** Earlier proposals against a newer snapshot: what was used since is withdrawn, what was applied is told. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Exceptions } from '../decisions/except-file.js';
import { type FolderEffects, OwnFolder } from '../files/own-folder.js';
import { systemEffects } from '../model/effects.js';
import { UserError } from '../model/errors.js';
import { harmlessJson } from '../model/escape.js';
import { canonicalSha256 } from '../policy/json.js';
import type { QueryEngine, QueryOptions } from '../query/engine/engine.js';
import { inTightHeap } from '../tools/v8.js';
import { AppliedProposals, appliedEntries, isRetirement } from './applied.js';
import { assessLake, type LakeQuestion } from './assess/assess-lake.js';
import type { Assessment } from './assess/assessment.js';
import { readRemoved } from './write/document/proof-file.js';
import { refuseLinks, refuseOthers } from './write/folder.js';
import type { IndexEntry, Withdrawal } from './write/index/entry.js';
import { type Index, indexText } from './write/index/file.js';
import { readIndex } from './write/index/read.js';
import { INDEX, README, RECHECKED, REPLACED_INDEX } from './write/layout.js';
import { code } from './write/markdown.js';
import { summaryReadme } from './write/summary.js';

/** What is not as it was when the proposals were made; exceptions are those that came since. */
export interface RecheckQuestion extends Pick<LakeQuestion, 'date' | 'dates' | 'reference'> {
  readonly exceptions: Exceptions;
  readonly today: string;
}

export interface Rechecked {
  readonly withdrawn: readonly (Against & { readonly id: string })[];
  readonly applied: readonly string[];
  readonly actionsApplied: number;
  /** Proposals that may be applied as before. */
  readonly standing: number;
}

/** What speaks against a proposal. */
interface Against {
  readonly reason: Withdrawal;
  /** As a sentence. */
  readonly detail: string;
}

const HINT = 'Give the user that runs access-lake the right to write there.';

/** Earlier proposals. Somebody else may have written them: each place is looked at before it is read or replaced. */
export interface Proposals {
  readonly folder: OwnFolder;
  readonly index: Index;
  readonly now: () => number;
}

/** Fails with a UserError where the folder holds no proposals, and where a link lies among them. */
export async function readProposals(out: string, effects: FolderEffects = systemEffects): Promise<Proposals> {
  const folder = new OwnFolder(out, { hint: HINT }, effects);
  const index = await readIndex(folder, INDEX);
  if (index === undefined) throw noProposals(out);
  await refuseLinks(out);
  return { folder, index, now: () => effects.now() };
}

function noProposals(out: string): UserError {
  const isUnfinished = existsSync(join(out, REPLACED_INDEX)) && !existsSync(join(out, INDEX));
  if (!isUnfinished) {
    return new UserError(`Cannot recheck "${out}": it holds no proposals.`, {
      hint: 'Give the folder that `access-lake propose --out` wrote.',
      exit: 'usage',
    });
  }
  return new UserError(`Cannot recheck "${out}": a run was killed while it replaced its proposals.`, {
    hint: 'Run `access-lake propose` with --out again.',
    exit: 'usage',
  });
}

/** Judges by the options of the proposals. Rewrites index.json and the READMEs, and takes the scripts of what is withdrawn away. */
export function recheckProposals(
  engine: QueryEngine,
  proposals: Proposals,
  question: RecheckQuestion,
  options: QueryOptions,
): Promise<Rechecked> {
  return inTightHeap(() => rechecked(engine, proposals, question, options));
}

async function rechecked(
  engine: QueryEngine,
  proposals: Proposals,
  question: RecheckQuestion,
  options: QueryOptions,
): Promise<Rechecked> {
  const { folder, index } = proposals;
  const open = index.documents.filter(({ id, status }) => id !== null && status !== 'withdrawn');
  const lake = await assessLake(engine, questionOf(index, open, question), options);
  const inForce = new AppliedProposals(lake.snapshot, lake.all);
  const applied = open.filter((entry) => inForce.has(entry));
  const found = await findingsOf(open, lake.assessments, folder);
  const withdrawn: (Against & { id: string })[] = [];
  for (const entry of open) {
    const id = entry.id as string;
    const isApplied = applied.includes(entry);
    const against = isApplied ? undefined : againstIt(entry, inForce, found.has(id) ? found.get(id) : GONE);
    if (against !== undefined) withdrawn.push({ id, ...against });
    entry.status = isApplied ? 'applied' : against === undefined ? openStatus(entry) : 'withdrawn';
    entry.reason = against?.reason ?? null;
    entry.detail = against?.detail ?? null;
  }
  const list = appliedEntries(index, inForce, question.date);
  const rechecked = { ...index, rechecked_at: new Date(proposals.now()).toISOString(), applied: list };
  await writeFindings({ ...proposals, index: rechecked }, withdrawn, question);
  return {
    withdrawn,
    applied: applied.map(({ id }) => id as string),
    actionsApplied: applied.reduce((total, { actions_leave_text }) => total + actions_leave_text, 0),
    standing: open.length - applied.length - withdrawn.length,
  };
}

/** The index last: what a crash leaves undone the next look does. */
async function writeFindings(
  { folder, index, now }: Proposals,
  withdrawn: Rechecked['withdrawn'],
  { date, today }: RecheckQuestion,
): Promise<void> {
  await refuseLinks(folder.root);
  try {
    await refuseOthers(folder, now());
    for (const { id, detail } of withdrawn) await withdraw(folder, id, { detail, date });
    await tellStanding(folder, index, date);
    await folder.replace(README, summaryReadme(index, index.expires_on < today));
    await folder.replace(INDEX, indexText(index));
  } finally {
    await folder.close();
  }
}

/** What apply.sh of a permission set wants to see: its credentials reach none of the accounts whose roles it would ask about. */
async function tellStanding(folder: OwnFolder, index: Index, snapshotDate: string): Promise<void> {
  const { rechecked_at } = index;
  for (const { id, kind, status, sha256_before, sha256_after } of index.documents) {
    if (id === null || kind !== 'permission_set' || status === 'withdrawn') continue;
    const found = { format: 1, rechecked_at, snapshot_date: snapshotDate, sha256_before, sha256_after };
    await folder.replace(`${id}/${RECHECKED}`, harmlessJson(found));
  }
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
      idle: exceptions.idle,
      released: exceptions.released,
    },
    selection: nothing,
    ids: new Set(open.map(({ document_id }) => document_id)),
  };
}

function both(then: readonly string[], now: readonly string[]): string[] {
  return [...new Set([...then, ...now])];
}

function openStatus(entry: IndexEntry): IndexEntry['status'] {
  if (isRetirement(entry)) return 'retire';
  return entry.blockers.length > 0 ? 'conditional' : 'proposed';
}

/** Why a proposal may not be applied any more; undefined: everything that it removes could still go. */
function againstIt(entry: IndexEntry, inForce: AppliedProposals, found: Against | undefined): Against | undefined {
  if (inForce.isMeasured(entry)) return found;
  return { reason: 'account_not_measured', detail: 'its account was not measured' };
}

const GONE: Against = { reason: 'document_gone', detail: 'the document no longer exists' };

/** Of roles that are to go, whatever their documents say by now. */
const NEEDED: Against = { reason: 'not_removable', detail: 'the roles that hold it are no longer listed with DELETE' };

/** By the id of a proposal what its document says against it now; ids of documents that are gone are not there. */
async function findingsOf(
  open: readonly IndexEntry[],
  assessments: AsyncIterable<Assessment>,
  folder: OwnFolder,
): Promise<Map<string, Against | undefined>> {
  const entries = new Map(open.map((entry) => [`${entry.kind} ${entry.document_id}`, entry]));
  const findings = new Map<string, Against | undefined>();
  for await (const assessment of assessments) {
    const entry = entries.get(`${assessment.subject.kind} ${assessment.id}`);
    const id = entry?.id;
    if (entry && id) findings.set(id, await findingOf(entry, assessment, folder));
  }
  return findings;
}

async function findingOf(entry: IndexEntry, assessment: Assessment, folder: OwnFolder): Promise<Against | undefined> {
  if (isRetirement(entry)) return assessment.status === 'retire' ? undefined : NEEDED;
  if (hasChanged(entry, assessment)) return { reason: 'document_changed', detail: 'the document has changed' };
  const accepted = new Set(entry.blockers.map(({ id }) => id));
  const news = assessment.blockers.filter(({ id, code: kind }) => kind !== 'reference_old' && !accepted.has(id));
  if (news.length > 0) {
    const detail = `${news.length} of its blockers are new, such as ${news[0]?.code}: ${news[0]?.subject}`;
    return { reason: 'new_blockers', detail };
  }
  const removable = new Set(assessment.removed.map(({ action }) => action.toLowerCase()));
  const removed = await readRemoved(folder, entry);
  const lost = removed.filter((action) => !removable.has(action.toLowerCase()));
  if (lost.length === 0) return undefined;
  return {
    reason: 'not_removable',
    detail: `${lost.length} of its actions can no longer be removed, such as ${lost[0]}`,
  };
}

/** Of a permission set also where a policy of AWS has another text, or one came or went. */
function hasChanged(entry: IndexEntry, { before, subject }: Assessment): boolean {
  if (canonicalSha256(before) !== entry.sha256_before || subject.differences.length > 0) return true;
  const textsOf = (parts: (string | null)[][]): string => JSON.stringify(parts.sort());
  const now = subject.parts.map(({ arn, text }) => [arn, canonicalSha256(text)]);
  const then = entry.parts.map(({ arn, sha256_before }) => [arn, sha256_before]);
  return subject.kind === 'permission_set' && textsOf(now) !== textsOf(then);
}

/** Longest README that is written again, in bytes. */
const LARGEST_README = 2 ** 24;

/** The script is taken out of the way before anything tells that it is. */
async function withdraw(
  folder: OwnFolder,
  id: string,
  { detail, date }: { detail: string; date: string },
): Promise<void> {
  await folder.move(`${id}/apply.sh`, `${id}/apply.sh.withdrawn`);
  const readme = `${id}/${README}`;
  const note = `> **Withdrawn** after the snapshot of ${date}: ${code(detail)}. It must no longer be applied.\n\n`;
  await folder.replace(readme, note + ((await folder.read(readme, LARGEST_README)) ?? ''));
}
