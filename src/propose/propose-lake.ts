/** From a lake to a folder of proposals: `access-lake propose`. */
import { dayOf, daysAfter } from '../model/days.js';
import type { Effects } from '../model/effects.js';
import type { QueryEngine, QueryOptions } from '../query/engine/engine.js';
import { inTightHeap } from '../tools/v8.js';
import { AppliedProposals, appliedEntries } from './applied.js';
import { type AssessedLake, assessLake, type LakeQuestion } from './assess/assess-lake.js';
import { Gains } from './gain/gains.js';
import { whyLeftAlone } from './subjects/exceptions.js';
import { grouped } from './subjects/grouped.js';
import type { Snapshot } from './subjects/snapshot.js';
import { blockerIdOf, idOf } from './subjects/subject.js';
import { type Accepted, refuseUnknown } from './write/accept-file.js';
import type { WriteContext } from './write/context.js';
import { documentFiles } from './write/document/files.js';
import { familyEntry, familyFiles, familyFolder } from './write/family.js';
import { UnfinishedProposals } from './write/folder.js';
import { type IndexEntry, indexEntry } from './write/index/entry.js';
import { type AppliedEntry, type Index, indexText, type LeftAloneEntry, storedOptions } from './write/index/file.js';
import { INDEX, README } from './write/layout.js';
import { folderOf } from './write/names.js';
import { scpFiles } from './write/scp.js';
import { ranked, summaryReadme } from './write/summary.js';

export interface ProposeRequest extends LakeQuestion {
  readonly out: string;
  /** Where the lake lies, as index.json names it. */
  readonly lake: string;
  readonly accepted: readonly Accepted[];
  /** Characters that an SCP may have, white space included. */
  readonly scpLimit: number;
  readonly onProgress: (done: number, of: number) => void;
}

export interface ProposeSummary {
  readonly out: string;
  readonly date: string;
  readonly expiresOn: string;
  readonly documents: readonly IndexEntry[];
  /** Those with files, the ones that take most power away first. */
  readonly ranked: readonly IndexEntry[];
  /** Earlier proposals that are in force by now. */
  readonly applied: readonly AppliedEntry[];
}

const VALID_DAYS = 30;

/** Writes the proposals all or not at all, in the place of earlier ones. */
export function proposeLake(
  engine: QueryEngine,
  request: ProposeRequest,
  effects: Effects,
  options: QueryOptions = {},
): Promise<ProposeSummary> {
  return inTightHeap(() => proposedLake(engine, request, effects, options));
}

async function proposedLake(
  engine: QueryEngine,
  request: ProposeRequest,
  effects: Effects,
  options: QueryOptions,
): Promise<ProposeSummary> {
  const folder = await UnfinishedProposals.open(request.out, effects);
  try {
    const lake = await assessLake(engine, request, options);
    const context = contextOf(request, lake, effects);
    refuseUnknown(request.accepted.filter(isKnownEarly), blockersOf(lake));
    // Before the documents, whose evidence is held then: to judge OUs takes the most memory.
    const drafts = isOfAll(request) ? await lake.scpDrafts(request.scpLimit) : undefined;
    const watch = { signal: options.signal, onProgress: request.onProgress };
    const documents = await writeDocuments(lake, folder, context, watch);
    refuseUnknown(
      request.accepted.filter((one) => !isKnownEarly(one) && isOfAll(request)),
      idsOf(documents),
    );
    const common = lake.families();
    for (const family of common) await folder.write(familyFolder(family), familyFiles(family));
    if (drafts !== undefined) await folder.write('scp/draft', scpFiles(drafts));
    const { earlier } = folder;
    const applied = earlier ? appliedEntries(earlier, new AppliedProposals(lake.snapshot, lake.all), request.date) : [];
    const left_alone = leftAloneIn(lake.snapshot, request);
    const index = { ...indexOf(request, context), left_alone, documents, families: common.map(familyEntry), applied };
    await folder.write('', [
      { name: INDEX, text: indexText(index) },
      { name: README, text: summaryReadme(index, context.isExpired) },
    ]);
    await folder.finish();
    const { date, out } = request;
    return { out, date, expiresOn: context.expiresOn, documents, ranked: ranked(documents), applied };
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

interface Watch extends Pick<ProposeRequest, 'onProgress'> {
  readonly signal: AbortSignal | undefined;
}

/** Writes the files of each document as it comes, in batches; what holders gain shows when all have. Entries are in the order of `asked`. */
async function writeDocuments(
  { asked, assessments, known, powerOf, all }: AssessedLake,
  folder: UnfinishedProposals,
  context: WriteContext,
  { signal, onProgress }: Watch,
): Promise<IndexEntry[]> {
  const entries = new Map<string, IndexEntry>();
  const gains = new Gains(known, powerOf, { all, asked });
  onProgress(0, asked.length);
  for await (const assessment of assessments) {
    signal?.throwIfAborted();
    const entry = indexEntry(assessment);
    entries.set(assessment.subject.key, entry);
    gains.add(assessment);
    if (entry.id !== null) await folder.write(folderOf(assessment), documentFiles(assessment, context));
    onProgress(entries.size, asked.length);
  }
  const gained = gains.all();
  return asked.map(({ key }) => Object.assign(entries.get(key) as IndexEntry, { gain: gained.get(key) ?? null }));
}

/** An SCP speaks of a whole OU: it is drafted where nothing was left out. */
function isOfAll({ selection }: ProposeRequest): boolean {
  return Object.values(selection).every((values) => values.length === 0);
}

/** Whether the blocker is one that needs no evidence; any other shows once its document is assessed. */
function isKnownEarly({ id }: Accepted): boolean {
  return !KNOWN_LATE.some((code) => id.startsWith(`${code}-`));
}

/** Blockers that follow from what goes. */
const KNOWN_LATE = ['reference_old', 'acts_through'];

function blockersOf({ all }: AssessedLake): Set<string> {
  return new Set(all.flatMap((subject) => subject.gaps.map((gap) => blockerIdOf(idOf(subject), gap))));
}

function idsOf(documents: readonly IndexEntry[]): Set<string> {
  return new Set(documents.flatMap(({ blockers }) => blockers.map(({ id }) => id)));
}

/** Before the ARN of a user or role that a trust policy names. */
const TRUSTED = 'AWS:';

function contextOf(
  { date, days, accepted }: ProposeRequest,
  { snapshot }: AssessedLake,
  { now }: Effects,
): WriteContext {
  const expiresOn = daysAfter(date, VALID_DAYS);
  const regions = grouped(snapshot.regions.map(({ accountId, region }) => [accountId, region] as const));
  const names = snapshot.principals.flatMap(({ arn, trusted }) =>
    trusted.filter((one) => one.startsWith(TRUSTED)).map((one) => [one.slice(TRUSTED.length), arn] as const),
  );
  const trusting = grouped(names);
  return { date, days, expiresOn, isExpired: dayOf(now()) > expiresOn, accepted, regions, trusting };
}

/** Users and roles, by their names or by whom they trust. */
function leftAloneIn({ principals }: Snapshot, { exceptions }: ProposeRequest): LeftAloneEntry[] {
  return principals.flatMap((one) => {
    const why = one.isServiceLinked || one.isDeleted ? undefined : whyLeftAlone(exceptions, one);
    return why === undefined ? [] : [{ arn: one.arn, why }];
  });
}

type Head = Omit<Index, 'left_alone' | 'documents' | 'families' | 'applied'>;

function indexOf(request: ProposeRequest, { expiresOn }: WriteContext): Head {
  const { lake, date, days } = request;
  const head = { lake, snapshot_date: date, days, expires_on: expiresOn, rechecked_at: null };
  return { format: 1, ...head, options: storedOptions(request) };
}
