/** From a lake to a folder of proposals: `access-lake propose`. */
import type { Effects } from '../model/effects.js';
import { readReference, type ServiceReference } from '../model/reference.js';
import type { QueryEngine, QueryOptions } from '../query/engine.js';
import { assessLake, type LakeQuestion } from './assess-lake.js';
import type { Accepted } from './write/accept-file.js';
import type { WriteContext } from './write/context.js';
import { documentFiles } from './write/document.js';
import { familyEntry, familyFiles, familyFolder } from './write/family.js';
import { checkOut, UnfinishedFolder } from './write/folder.js';
import { indexEntry } from './write/index-entry.js';
import { folderOf } from './write/names.js';
import { scpFiles } from './write/scp.js';
import { ranked, type Summarized, summarized, summaryReadme } from './write/summary.js';

export interface ProposeRequest extends LakeQuestion {
  readonly out: string;
  /** Where the lake lies, as index.json names it. */
  readonly lake: string;
  readonly accepted: readonly Accepted[];
  readonly onProgress: (done: number, of: number) => void;
}

export interface ProposeSummary {
  readonly out: string;
  readonly date: string;
  readonly expiresOn: string;
  readonly documents: readonly Summarized[];
  /** Those with files, the ones that remove most power first. */
  readonly ranked: readonly Summarized[];
}

const DAY_MS = 86_400_000;
const validDays = 30;

/** An SCP speaks of a whole OU: it is drafted where nothing was left out. */
function isOfAll({ selection }: ProposeRequest): boolean {
  return Object.values(selection).every((values) => values.length === 0);
}

/** Writes the folder whole or not at all. Throws where a proof refuses a proposal. */
export async function proposeLake(
  engine: QueryEngine,
  request: ProposeRequest,
  effects: Effects,
  options: QueryOptions = {},
): Promise<ProposeSummary> {
  await checkOut(request.out);
  const context = contextOf(request, effects);
  const levelOf = levelsOf(request.reference ?? readReference());
  const folder = new UnfinishedFolder(request.out, effects);
  const entries: object[] = [];
  const documents: Summarized[] = [];
  try {
    const { subjects, assessments, families, scpDrafts } = await assessLake(engine, request, options);
    for await (const assessment of assessments) {
      options.signal?.throwIfAborted();
      entries.push(indexEntry(assessment));
      documents.push(summarized(assessment, levelOf));
      const isWritten = assessment.status === 'proposed' || assessment.status === 'conditional';
      if (isWritten) await folder.write(folderOf(assessment), documentFiles(assessment, context));
      request.onProgress(documents.length, subjects);
    }
    const common = families();
    for (const family of common) await folder.write(familyFolder(family), familyFiles(family));
    if (isOfAll(request)) await folder.write('scp/draft', scpFiles(await scpDrafts()));
    const index = indexOf(request, context, entries, common.map(familyEntry));
    await folder.write('', [
      { name: 'index.json', text: `${JSON.stringify(index, null, 2)}\n` },
      { name: 'README.md', text: summaryReadme(documents, context) },
    ]);
    await folder.finish();
  } catch (error) {
    await folder.discard();
    throw error;
  }
  const { date, out } = request;
  return { out, date, expiresOn: context.expiresOn, documents, ranked: ranked(documents) };
}

function contextOf({ date, days, accepted }: ProposeRequest, { now }: Effects): WriteContext {
  const expiresOn = dayOf(Date.parse(date) + validDays * DAY_MS);
  return { date, days, expiresOn, isExpired: dayOf(now()) > expiresOn, accepted };
}

function indexOf(
  { lake, date, days }: ProposeRequest,
  { expiresOn }: WriteContext,
  documents: object[],
  families: object[],
): object {
  return { format: 1, lake, snapshot_date: date, days, expires_on: expiresOn, documents, families };
}

function levelsOf({ actions }: ServiceReference): (action: string) => string | null {
  const levels = new Map(
    actions.map((row) => [`${row.service_namespace}:${row.action_name}`.toLowerCase(), row.access_level]),
  );
  return (action) => levels.get(action) ?? null;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
