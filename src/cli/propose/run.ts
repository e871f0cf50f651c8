/** What `propose` does: assesses, writes a folder, and tells what stands in it. */

import { NO_EXCEPTIONS } from '../../decisions/except-file.js';
import { DAY_MS, dayOf, daysAfter, startOf } from '../../model/days.js';
import { type ExitName, UserError, usageError } from '../../model/errors.js';
import { escapeForTerminal } from '../../model/escape.js';
import { count, counted } from '../../model/numbers.js';
import { type ProposeRequest, type ProposeSummary, proposeLake } from '../../propose/propose-lake.js';
import { readProposals, recheckProposals } from '../../propose/recheck.js';
import { readReferenceAt } from '../../propose/reference-file.js';
import { exceptionsOf } from '../../propose/subjects/exceptions.js';
import { readAcceptFile, refuseTooLong } from '../../propose/write/accept-file.js';
import { newerListLines } from '../../propose/write/summary.js';
import type { QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import { visibleDates } from '../../query/question/dates.js';
import { namedIn, refuseUnknownExceptions } from '../../query/question/known-names.js';
import { defaultDate } from '../../query/sql/lake-dates.js';
import type { Context } from '../command.js';
import { flagOf } from '../options/option.js';
import { withEngine } from '../query/engine.js';
import { readExceptions } from '../query/except.js';
import { lineWidth } from '../terminal.js';
import { fittedTable } from '../text/text-table.js';
import { wrapLines } from '../text/wrap.js';
import type { ProposeValues } from './options.js';

const MOST_SHOWN = 10;
export async function propose(values: ProposeValues, context: Context): Promise<ExitName> {
  const { terminal, signal, effects } = context;
  const files = await readFiles(values, context);
  return withEngine(values, { action: 'propose' }, context, async (engine, progress) => {
    const options = { signal, onProgress: progress.report };
    const lake = await question(engine, values, files, options);
    const onProgress = (done: number, of: number): void =>
      progress.show(`${count(done)} of ${counted(of, 'document')} looked at`);
    const request = { ...lake, out: values.out as string, accepted: files.accepted, onProgress };
    const summary = await proposeLake(engine, request, effects, options);
    const width = lineWidth(terminal);
    progress.end();
    await terminal.print(values.json ? `${JSON.stringify(summary)}\n` : wrapLines(summaryText(summary, width), width));
    return 'ok';
  });
}

export async function recheck(values: ProposeValues, context: Context): Promise<ExitName> {
  const { terminal, signal, effects } = context;
  const files = await readFiles(values, context);
  const proposals = await readProposals(values.recheck as string, effects);
  return withEngine(values, { action: 'recheck proposals' }, context, async (engine, progress) => {
    const options = { signal, onProgress: progress.report };
    const dates = await datesOf(engine, values, options);
    await refuseUnknownExceptions(engine, files.given, dates.date, options);
    const result = await recheckProposals(engine, proposals, { ...dates, ...files, exceptions: files.given }, options);
    progress.end();
    const lines = [
      `${counted(result.withdrawn.length, 'proposal')} withdrawn: their actions were used since, or the evidence changed:`,
      ...result.withdrawn.map(({ id, detail }) => `  ${escapeForTerminal(id)}: ${escapeForTerminal(detail)}`),
      `${counted(result.applied.length, 'proposal')} found applied: ${counted(result.actionsApplied, 'action')} gone.`,
      ...result.applied.map((id) => `  ${escapeForTerminal(id)}`),
      `${counted(result.standing, 'proposal')} still stand.`,
    ];
    await terminal.print(values.json ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`);
    return 'ok';
  });
}

type Files = Awaited<ReturnType<typeof readFiles>>;

/** Every file that a person gave, before the lake is opened. */
async function readFiles(values: ProposeValues, context: Context) {
  const today = dayOf(context.effects.now());
  const except = values.exceptFile === undefined ? undefined : await readExceptions(values.exceptFile, context);
  const accepted = values.acceptFile === undefined ? [] : await readAcceptFile(values.acceptFile);
  refuseTooLong(accepted, today);
  return {
    today,
    given: except ?? NO_EXCEPTIONS,
    exceptions: exceptionsOf(except ?? {}, values.release),
    accepted,
    reference: values.reference === undefined ? undefined : await readReferenceAt(values.reference),
  };
}

async function question(
  engine: QueryEngine,
  values: ProposeValues,
  { given, exceptions, reference }: Files,
  options: QueryOptions,
): Promise<Omit<ProposeRequest, 'out' | 'onProgress' | 'accepted'>> {
  const { date, dates } = await datesOf(engine, values, options);
  await refuseUnknownExceptions(engine, given, date, options);
  const idsOf = (key: 'account' | 'ou' | 'principal', type: 'account' | 'ou' | 'arn') =>
    namedIn(engine, { flag: flagOf(key), type, values: values[key] }, date, options);
  if (values.grantAge === 'known') refuseYoungLake(dates[0] as string, date, values.days);
  return {
    date,
    dates,
    exceptions,
    reference,
    lake: values.destination ?? values.database,
    days: values.days,
    grade: values.grade,
    grantAge: values.grantAge,
    isUnprovenIncluded: values.unproven,
    isPerHolder: values.perHolder,
    leastGain: values.leastGain,
    isReadOnlyIncluded: values.readOnly,
    scpLimit: values.scpLimit,
    selection: {
      accountIds: await idsOf('account', 'account'),
      ous: await idsOf('ou', 'ou'),
      principals: await idsOf('principal', 'arn'),
      policies: values.policy,
      permissionSets: values.permissionSet,
      tags: values.tag,
    },
  };
}

async function datesOf(
  engine: QueryEngine,
  { snapshotDate }: ProposeValues,
  options: QueryOptions,
): Promise<{ date: string; dates: string[] }> {
  const lakeDates = await visibleDates(engine, options);
  const dates = lakeDates.map(({ date }) => date);
  return { date: dateOf(snapshotDate, dates, defaultDate(lakeDates)?.date), dates };
}

function dateOf(asked: string, dates: readonly string[], newest: string | undefined): string {
  const date = asked === 'newest' ? newest : asked === 'first' ? dates[0] : asked;
  if (date !== undefined && dates.includes(date)) return date;
  throw usageError(
    `Cannot propose from "${asked}": no snapshot has that date.`,
    `The snapshots: ${dates.slice(-12).join(', ')}.`,
  );
}

/** Only the lake's own history shows how long a grant has existed. */
function refuseYoungLake(first: string, date: string, days: number): void {
  if (startOf(date) - startOf(first) >= days * DAY_MS) return;
  const later = daysAfter(first, days);
  throw new UserError(
    `Cannot propose with --grant-age known: the lake begins on ${first}, less than ${days} days before ${date}.`,
    {
      hint: `Use a snapshot of ${later} or later, fewer --days, or --grant-age any.`,
    },
  );
}

function summaryText({ out, date, documents, ranked, expiresOn, applied }: ProposeSummary, width: number): string {
  const number = (status: string): string =>
    `${count(documents.filter((one) => one.status === status).length)} ${status}`;
  const rows = ranked
    .slice(0, MOST_SHOWN)
    .map((one) => [
      escapeForTerminal(one.name),
      one.account_id ?? 'all accounts',
      one.blockers.length > 0 ? `conditional, ${counted(one.blockers.length, 'blocker')}` : one.status,
      ...(['administrator', 'escalates', 'changes_policies', 'writes'] as const).map((own) =>
        count(one.gain?.[`actions_lost_${own}`] ?? 0),
      ),
      count(one.gain?.actions_lost ?? 0),
      `${count(one.gain?.holders ?? 0)} of ${count(one.holders)}`,
    ]);
  const retired = documents.filter(({ status }) => status === 'retire').length;
  const powers = ['ADMINISTRATOR', 'ESCALATES', 'CHANGES POLICIES', 'WRITES'];
  const head = ['DOCUMENT', 'ACCOUNT', 'STATUS', ...powers, 'ACTIONS', 'HOLDERS THAT LOSE ACTIONS'];
  return [
    `${counted(documents.length, 'document')} of the snapshot of ${date}: ${['proposed', 'conditional', 'unchanged', 'refused'].map(number).join(', ')}${retired > 0 ? `, ${count(retired)} to retire` : ''}.`,
    '',
    ...(rows.length > 0 ? [fittedTable([head, ...rows], width)] : []),
    ...unprovenLines(documents),
    ...stillLines(ranked),
    ...newerListLines(documents),
    ...(applied.length > 0 ? [appliedText(applied)] : []),
    `Nothing has changed. ${escapeForTerminal(out)}/README.md ranks them all; they can be applied until ${expiresOn}.`,
    '',
  ].join('\n');
}

function stillLines(ranked: ProposeSummary['ranked']): string[] {
  const still = ranked.filter(({ residual_admin }) => residual_admin).length;
  return still === 0
    ? []
    : [
        `${count(still)} of ${counted(ranked.length, 'proposal')} leave an administrator: each README says through what.`,
      ];
}

/** Documents that might become smaller, and for which no proof could be had. */
function unprovenLines(documents: ProposeSummary['documents']): string[] {
  const told = (reason: string, says: string): string[] => {
    const number = documents.filter((one) => one.reason === reason).length;
    return number === 0
      ? []
      : [`${counted(number, 'document')} refused, ${says}; index.json names ${number === 1 ? 'it' : 'them'}.`];
  };
  return [
    ...told('too_complex', 'because their patterns are too complex to check'),
    ...told('not_proven', 'because the proof failed, which is a bug: please report it with the detail'),
  ];
}

function appliedText(applied: ProposeSummary['applied']): string {
  const actions = applied.reduce((total, { actions_leave_text }) => total + actions_leave_text, 0);
  return `Earlier proposals in this folder: ${counted(applied.length, 'document')} found applied, ${counted(actions, 'action')} removed.`;
}
