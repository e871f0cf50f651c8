/** The checks of rows, most of them in `queries/checks`: each answers with a row of subject and problem for whatever is wrong with one run. */

import type { QueryEngine, QueryOptions } from '../query/engine.js';
import { readSqlFiles } from '../query/sql-files.js';
import { type Damage, ROW_CHECKS, type RowCheck } from './damage.js';
import { timesSql } from './times.js';

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
  damages.push(...(await check(engine, timesSql(), { kind: 'times', runId }, options)));
  return damages;
}

async function check(
  engine: QueryEngine,
  sql: string,
  { kind, runId }: { readonly kind: RowCheck; readonly runId: string },
  options: QueryOptions,
): Promise<Damage[]> {
  const shown: Damage[] = [];
  let rows = 0;
  for await (const page of (await engine.query(sql, [], options)).pages) {
    rows += page.length;
    for (const [subject, problem] of page.slice(0, MOST_SHOWN - shown.length)) {
      shown.push({ kind, runId, subject: String(subject), problem: String(problem) });
    }
  }
  if (rows === shown.length) return shown;
  const more = `${rows - shown.length} more of this kind`;
  return [...shown, { kind, runId, subject: runId, problem: `has ${more}` }];
}
