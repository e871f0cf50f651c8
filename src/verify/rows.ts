/** The checks of rows, most of them in `queries/checks`: each answers with a row of subject and problem for whatever is wrong with one run. */

import type { TableSchema } from '../model/schema.js';
import { TABLES } from '../model/tables.js';
import type { QueryEngine, QueryOptions } from '../query/engine/engine.js';
import { rawName } from '../query/sql/raw-tables.js';
import { readSql, readSqlFiles } from '../query/sql/sql-files.js';
import { listHash } from '../tools/list-hash.js';
import { type Damage, ROW_CHECKS, type RowCheck } from './damage.js';
import { hasStatements } from './statements.js';

/** Of one check more than these say nothing new. */
const MOST_SHOWN = 20;

/** What is wrong with the rows of a run; `engine` sees that run alone. */
export async function checkRows(engine: QueryEngine, runId: string, options: QueryOptions): Promise<Damage[]> {
  const files = new Map(readSqlFiles('checks/').map(({ name, text }) => [name, text]));
  const damages: Damage[] = [];
  for (const kind of ROW_CHECKS) {
    const sql = files.get(kind);
    if (sql === undefined) throw new Error(`No check "${kind}" in queries/checks`);
    damages.push(...(await check(engine, sql, { kind, runId }, options)));
  }
  damages.push(...(await wrongHashes(engine, runId, options)));
  damages.push(...(await wrongStatements(engine, runId, options)));
  damages.push(...(await check(engine, timesSql(), { kind: 'times', runId }, options)));
  return damages;
}

async function check(
  engine: QueryEngine,
  sql: string,
  { kind, runId }: { readonly kind: RowCheck; readonly runId: string },
  options: QueryOptions,
): Promise<Damage[]> {
  const shown = new Shown(kind, runId);
  for await (const page of (await engine.query(sql, [], options)).pages) {
    for (const [subject, problem] of page) shown.add(String(subject), String(problem));
  }
  return shown.damages;
}

/** Lists of actions whose name is not that which their actions have. No SQL works it out. */
async function wrongHashes(engine: QueryEngine, runId: string, options: QueryOptions): Promise<Damage[]> {
  const shown = new Shown('hashes', runId);
  for await (const page of (await engine.query(readSql('lake/', 'lists'), [], options)).pages) {
    for (const [service, hash, names] of page) {
      const own = listHash(String(names).split(LINE_FEED));
      if (hash !== own) shown.add(String(service), `names in granted_lists the list ${own} as ${hash}`);
    }
  }
  return shown.damages;
}

const LINE_FEED = '\n';

/** Documents whose statements are others than policy_statements has, each text once. */
async function wrongStatements(engine: QueryEngine, runId: string, options: QueryOptions): Promise<Damage[]> {
  const shown = new Shown('statements', runId);
  for await (const page of (await engine.query(readSql('lake/', 'documents'), [], options)).pages) {
    for (const [type, documents, hashes, hasDocument, owner, owners] of page) {
      const what = `${type === 'trust' ? 'trust' : `${String(type)} policy`} statements`;
      if (hasDocument !== true) shown.add(String(owner), `has in policy_statements ${what} without a document`);
      else if (!hasStatements(JSON.parse(String(documents)), String(hashes))) {
        const others = Number(owners) > 1 ? `, as have ${Number(owners) - 1} more` : '';
        shown.add(String(owner), `has in policy_statements other ${what} than its document${others}`);
      }
    }
  }
  return shown.damages;
}

/** The damages of one check: the first of them, and how many others there are. */
class Shown {
  private readonly first: Damage[] = [];
  private more = 0;
  private readonly kind: RowCheck;
  private readonly runId: string;

  constructor(kind: RowCheck, runId: string) {
    this.kind = kind;
    this.runId = runId;
  }

  add(subject: string, problem: string): void {
    if (this.first.length < MOST_SHOWN) this.first.push({ kind: this.kind, runId: this.runId, subject, problem });
    else this.more++;
  }

  get damages(): Damage[] {
    const { first, more, kind, runId } = this;
    if (more === 0) return first;
    return [...first, { kind, runId, subject: runId, problem: `has ${more} more of this kind` }];
  }
}

/**
 * A check of one run, as those of queries/checks: a row of subject and problem for each column with times that no answer
 * can show. A file may hold years from 290000 before to 290000 after our own.
 */
function timesSql(): string {
  return TABLES.flatMap((table) => timesOf(table).map((column) => timeSql(table, column))).join('\nUNION ALL\n');
}

function timesOf({ columns }: TableSchema): string[] {
  return Object.entries(columns).flatMap(([name, { type }]) => (type === 'timestamp' ? [name] : []));
}

function timeSql(table: TableSchema, column: string): string {
  return `SELECT '${table.name}' AS subject,
    'has ' || count(*) || ' times in ${column} that are not of the years 1 to 9999' AS problem
  FROM ${rawName(table)}
  WHERE ${column} < TIMESTAMP '0001-01-01 00:00:00' OR ${column} >= TIMESTAMP '10000-01-01 00:00:00'
  HAVING count(*) > 0`;
}
