/** A few of the most telling answers about a lake, for a person who sees one for the first time. */
import { accessLake } from '../../model/commands/command-line.js';
import { escapeForTerminal } from '../../model/escape.js';
import type { Cell, QueryEngine } from '../../query/engine/engine.js';
import { formOf, wordsOf } from '../../query/question/forms.js';
import { FLAGS } from '../../query/question/parameter-types.js';
import { flagOf, type Given } from '../../query/question/values.js';
import type { Store } from '../../store/store.js';
import { textTable } from '../text/text-table.js';

interface Finding {
  readonly title: string;
  readonly question: string;
  /** Values of its parameters. */
  readonly given: Given;
  /** Columns of the answer that are shown; a row whose first one of a principal or name is null tells of a gap. */
  readonly columns: readonly string[];
  /** The finding is about this principal: where it is not in the lake there is nothing to show. */
  readonly about?: string;
}

const IDLE_BY_DESIGN = 'OrganizationAccountAccessRole,break-glass-admin';

const FINDINGS: readonly Finding[] = [
  {
    title: 'What may people do through their permission sets, and how much of it do they use?',
    question: 'usage.by-ou',
    given: { by: 'set' },
    columns: ['name', 'accounts', 'principals_measured', 'unused_percent'],
  },
  {
    title: 'Which administrators did nothing for 90 days?',
    question: 'administrators',
    given: { only: 'dormant', except: IDLE_BY_DESIGN },
    columns: ['account_name', 'principal_arn', 'last_used_at', 'evidence_days'],
  },
  {
    title: 'Which roles hold the policy payments-data-access, and which of them are active?',
    question: 'policies',
    given: { policy: 'payments-data-access' },
    columns: ['account_name', 'principal_arn', 'last_used_at', 'actions_tracked', 'actions_accessed'],
    about: 'payments-reconciler',
  },
  {
    title: 'What may PaymentAppTestRole do that it never did?',
    question: 'removable.by-action',
    given: { all: 'yes', unused_days: 400 },
    columns: ['principal_arn', 'service_namespace', 'action_name', 'access_level', 'evidence_days'],
    about: 'PaymentAppTestRole',
  },
];

const COVERAGE: Finding = {
  title: 'What could not be measured, and why?',
  question: 'coverage_gaps',
  given: {},
  columns: ['account_id', 'account_name', 'status', 'error_code'],
};

const ROWS_SHOWN = 4;
const CELL_CHARACTERS = 52;

/** Asks them of the newest snapshot of the lake at `place` and shows their first rows; ends in a line break. */
export async function findingsText(store: Store, place: string): Promise<string> {
  const { duckdbEngine } = await import('../../query/duckdb/engine.js');
  const engine = await duckdbEngine(store);
  try {
    const arns = await principalArns(engine);
    const texts: string[] = [];
    for (const finding of [...FINDINGS, COVERAGE]) {
      const { about } = finding;
      const arn = about === undefined ? undefined : arns.find((one) => one.endsWith(`/${about}`));
      if (about !== undefined && arn === undefined) continue;
      const isOfOne = finding.question === 'removable.by-action' && arn !== undefined;
      const given = isOfOne ? { ...finding.given, principal: arn } : finding.given;
      texts.push(await findingText(engine, { ...finding, given }, place));
    }
    return texts.join('\n');
  } finally {
    await engine.close();
  }
}

async function findingText(engine: QueryEngine, { title, question, given, columns }: Finding, place: string) {
  const found = (await rowsOf(engine, question, given, columns)).filter((row) => row.every(isNoGap(columns)));
  const options = Object.entries(given).flatMap(([name, value]) => optionWords(name, String(value)));
  const asked = 'by' in given ? [formOf(question).question] : wordsOf(question);
  const part = found.length > ROWS_SHOWN ? `the first ${ROWS_SHOWN}; all: ` : '';
  const how = `${part}${accessLake(['query', ...asked, ...options, '--destination', place])}`;
  const heads = columns.map((column) => column.replace(/_arn$/, ''));
  return `${title} (${how})\n${textTable([heads, ...found.slice(0, ROWS_SHOWN).map((row) => row.map(shown))], '  ')}`;
}

function optionWords(name: string, value: string): string[] {
  return FLAGS.has(name) ? [flagOf(name)] : [flagOf(name), value];
}

function isNoGap(columns: readonly string[]): (cell: Cell, at: number) => boolean {
  return (cell, at) => cell !== null || !['principal_arn', 'name'].includes(columns[at] as string);
}

async function principalArns(engine: QueryEngine): Promise<string[]> {
  const rows = await rowsOf(engine, 'principals', {}, ['principal_arn']);
  return rows.flatMap(([arn]) => (arn === null ? [] : [String(arn)]));
}

/** The named columns of an answer. */
async function rowsOf(engine: QueryEngine, question: string, given: Finding['given'], names: readonly string[]) {
  const { ask } = await import('../../query/question/ask.js');
  const { columns, pages } = await ask(engine, question, given, {});
  const places = names.map((name) => columns.findIndex((column) => column.name === name));
  const rows: Cell[][] = [];
  for await (const page of pages) for (const row of page) rows.push(places.map((at) => row[at] ?? null));
  return rows;
}

/** Of an ARN of IAM what tells it from others of the account: its account stands beside. */
function shown(cell: Cell): string {
  const text = cell === null ? '-' : escapeForTerminal(String(cell)).replace(/^arn:[^:]*:iam::\d{12}:/, '');
  return text.length > CELL_CHARACTERS ? `…${text.slice(1 - CELL_CHARACTERS)}` : text;
}
