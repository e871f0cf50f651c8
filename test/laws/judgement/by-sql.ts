/** What the fragments of queries/fragments say of an item, asked of the engine. */
import { UserError } from '../../../src/model/errors.js';
import { checkValues } from '../../../src/query/question/ask.js';
import { bindCells } from '../../../src/query/question/bind.js';
import { snapshotDates, withDates } from '../../../src/query/question/dates.js';
import { knownValues } from '../../../src/query/question/known-names.js';
import { questionOf, type Question as Statement } from '../../../src/query/question/questions.js';
import type { Given } from '../../../src/query/question/values.js';
import { type AnswerRow, plain, rowsOf } from '../claims.js';
import type { MemoryEngine } from '../memory-engine.js';
import type { Item, Question } from '../reasons/oracle/question.js';

/** Of a question that judges: its parameters and limits. */
const HEAD = `-- question: q
-- topic: none
-- grain: g
-- parameter: days days = 90: d
-- parameter: release idle_name list optional: r
-- exceptions: except, except_tag, except_action
-- limits: l
`;
/** Everything that the fragments judge, as they are now. */
export function judgingStatements() {
  return {
    principal: questionOf('principal', `${HEAD}-- judges: principals\nSELECT * FROM judged_principals`),
    service: questionOf('service', `${HEAD}-- judges: services\nSELECT * FROM judged_services`),
  } as const;
}
export type Statements = ReturnType<typeof judgingStatements>;

const STATEMENTS = judgingStatements();

/** The name of the statement that judges the item; undefined: none does, as of an action, or of what several hold. */
export function statementFor({ subject, service, action }: Item): keyof Statements | undefined {
  if (subject.kind !== 'principal' || action !== null) return undefined;
  return service === null ? 'principal' : 'service';
}

/** Undefined: no row, so it is not of what is granted and tracked; `refused`: values that the command line refuses. */
export async function judgedBySql(
  engine: MemoryEngine,
  item: Item,
  question: Question,
  statements: Statements = STATEMENTS,
): Promise<AnswerRow | 'refused' | undefined> {
  const { subject, service } = item;
  const statement = statementFor(item);
  if (subject.kind !== 'principal' || statement === undefined) return undefined;
  const rows = await answered(engine, statements[statement], question);
  if (rows === undefined) return 'refused';
  return oneOf(
    rows,
    (row) =>
      row.account_id === subject.accountId &&
      row.principal_id === subject.principalId &&
      (service === null || lower(row.service_namespace) === lower(service)),
  );
}

function oneOf(rows: readonly AnswerRow[], isMeant: (row: AnswerRow) => boolean): AnswerRow | undefined {
  const [row, ...others] = rows.filter(isMeant);
  if (others.length > 0) throw new Error(`Judged ${others.length + 1} times: ${plain(row as AnswerRow)}`);
  return row;
}

async function answered(engine: MemoryEngine, statement: Statement, question: Question) {
  const { except = {} } = question;
  const given: Given = {
    ...{ snapshot_date: question.date, days: question.days },
    ...(question.released ? { release: question.released } : {}),
    ...(except.principals ? { except: except.principals } : {}),
    ...(except.tags ? { except_tag: except.tags } : {}),
    ...(question.exempted && question.exempted.length > 0 ? { except: question.exempted } : {}),
    ...(except.actions ? { except_action: except.actions } : {}),
  };
  const cells = await cellsOf(engine, statement, given, question);
  if (cells === undefined) return undefined;
  const { sql, parameters } = bindCells(statement, cells);
  return rowsOf(await engine.query(sql, parameters));
}

/** Undefined: the command line refuses a value. */
async function cellsOf(engine: MemoryEngine, statement: Statement, given: Given, question: Question) {
  try {
    checkValues(statement, given);
    const dated = withDates(statement, given, await snapshotDates(engine));
    const known = { ...dated, uses_until: question.usesUntil ?? question.date };
    return await knownValues(engine, { question: statement, given, dated: known }, {});
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** What is said of something judged: its bits, and how its grant's age is known. */
export interface Said {
  readonly bits: number;
  readonly grantAge: string | null;
}

/** Of everything that the fragments judge, by {@link keyOfItem}. */
export async function allBySql(
  engine: MemoryEngine,
  question: Question,
  statements: Readonly<Record<string, Statement>> = STATEMENTS,
): Promise<Map<string, Said>> {
  const found = new Map<string, Said>();
  for (const statement of Object.values(statements)) {
    for (const row of (await answered(engine, statement, question)) ?? []) {
      const key = ['PRINCIPAL', row.account_id, row.principal_id, lower(row.service_namespace), '*'].join(' ');
      if (found.has(key)) throw new Error(`Judged twice: ${key}`);
      found.set(key, { bits: Number(row.reasons), grantAge: (row.grant_age as string | undefined) ?? null });
    }
  }
  return found;
}

function lower(cell: unknown): string {
  return cell == null ? '*' : String(cell).toLowerCase();
}

/** Null: the fragments do not judge it. */
export function keyOfItem({ subject, service, action }: Item): string | null {
  if (subject.kind !== 'principal' || action !== null) return null;
  return `PRINCIPAL ${subject.accountId} ${subject.principalId} ${lower(service)} *`;
}
