/** The smaller policies that `access-lake propose` would write, for the documents of the first tasks. */

import { setImmediate as turn } from 'node:timers/promises';
import { indentedJson } from '../policy/json.js';
import { countPowers, namedByPower, POWERS } from '../policy/power.js';
import { assessLake, type LakeQuestion } from '../propose/assess/assess-lake.js';
import { LEAST_GAIN } from '../propose/assess/least-gain.js';
import { Gains } from '../propose/gain/gains.js';
import { exceptionsOf } from '../propose/subjects/exceptions.js';
import type { Subject } from '../propose/subjects/subject.js';
import { type DocumentProposal, documentProposal } from '../propose/write/document/proposal.js';
import type { IndexEntry } from '../propose/write/index/entry.js';
import { ranked } from '../propose/write/summary.js';
import type { Cell, QueryEngine, QueryOptions } from '../query/engine/engine.js';
import type { Sheet } from './payload.js';
import { sheetOf } from './sheet.js';
import { ofFirstTasks } from './tasks.js';

export interface Proposed {
  /** One row a document: what it is and its new text. Shared documents are there once. */
  readonly documents: Sheet;
  /** Which users and roles hold which document, by its row. */
  readonly holders: Sheet;
  /** Documents that a task of the worklist is about and that were not assessed. */
  readonly left: number;
}

interface Kept {
  /** With what the holders lose by it alone, until all is assessed. */
  readonly entry: IndexEntry;
  readonly texts: Pick<DocumentProposal, 'after' | 'change' | 'holderArns'>;
}

/** As `propose` without options asks. */
function usual(date: string, dates: readonly string[]): LakeQuestion {
  return {
    date,
    dates,
    days: 90,
    grade: 'action',
    grantAge: 'any',
    isUnprovenIncluded: false,
    isPerHolder: false,
    leastGain: LEAST_GAIN,
    isReadOnlyIncluded: false,
    exceptions: exceptionsOf({}),
    reference: undefined,
    selection: { accountIds: [], ous: [], principals: [], policies: [], permissionSets: [], tags: [] },
  };
}

export interface ProposalsAsked {
  readonly date: string;
  readonly dates: readonly string[];
  readonly most: number;
  readonly worklist: Sheet;
}

/**
 * At most so many documents, in the order of `propose`; of none nothing is assessed. Where there are more, those of the
 * first tasks of the worklist are assessed.
 */
export async function propose(engine: QueryEngine, asked: ProposalsAsked, options: QueryOptions): Promise<Proposed> {
  const { shown, left } = asked.most === 0 ? { shown: [], left: 0 } : await assessed(engine, asked, options);
  return {
    documents: await sheetOf(DOCUMENTS, shown.map(documentRow)),
    holders: await sheetOf(HOLDERS, shown.flatMap(holderRows)),
    left,
  };
}

async function assessed(
  engine: QueryEngine,
  { date, dates, most, worklist }: ProposalsAsked,
  options: QueryOptions,
): Promise<{ readonly shown: readonly Kept[]; readonly left: number }> {
  let notAssessed = 0;
  const choose = (documents: readonly Subject[]): readonly Subject[] => {
    const { chosen, left } = ofFirstTasks(documents, worklist, most);
    notAssessed = left;
    return chosen;
  };
  const question = { ...usual(date, dates), choose };
  const { assessments, known, powerOf, all, asked } = await assessLake(engine, question, options);
  const gains = new Gains(known, powerOf, { all, asked });
  const kept = new Map<string, Kept>();
  for await (const assessment of assessments) {
    await turn(); // signals are heard, progress is drawn
    options.signal?.throwIfAborted();
    gains.add(assessment);
    const { entry, after, change, holderArns, removed } = documentProposal(assessment);
    if (entry.id === null || entry.status === 'retire') continue;
    const lost = namedByPower('actions_lost', countPowers(removed.map(({ power }) => power)));
    const gain = { holders: holderArns.length, actions_lost: removed.length, ...lost };
    kept.set(assessment.subject.key, { entry: { ...entry, gain }, texts: { after, change, holderArns } });
  }
  const gained = gains.all();
  const final = asked.flatMap(({ key }): Kept[] => {
    const one = kept.get(key);
    return one ? [{ ...one, entry: { ...one.entry, gain: gained.get(key) ?? null } }] : [];
  });
  return { shown: inOrder(final), left: notAssessed };
}

function inOrder(kept: readonly Kept[]): Kept[] {
  const byEntry = new Map(kept.map((one) => [one.entry, one]));
  return ranked(kept.map(({ entry }) => entry)).map((entry) => byEntry.get(entry) as Kept);
}

const DOCUMENTS = [
  'kind',
  'account_id',
  'arn',
  'owner_arn',
  'name',
  'status',
  'blockers',
  'services_removed',
  'actions_leave_text:integer',
  'holders:integer',
  'left_alone:integer',
  'power',
  'residual',
  'after',
  'change',
];
const HOLDERS = ['document:integer', 'principal_arn'];

function documentRow({ entry, texts: { after, change } }: Kept): readonly Cell[] {
  const { not_action, not_resource } = entry.statements_left_alone;
  const leftAlone = not_action + not_resource;
  const blockers = entry.blockers.map(({ code, subject }) => `${code}: ${subject}`).join('\n');
  const power = POWERS.filter((one) => entry[`actions_leave_text_${one}`] > 0)
    .map((one) => `${one}:${entry[`actions_leave_text_${one}`]}`)
    .join(' ');
  return [
    entry.kind,
    entry.account_id,
    entry.arn,
    entry.owner_arn,
    entry.name,
    entry.status,
    blockers,
    entry.services_removed.join(', '),
    entry.actions_leave_text,
    entry.holders,
    leftAlone,
    power,
    entry.residual_actions.join(' '),
    after.map(indentedJson).join('\n'),
    change,
  ];
}

function holderRows({ texts: { holderArns } }: Kept, document: number): (readonly Cell[])[] {
  return holderArns.map((arn) => [document, arn]);
}
