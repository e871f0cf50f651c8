/** What a report shows, asked of a lake by the questions that `access-lake query` asks too. */

import type { QueryEngine, QueryOptions } from '../query/engine.js';
import { newerPart } from '../query/lake-dates.js';
import { ask } from '../query/question/ask.js';
import { usesUntil, visibleDates, withDates } from '../query/question/dates.js';
import { findQuestion } from '../query/question/find.js';
import { countsUses } from '../query/question/questions.js';
import type { Given } from '../query/question/values.js';
import { type Compared, compare } from './changes.js';
import { heldBy } from './cut.js';
import { type Collected, type Comparison, DORMANT_DAYS, type Sheet, type SheetName } from './payload.js';
import { withPower } from './power.js';
import { propose } from './proposals.js';
import { gather, upTo } from './sheet.js';

export interface ReportOptions extends QueryOptions {
  /** Date of the snapshot that is shown; the newest if none. */
  readonly snapshotDate: string | undefined;
  readonly toolVersion: string;
  /** Options of `access-lake query` that name the lake. */
  readonly place: string;
  /** How many smaller policies are shown, those that take the most power away; of 0 none is made. 300, if not given. */
  readonly proposals?: number;
}

/** What judges the shown date over the usual days comes in a row, with the proposals: the engine keeps what they share. */
const JUDGED_ALIKE = ['worklist', 'sets.by-action', 'sets', 'guardrails'];
/** Every pair among so many of the newest snapshots is compared. */
const COMPARED_SNAPSHOTS = 5;
const USUAL_DORMANT_DAYS = 90;
const USUAL_PROPOSALS = 300;
/** Rows that are taken in at most; the size of the file may leave fewer. Changes are those of two snapshots. */
const MOST_ROWS = { services: 600_000, actions: 400_000, changes: 50_000, others: 200_000, tasks: 20_000 };

/**
 * Asks everything, once. Fails with a UserError: no snapshot, an unknown date, a newer schema version, the engine's reason.
 */
export async function collectReport(engine: QueryEngine, options: ReportOptions, now: number): Promise<Collected> {
  const { dates, date, newer, until } = await datesOf(engine, options);
  const questions = asked(date, dates.at(-2) ?? date);
  const answers = new Map<string, Sheet>();
  const left: Record<string, number> = {};
  const answer = async (name: string): Promise<void> => {
    const { question = name, given, only, most } = questions[name] as Asked;
    const rows = upTo(most ?? Number.POSITIVE_INFINITY);
    const result = await ask(engine, question, withUses(question, given, { date, until }), options);
    const sheet = await gather(result, { ...(only ? { only } : {}), keep: rows.keep });
    answers.set(name, name === 'sets.by-action' ? withPower(sheet) : sheet);
    if (most !== undefined) left[name] = rows.left();
  };
  for (const name of JUDGED_ALIKE) await answer(name);
  const worklist = answers.get('worklist') as Sheet;
  const most = options.proposals ?? USUAL_PROPOSALS;
  const proposed = await propose(engine, { date, dates, most, worklist }, options);
  left.proposals = proposed.left;
  for (const name of Object.keys(questions)) if (!answers.has(name)) await answer(name);
  const sheets = new Map(Object.keys(questions).map((name) => [name, answers.get(name) as Sheet]));
  sheets.set('proposals', proposed.documents).set('proposal_holders', proposed.holders);
  const comparisons: Compared[] = [];
  for (const pair of pairsOf(dates)) {
    comparisons.push(await compare(engine, pair, MOST_ROWS.changes, options));
  }
  for (const compared of comparisons) for (const [name, sheet] of compared.sheets) sheets.set(name, sheet);
  return {
    summary: {
      toolVersion: options.toolVersion,
      writtenAt: now,
      engine: engine.name,
      place: options.place,
      dates,
      date,
      dormantDays: USUAL_DORMANT_DAYS,
      newerPart: newer,
      measured: measuredPrincipals(sheets.get('principals')),
      ...heldBy(sheets),
      comparisons: comparisons.map(({ comparison }) => comparison),
      left,
    },
    sheets,
  };
}

async function datesOf(engine: QueryEngine, options: ReportOptions) {
  const all = await visibleDates(engine, options);
  const given: Given = options.snapshotDate === undefined ? {} : { snapshot_date: options.snapshotDate };
  const date = String(withDates(findQuestion('principals'), given, all).snapshot_date);
  const until = options.snapshotDate === undefined ? usesUntil(date, all) : date;
  const dates = all.map((lakeDate) => lakeDate.date).filter((other) => other <= date);
  return { dates, date, newer: newerPart(all), until };
}

/** Of a question that judges the shown date, until when uses count: as of a question without a date. */
function withUses(
  name: string,
  given: Given,
  { date, until }: { readonly date: string; readonly until: string },
): Given {
  const question = findQuestion(name);
  const isOfDate = [given.snapshot_date, given.to_date].includes(date);
  return countsUses(question) && isOfDate ? { ...given, uses_until: until } : given;
}

interface Asked {
  readonly question?: string;
  readonly given: Given;
  /** Columns that the page shows; all, if none are named. */
  readonly only?: readonly string[];
  /** Rows that are taken in; the page tells how many are not. */
  readonly most?: number;
}

/** `before` is the date of the snapshot before. */
function asked(date: string, before: string): Readonly<Record<string, Asked>> {
  const given = { snapshot_date: date };
  return {
    snapshots: { given: {} },
    usage_trend: { given: { to_date: date, days: USUAL_DORMANT_DAYS } },
    accounts: { question: 'usage', given: { ...given, days: USUAL_DORMANT_DAYS } },
    coverage_gaps: { given },
    principals: { given },
    ...askedOfAudits(date, before),
    'principals.kind-observed': {
      given,
      only: ['principal_arn', 'principal_id', 'snapshots_measured', 'first_measured_date', 'last_known_use_at'],
    },
    'principals.by-service': {
      given: { ...given, rows: MOST_ROWS.services },
      only: [
        ...['place', 'principal_arn', 'service_namespace', 'service_name', 'last_accessed_at', 'last_accessed_region'],
        ...['last_accessed_entity_arn', 'evidence_days', 'actions_tracked', 'actions_accessed'],
      ],
    },
    'principals.by-action': {
      given: { ...given, rows: MOST_ROWS.actions },
      only: [
        ...['place', 'principal_arn', 'service_namespace', 'action_name', 'access_level', 'last_accessed_at'],
        ...['last_accessed_region', 'last_accessed_entity_arn', 'evidence_days', 'grant_first_seen_at'],
        ...['grant_start_seen', 'last_known_access_at'],
      ],
    },
    ...askedOfPolicies(given),
    known_actions: { given, only: ['service_namespace', 'action_name', 'access_level', 'is_tracked'] },
    ...Object.fromEntries(
      DORMANT_DAYS.map((days): [SheetName, Asked] => [
        `dormant_principals:${days}`,
        { question: 'dormant_principals', given: { ...given, days }, only: ['principal_arn', 'state', 'is_dormant'] },
      ]),
    ),
  };
}

/** Who is an administrator or dormant, of both audits that the story compares. */
function askedOfAudits(date: string, before: string): Readonly<Record<string, Asked>> {
  const [administrative] = findQuestion('administrators').parameters.filter(({ name }) => name === 'action');
  const action = { action: administrative?.default ?? undefined };
  const ofAction = { question: 'users_of.of-action', only: ['account_id', 'principal_arn', 'state'] };
  return {
    administrators: { ...ofAction, given: { snapshot_date: date, ...action } },
    administrators_before: { ...ofAction, given: { snapshot_date: before, ...action } },
    dormant_before: {
      question: 'dormant_principals',
      given: { snapshot_date: before, days: USUAL_DORMANT_DAYS },
      only: ['principal_arn', 'is_dormant'],
    },
  };
}

/** What is to be done first, and what the views of permission sets, services, policies and trust show. */
function askedOfPolicies(given: Given): Readonly<Record<string, Asked>> {
  return {
    worklist: { given, most: MOST_ROWS.tasks },
    permission_sets: { question: 'usage.by-ou', given: { ...given, by: 'set' } },
    'sets.by-action': { given, most: MOST_ROWS.others },
    sets: { given },
    guardrails: { given },
    'usage.by-service': { given },
    policies: {
      given,
      most: MOST_ROWS.others,
      only: [
        'account_id',
        'account_name',
        'policy_arn',
        'principal_arn',
        'held_as',
        'group_name',
        'state',
        'last_used_at',
      ],
    },
    'policies.kind-wildcard': { given },
    'policies.kind-unattached': { given },
    'policies.kind-direct': { given },
    external_trust: { given },
  };
}

function pairsOf(dates: readonly string[]): Pick<Comparison, 'from' | 'to'>[] {
  const newest = dates.slice(-COMPARED_SNAPSHOTS);
  return newest.flatMap((to, at) => newest.slice(0, at).map((from) => ({ from, to })));
}

function measuredPrincipals(sheet: Sheet | undefined): number {
  const status = sheet?.columns.status;
  const arn = sheet?.columns.principal_arn;
  if (!status || !arn || !('codes' in status) || !('codes' in arn)) throw new Error('No status of principals');
  const exported = status.dictionary.indexOf('exported');
  return status.codes.filter((code, at) => code === exported && arn.codes[at] !== -1).length;
}
