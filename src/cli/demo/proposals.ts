/** What `demo` shows of `propose`: all proposals of its lake, and one of them as a difference. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeForTerminal } from '../../model/escape.js';
import { count } from '../../model/numbers.js';
import { LEAST_GAIN } from '../../propose/assess/least-gain.js';
import { type ProposeSummary, proposeLake } from '../../propose/propose-lake.js';
import { exceptionsOf } from '../../propose/subjects/exceptions.js';
import type { QueryEngine } from '../../query/engine/engine.js';
import { visibleDates } from '../../query/question/dates.js';
import { defaultDate } from '../../query/sql/lake-dates.js';
import type { Context } from '../command.js';

/** The role of which the demo tells; where an organization lacks it, the proposal that takes most power away. */
const SHOWN = 'PaymentAppTestRole';
const LINES_SHOWN = 20;

/** Writes the proposals to `out`, and gives the text about them; ends in a line break. */
export async function proposalsText(
  engine: QueryEngine,
  lake: string,
  out: string,
  { effects, signal }: Pick<Context, 'effects' | 'signal'>,
): Promise<string> {
  const dates = await visibleDates(engine, { signal });
  const summary = await proposeLake(
    engine,
    {
      lake,
      out,
      dates: dates.map(({ date }) => date),
      date: defaultDate(dates)?.date as string,
      days: 90,
      grade: 'action',
      grantAge: 'any',
      isUnprovenIncluded: false,
      isPerHolder: false,
      leastGain: LEAST_GAIN,
      isReadOnlyIncluded: false,
      scpLimit: 5120,
      exceptions: exceptionsOf({}),
      reference: undefined,
      accepted: [],
      onProgress: () => {},
      selection: { accountIds: [], ous: [], principals: [], policies: [], permissionSets: [], tags: [] },
    },
    effects,
    { signal },
  );
  const number = `${count(summary.ranked.length)} of ${count(summary.documents.length)} documents`;
  const head = `Smaller policies, with proof, for ${number}: ${escapeForTerminal(join(out, 'README.md'))}`;
  return `${head}\n${await shownText(summary)}`;
}

async function shownText({ out, ranked }: ProposeSummary): Promise<string> {
  const shown = ranked.find(({ owner_arn }) => owner_arn?.endsWith(`/${SHOWN}`)) ?? ranked[0];
  if (shown?.id === undefined || shown.id === null) return '';
  const folder = join(out, shown.id);
  const lines = (await readFile(join(folder, 'change.diff'), 'utf8')).trimEnd().split('\n').slice(2);
  const cut = lines.length > LINES_SHOWN ? ['…'] : [];
  return [
    `One of them: ${escapeForTerminal(shown.name)} of ${escapeForTerminal(shown.owner_arn ?? shown.account_id ?? 'all accounts')} (${escapeForTerminal(folder)})`,
    ...[...lines.slice(0, LINES_SHOWN), ...cut].map((line) => `  ${escapeForTerminal(line)}`),
    '',
  ].join('\n');
}
