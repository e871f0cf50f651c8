/** The answer of a statement, page by page. */
import {
  type AthenaClient,
  GetQueryResultsCommand,
  type GetQueryResultsOutput,
  type Row,
} from '@aws-sdk/client-athena';
import { UserError } from '../../model/errors.js';
import type { Cell, ResultColumn, SqlType } from '../engine/engine.js';

/** Most rows that GetQueryResults gives at once, the header counted. */
const PAGE_ROWS = 1000;

export interface AthenaPage {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly nextToken: string | undefined;
}

/** One page of the results of a statement; the first row of a SELECT's first page is its header, and left out. */
export async function readPage(
  client: AthenaClient,
  id: string,
  nextToken: string | undefined,
  hasHeader: boolean,
): Promise<AthenaPage> {
  const answer = await client.send(
    new GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: PAGE_ROWS, NextToken: nextToken }),
  );
  const columns = columnsOf(answer, id);
  const rows = (answer.ResultSet?.Rows ?? []).slice(hasHeader && nextToken === undefined ? 1 : 0);
  return { columns, rows: rows.map((row) => cellsOf(row, columns)), nextToken: answer.NextToken };
}

/** An answer without metadata did not come from Athena: it says nothing, and surely not "no rows". */
function columnsOf(answer: GetQueryResultsOutput, id: string): ResultColumn[] {
  const columns = answer.ResultSet?.ResultSetMetadata?.ColumnInfo;
  if (columns === undefined) {
    throw new UserError(`Cannot read the results of statement "${id}": the answer holds none.`, {
      hint: 'Something between here and Athena, such as a proxy, answered in its place.',
    });
  }
  return columns.map(({ Name = '', Type = '' }) => ({ name: Name, type: typeOf(Type) }));
}

const TYPES: Readonly<Record<string, SqlType>> = {
  tinyint: 'integer',
  smallint: 'integer',
  integer: 'integer',
  bigint: 'bigint',
  float: 'double',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
};

/** Other types (decimal, arrays, times with a zone, …) stay the text that Athena makes of them. */
function typeOf(type: string): SqlType {
  return TYPES[type] ?? 'varchar';
}

function cellsOf(row: Row, columns: readonly ResultColumn[]): Cell[] {
  return columns.map(({ type }, index) => cellOf(row.Data?.[index]?.VarCharValue, type));
}

/** A null has no text. */
function cellOf(text: string | undefined, type: SqlType): Cell {
  if (text === undefined) return null;
  if (type === 'integer' || type === 'double') return Number(text);
  if (type === 'bigint') return BigInt(text);
  return type === 'boolean' ? text === 'true' : text;
}
