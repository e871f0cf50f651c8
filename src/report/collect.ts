/** What a report shows, asked of a lake by the questions that `access-lake query` asks too. */

import { startedAs } from '../model/commands/command-line.js';
import { WORKLIST_STEPS } from '../model/tables/derived.js';
import type { Cell, QueryEngine, QueryOptions, QueryResult } from '../query/engine/engine.js';
import { ask } from '../query/question/ask.js';
import { visibleDates, withDates } from '../query/question/dates.js';
import { findQuestion } from '../query/question/find.js';
import { knownOwnerEntries } from '../query/question/known-names.js';
import { countsUses } from '../query/question/questions.js';
import type { Given } from '../query/question/values.js';
import { newerPart, usesUntil } from '../query/sql/lake-dates.js';
import { type Audits, auditsOf } from './audits.js';
import { compare, comparedPairs, principalsOf } from './changes.js';
import { heldBy } from './cut.js';
import { withOwners } from './owners.js';
import { type Collected, type Comparison, DORMANT_DAYS, type Sheet, type SheetName, type Totals } from './payload.js';
import { withPower } from './power.js';
import { propose } from './proposals.js';
import { gather, upTo } from './sheet.js';
import { taskPowers } from './task-powers.js';
import { earlierTasks, withStates } from './task-states.js';
import { usualProposals } from './tasks.js';

export interface ReportOptions extends QueryOptions {
  /** Date of the snapshot that is shown; the newest if none. */
  readonly snapshotDate: string | undefined;
  readonly toolVersion: string;
  /** Options of `access-lake query` that name the lake, a word each. */
  readonly place: readonly string[];
  /** What the files of owners and of tasks say, as values of the worklist's parameters. */
  readonly decided?: Given;
  /** For how many documents a smaller policy is proposed, of more for those of the first tasks; of 0 none is made. {@link usualProposals}, if not given. */
  readonly proposals?: number | undefined;
}

/**
 * What judges the shown date over the usual days comes in a row, between the worklist with its powers and the proposals:
 * the engine keeps what they share.
 */
const JUDGED_ALIKE = ['sets.by-action', 'sets', 'guardrails'];
/** Steps of the worklist that take something away. */
const TASK_STEPS: readonly Cell[] = WORKLIST_STEPS;
const USUAL_DORMANT_DAYS = 90;
/** Rows that are taken in at most; the size of the file may leave fewer. Changes are those of two snapshots. */
const MOST_ROWS = {
  services: 600_000,
  actions: 150_000,
  changes: 50_000,
  others: 200_000,
  tasks: 20_000,
  findings: 5_000,
};

/**
 * Asks everything, once. Fails with a UserError: no snapshot, an unknown date, a newer schema version, the engine's reason.
 */
export async function collectReport(engine: QueryEngine, options: ReportOptions, now: number): Promise<Collected> {
  const dated = await datesOf(engine, options);
  const { dates, date } = dated;
  const decided = await decidedFor(engine, date, options);
  const { collected, worklist, powers, proposed, compared } = await askAll(
    engine,
    asked(date, decided),
    dated,
    options,
  );
  const { sheets, left, totals } = collected;
  sheets.set('task_powers', powers);
  const ownersGiven = { snapshot_date: date, owner_entry: decided.owner_entry };
  sheets.set('principals', await withOwners(engine, sheets.get('principals') as Sheet, ownersGiven, options));
  const { last, sinceFirst, findings, tasks, comparisons } = compared;
  sheets.set('findings', findings);
  const earlier = await earlierTasks(tasks, MOST_ROWS.tasks);
  sheets.set('worklist', withStates(worklist, tasks)).set('earlier_tasks', earlier.sheet);
  sheets.set('proposals', proposed.documents).set('proposal_holders', proposed.holders);
  for (const [name, sheet] of compared.sheets) sheets.set(name, sheet);
  return {
    summary: {
      toolVersion: options.toolVersion,
      writtenAt: now,
      engine: engine.name,
      startedAs: startedAs(),
      place: options.place,
      dates,
      date,
      totals,
      lastAudit: last,
      sinceFirst,
      dormantDays: USUAL_DORMANT_DAYS,
      newerPart: dated.newer,
      measured: measuredPrincipals(sheets.get('principals')),
      ...heldBy(sheets),
      comparisons,
      left: { ...left, earlier_tasks: earlier.left, proposals: proposed.left },
    },
    sheets,
  };
}

/** Asks in the order that costs the least; the sheets come in the order of the questions. */
async function askAll(
  engine: QueryEngine,
  questions: Readonly<Record<string, Asked>>,
  dated: Dated,
  options: ReportOptions,
) {
  const { dates, date } = dated;
  const collected: Answers = { sheets: new Map(), left: {}, totals: { tasks: 0, services: 0, actions: 0, grants: 0 } };
  const answer = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await answerOne(engine, name, questions[name] as Asked, { collected, dated, options });
  };
  await answer(['usage_trend', 'worklist']); // the first judges all dates, which takes much memory: before anything is held
  const worklist = collected.sheets.get('worklist') as Sheet;
  const powers = await taskPowers(engine, dated, worklist, options);
  await answer(JUDGED_ALIKE);
  const most = options.proposals ?? usualProposals(collected.totals.tasks);
  const proposed = await propose(engine, { date, dates, most, worklist }, options);
  await answer(['snapshots']);
  const principals = principalsOf(collected.sheets.get('snapshots') as Sheet, date);
  const compared = await comparedWith(engine, { dated, principals }, options);
  await answer(Object.keys(questions).filter((name) => !collected.sheets.has(name)));
  const sheets = new Map(Object.keys(questions).map((name) => [name, collected.sheets.get(name) as Sheet]));
  return { collected: { ...collected, sheets }, worklist, powers, proposed, compared };
}

interface ComparedWith extends Audits {
  readonly comparisons: readonly Comparison[];
  /** Of the comparisons. */
  readonly sheets: ReadonlyMap<string, Sheet>;
}

/** The shown snapshot and earlier ones, before the sheets of services and actions are held: to compare takes much memory. */
async function comparedWith(
  engine: QueryEngine,
  { dated, principals }: { readonly dated: Dated; readonly principals: number },
  options: ReportOptions,
): Promise<ComparedWith> {
  const audited = { dates: dated.all, date: dated.date, askedDate: options.snapshotDate, most: MOST_ROWS.findings };
  const audits = await auditsOf(engine, audited, options);
  const comparisons: Comparison[] = [];
  const sheets = new Map<string, Sheet>();
  for (const pair of comparedPairs(dated, { lastAudit: audits.last?.from, principals })) {
    const changes = await compare(engine, pair, MOST_ROWS.changes, options);
    comparisons.push(changes.comparison);
    for (const [name, sheet] of changes.sheets) sheets.set(name, sheet);
  }
  return { ...audits, comparisons, sheets };
}

/** What people decided, with the IDs of the accounts and OUs that they name. */
async function decidedFor(engine: QueryEngine, date: string, { decided, ...options }: ReportOptions): Promise<Given> {
  const entries = decided?.owner_entry;
  if (entries === undefined) return decided ?? {};
  return { ...decided, owner_entry: await knownOwnerEntries(engine, [entries].flat().map(String), date, options) };
}

interface Answers {
  readonly sheets: Map<string, Sheet>;
  /** Rows that were not taken in, of the sheets that may lose some. */
  readonly left: Record<string, number>;
  /** Of the whole worklist, whatever was taken in. */
  readonly totals: Summed;
}

type Summed = { -readonly [name in keyof Totals]: number };

interface Asking {
  readonly collected: Answers;
  readonly dated: Dated;
  readonly options: ReportOptions;
}

async function answerOne(
  engine: QueryEngine,
  name: string,
  { question = name, given, only, most }: Asked,
  { collected: { sheets, left, totals }, dated, options }: Asking,
): Promise<void> {
  const rows = upTo(most ?? Number.POSITIVE_INFINITY);
  const answer = await ask(engine, question, withUses(question, given, dated), options);
  const count = name === 'worklist' ? countingInto(totals, answer) : () => {};
  const keep = (row: readonly Cell[]): boolean => {
    count(row);
    return rows.keep();
  };
  const sheet = await gather(answer, { ...(only ? { only } : {}), keep });
  sheets.set(name, name === 'sets.by-action' ? withPower(sheet) : sheet);
  if (most !== undefined) left[name] = rows.left();
}

/** Adds the tasks of the whole worklist to the sums, row by row. */
function countingInto(totals: Summed, { columns }: QueryResult): (row: readonly Cell[]) => void {
  const at = (name: string): number => columns.findIndex((column) => column.name === name);
  const step = at('step');
  const summed = (['services', 'actions', 'grants'] as const).map((what) => [what, at(`${what}_removable`)] as const);
  return (row) => {
    if (!TASK_STEPS.includes(row[step] ?? null)) return;
    totals.tasks += 1;
    for (const [what, place] of summed) totals[what] += Number(row[place] ?? 0);
  };
}

type Dated = Awaited<ReturnType<typeof datesOf>>;

async function datesOf(engine: QueryEngine, options: ReportOptions) {
  const all = await visibleDates(engine, options);
  const given: Given = options.snapshotDate === undefined ? {} : { snapshot_date: options.snapshotDate };
  const date = String(withDates(findQuestion('principals'), given, all).snapshot_date);
  const until = options.snapshotDate === undefined ? usesUntil(date, all) : date;
  const dates = all.map((lakeDate) => lakeDate.date).filter((other) => other <= date);
  return { all, dates, date, newer: newerPart(all), until };
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

function asked(date: string, decided: Given): Readonly<Record<string, Asked>> {
  const given = { snapshot_date: date };
  return {
    snapshots: { given: {} },
    usage_trend: { given: { to_date: date, days: USUAL_DORMANT_DAYS } },
    accounts: { question: 'usage', given: { ...given, days: USUAL_DORMANT_DAYS } },
    coverage_gaps: { given },
    principals: { given },
    administrators: askedOfAdministrators(given),
    ...askedOfPrincipals(given),
    ...askedOfPolicies(given),
    worklist: { given: { ...given, ...decided }, most: MOST_ROWS.tasks },
    known_actions: { given, only: ['service_namespace', 'action_name', 'access_level', 'is_tracked'] },
    ...Object.fromEntries(
      DORMANT_DAYS.map((days): [SheetName, Asked] => [
        `dormant_principals:${days}`,
        { question: 'dormant_principals', given: { ...given, days }, only: ['principal_arn', 'state', 'is_dormant'] },
      ]),
    ),
  };
}

/** Since when each was measured, and what it used. */
function askedOfPrincipals(given: Given): Readonly<Record<string, Asked>> {
  return {
    'principals.kind-observed': {
      given,
      only: ['principal_arn', 'principal_id', 'snapshots_measured', 'first_measured_date', 'last_known_use_at'],
    },
    'principals.by-service': {
      given: { ...given, rows: MOST_ROWS.services },
      only: [
        'place',
        'principal_arn',
        'service_namespace',
        'service_name',
        'last_accessed_at',
        'last_accessed_region',
        'last_accessed_entity_arn',
        'evidence_days',
        'actions_tracked',
        'actions_accessed',
      ],
    },
    'principals.by-action': {
      given: { ...given, rows: MOST_ROWS.actions },
      only: [
        'place',
        'principal_arn',
        'service_namespace',
        'action_name',
        'access_level',
        'last_accessed_at',
        'last_accessed_region',
        'last_accessed_entity_arn',
        'evidence_days',
        'grant_first_seen_at',
        'grant_start_seen',
        'last_known_access_at',
      ],
    },
  };
}

/** Who may change what others may do. */
function askedOfAdministrators(given: Given): Asked {
  const [administrative] = findQuestion('administrators').parameters.filter(({ name }) => name === 'action');
  const action = { action: administrative?.default ?? undefined };
  return {
    question: 'users_of.of-action',
    given: { ...given, ...action },
    only: ['account_id', 'principal_arn', 'is_granted'],
  };
}

/** What the views of permission sets, services, policies and trust show. */
function askedOfPolicies(given: Given): Readonly<Record<string, Asked>> {
  return {
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
        'withheld',
        'last_used_at',
      ],
    },
    'policies.kind-wildcard': { given },
    'policies.kind-unattached': { given },
    'policies.kind-direct': { given },
    external_trust: { given },
  };
}

function measuredPrincipals(sheet: Sheet | undefined): number {
  const status = sheet?.columns.status;
  const arn = sheet?.columns.principal_arn;
  if (!status || !arn || !('codes' in status) || !('codes' in arn)) throw new Error('No status of principals');
  const exported = status.dictionary.indexOf('exported');
  return status.codes.filter((code, at) => code === exported && arn.codes[at] !== -1).length;
}
