/** The statements of queries/digest, asked of a lake for two dates. */
import { type PlainRow, plainRow } from '../query/derived/plain-row.js';
import type { QueryEngine, QueryOptions } from '../query/engine/engine.js';
import { bindCells, type Cells } from '../query/question/bind.js';
import { knownValues } from '../query/question/known-names.js';
import { type BoundLeftOut, bindLeftOut } from '../query/question/left-out.js';
import { type Question, readDigestStatement, readNamedQuestion } from '../query/question/questions.js';
import { storedJudgements } from '../query/question/stored.js';
import { type Given, readGiven } from '../query/question/values.js';
import { sqlOn } from '../query/sql/raw-tables.js';
import type { DigestDates } from './dates.js';

export interface Asking {
  /** All rows of a statement, by its name. */
  readonly rowsOf: (name: string) => Promise<PlainRow[]>;
  /** The same on another engine over the lake. */
  readonly on: (engine: QueryEngine) => Asking;
  /** The statements that count whom exceptions take from the digest. */
  readonly leftOut: readonly BoundLeftOut[];
  /** Fails with a UserError where `derive` has replaced a judgement that the rows were read of: some may be missing. */
  readonly confirm: () => Promise<void>;
}

/**
 * Filters are looked up once, for all statements take the same. Fails with a usageError for a value that no lake takes, or
 * that this one does not know.
 */
export async function askingOf(
  engine: QueryEngine,
  dates: DigestDates,
  filters: Given,
  options: QueryOptions,
): Promise<Asking> {
  const compared = { ...readDigestStatement('compared'), asked: 'digest' };
  const given = filters;
  const dated = { ...given, ...valuesFor(compared, dates) };
  const known = await knownValues(engine, { question: compared, given, dated }, options);
  const leftOut = bindLeftOut(compared, known);
  const { fromDate, toDate, usesUntil } = dates;
  const { stored, confirm } = await storedJudgements(
    engine,
    { snapshotDate: toDate, usesUntil, earlierDate: fromDate },
    options,
  );
  const on = (asked: QueryEngine): Asking => ({
    rowsOf: async (name) => {
      const question = readDigestStatement(name, stored);
      const { sql, parameters } = bindCells(question, cellsFor(question, dates, known));
      const { columns, pages } = await asked.query(sqlOn(asked, sql), parameters, options);
      const rows: PlainRow[] = [];
      for await (const page of pages) rows.push(...page.map((cells) => plainRow(columns, cells)));
      return rows;
    },
    on,
    leftOut,
    confirm,
  });
  return on(engine);
}

/** What has a default in every statement, and another value where somebody gave one. */
const OF_PEOPLE: readonly string[] = ['owner_tag', 'owner_entry'];

function cellsFor(question: Question, dates: DigestDates, known: Cells): Cells {
  const cells = readGiven(question, valuesFor(question, dates));
  const { parameters, implied } = question;
  for (const { name } of [...parameters, ...implied]) {
    const filter = cells.has(name) && !OF_PEOPLE.includes(name) ? undefined : known.get(name);
    if (filter !== undefined) cells.set(name, [...filter]);
  }
  return cells;
}

/** What follows from the dates, and whatever makes an administrator by the question of that name. */
function valuesFor({ parameters, implied }: Question, dates: DigestDates): Given {
  const { fromDate = dates.toDate, toDate, usesUntil } = dates;
  const values: Given = { from_date: fromDate, to_date: toDate, snapshot_date: toDate, uses_until: usesUntil };
  const names = [...parameters, ...implied].map(({ name }) => name);
  const own = Object.entries(values).filter(([name]) => names.includes(name));
  return { ...Object.fromEntries(own), ...(names.includes('action') ? { action: administrativeActions() } : {}) };
}

function administrativeActions(): string {
  const { parameters } = readNamedQuestion('administrators');
  return String(parameters.find(({ name }) => name === 'action')?.default);
}
