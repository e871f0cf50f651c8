/** A few of the most telling answers about a lake, for a person who sees one for the first time. */
import { escapeForTerminal } from '../../model/escape.js';
import type { Cell } from '../../query/engine.js';
import type { Store } from '../../store/store.js';
import { accessLake, shellQuoted } from './shell.js';
import { textTable } from './text-table.js';

interface Finding {
  readonly title: string;
  readonly question: string;
  /** Columns of the answer that are shown. */
  readonly columns: readonly string[];
}

const FINDINGS: readonly Finding[] = [
  {
    title: 'How much of what is granted is used?',
    question: 'privilege_gap',
    columns: ['name', 'principals_measured', 'actions_tracked', 'actions_accessed', 'unused_percent'],
  },
  {
    title: 'Which administrators did nothing for 90 days?',
    question: 'dormant_administrators',
    columns: ['account_id', 'principal_arn', 'state', 'evidence_days'],
  },
  {
    title: 'Who could write to S3, and did not?',
    question: 'unused_write_actions',
    columns: ['principal_arn', 'state', 'service_state', 'untracked_write_actions', 'has_unlisted_use'],
  },
  {
    title: 'What could not be measured, and why?',
    question: 'coverage_gaps',
    columns: ['account_id', 'principal_arn', 'status', 'error_code'],
  },
];

const rowsShown = 4;
const cellCharacters = 52;

/** Asks them of the newest snapshot of the lake at `place` and shows their first rows; ends in a line break. */
export async function findingsText(store: Store, place: string): Promise<string> {
  const [{ duckdbEngine }, { ask }] = await Promise.all([
    import('../../query/duckdb/engine.js'),
    import('../../query/question/ask.js'),
  ]);
  const engine = await duckdbEngine(store);
  try {
    const texts: string[] = [];
    for (const { title, question, columns } of FINDINGS) {
      const { columns: answered, pages } = await ask(engine, question, {}, { limit: rowsShown + 1 });
      const places = columns.map((name) => answered.findIndex((column) => column.name === name));
      const rows: string[][] = [];
      for await (const page of pages) for (const row of page) rows.push(places.map((at) => shown(row[at])));
      const part = rows.length > rowsShown ? `the first ${rowsShown}; all: ` : '';
      const how = `${part}${accessLake} query ${question} --destination ${shellQuoted(place)}`;
      texts.push(`${title} (${how})\n${textTable([columns, ...rows.slice(0, rowsShown)], '  ')}`);
    }
    return texts.join('\n');
  } finally {
    await engine.close();
  }
}

function shown(cell: Cell | undefined): string {
  const text = cell === null || cell === undefined ? '-' : escapeForTerminal(String(cell));
  return text.length > cellCharacters ? `…${text.slice(1 - cellCharacters)}` : text;
}
