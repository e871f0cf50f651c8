/** Files of a derived table: what one says that it was made of, and how two of them differ. */
import { resolve } from 'node:path';
import type { TableSchema } from '../model/schema.js';
import { openDatabase } from '../query/duckdb/database.js';
import { isDuckdbError } from '../query/duckdb/failure.js';
import { exactPath, tableRows } from '../query/duckdb/tables.js';

/** Columns that say so. */
const MADE_OF = ['judgement_id', 'made_of', 'made_of_md5'];

const columnOf = ({ columns }: TableSchema): string => MADE_OF.find((name) => name in columns) as string;

/**
 * The `made_of` of the rows in a file below the folder `root`, or its MD5, or their judgement, each once; undefined where it is no file of
 * the table. Reads every column, so that one that is cut or has another type is found.
 */
export async function madeOfIn(table: TableSchema, root: string, key: string): Promise<string[] | undefined> {
  const column = columnOf(table);
  const select = (rows: string) =>
    `SELECT ${column}, max(hash(t)) FROM (${rows}) AS t GROUP BY ${column} ORDER BY ${column}`;
  try {
    const found = await ofFiles(table, key, [root], ([rows]) => select(rows as string));
    return found.map(([madeOf]) => String(madeOf));
  } catch (error) {
    if (isDuckdbError(error)) return undefined;
    throw error;
  }
}

/** The column `owner_tags` of a file of the table, empty where the table has none; undefined: it has no row. */
export async function ownersOf(table: TableSchema, root: string, key: string): Promise<string | undefined> {
  const column = 'owner_tags' in table.columns ? 'min(owner_tags)' : "''";
  const [[owners, count] = []] = await ofFiles(
    table,
    key,
    [root],
    ([rows]) => `SELECT ${column}, count(*) FROM (${rows})`,
  );
  return Number(count) > 0 ? String(owners) : undefined;
}

/** The answer about the rows of the files of one key, below each of `roots`. */
async function ofFiles(
  table: TableSchema,
  key: string,
  roots: readonly string[],
  sqlOf: (rows: readonly string[]) => string,
): Promise<unknown[][]> {
  const folders = roots.map((root) => resolve(root));
  const columns = new Set(Object.keys(table.columns));
  const rows = folders.map((root) => tableRows(table, root, [{ columns, paths: [exactPath(`${root}/${key}`)] }]));
  const database = await openDatabase(folders.map((root) => `${root}/${key}`));
  const connection = await database.connect();
  try {
    return (await connection.runAndReadAll(sqlOf(rows))).getRows();
  } finally {
    connection.closeSync();
    await database.close();
  }
}

/** Rows of one file that the other lacks. */
export interface Difference {
  readonly more: number;
  readonly less: number;
  /** What one of the rows is about. */
  readonly example: string;
}

/** Which other statements may have made. */
const NOT_COMPARED = ['judged_by'];
/** Which a file of owners fills, that is in no lake. */
const OF_OWNERS = ['owner', 'owner_from', 'owner_tags'];

/**
 * How the file below `stored` differs, as a set of rows, from that of the same key below `anew`; undefined: in nothing.
 * `ownersUnknown`: what an owner answers for is not compared.
 */
export async function differenceOf(
  table: TableSchema,
  { key, stored, anew }: { readonly key: string; readonly stored: string; readonly anew: string },
  ownersUnknown: boolean,
): Promise<Difference | undefined> {
  const omitted = [...NOT_COMPARED, ...(ownersUnknown ? OF_OWNERS : [])];
  const columns = Object.keys(table.columns).filter((name) => !omitted.includes(name));
  const where = ownersUnknown && 'dimension' in table.columns ? " WHERE dimension <> 'owner'" : '';
  const named = LABELS.filter((name) => columns.includes(name)).map((name) => `CAST(${name} AS varchar)`);
  const [[more, less, example] = []] = await ofFiles(table, key, [stored, anew], (files) => {
    const sides = files.map(
      (rows, at) => `SELECT ${columns.join(', ')}, ${1 - 2 * at} AS side FROM (${rows}) AS t${where}`,
    );
    return `WITH differing AS (
        SELECT ${columns.join(', ')}, sum(side) AS surplus FROM (${sides.join(' UNION ALL ')}) AS rows_of_both
        GROUP BY ${columns.join(', ')} HAVING sum(side) <> 0
      )
      SELECT coalesce(sum(surplus) FILTER (WHERE surplus > 0), 0), coalesce(-sum(surplus) FILTER (WHERE surplus < 0), 0),
        min(concat_ws(' ', ${named.join(', ')}))
      FROM differing`;
  });
  if (Number(more) === 0 && Number(less) === 0) return undefined;
  return { more: Number(more), less: Number(less), example: String(example) };
}

/** Columns that say what a row is about. */
const LABELS = [
  'dimension',
  'subject',
  'question',
  'step',
  'subject_type',
  'account_id',
  'principal_arn',
  'policy_arn',
  'permission_set_name',
  'ou_id',
  'service_namespace',
  'action_name',
  'action_key',
  'principal_id',
  'profile',
  'judgement_id',
];
