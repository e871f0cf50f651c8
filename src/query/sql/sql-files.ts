/** The SQL that ships with the package: the folder `queries`, beside `src` and `dist` alike. */
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../../queries/', import.meta.url);

export interface SqlFile {
  /** Name without `.sql`. */
  readonly name: string;
  readonly text: string;
}

type Folder =
  | ''
  | 'checks/'
  | 'derived/'
  | 'digest/'
  | 'filters/'
  | 'fragments/'
  | 'known/'
  | 'lake/'
  | 'models/'
  | 'propose/'
  | 'report/'
  | 'views/';

/** The SQL files right in a folder of `queries` (empty: the questions), by name. */
export function readSqlFiles(folder: Folder): SqlFile[] {
  return sqlNames(folder).map((name) => ({ name, text: readSql(folder, name) }));
}

/** Their names. */
export function sqlNames(folder: Folder): string[] {
  return readdirSync(new URL(folder, root))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}

/** The text of one of them. */
export function readSql(folder: Folder, name: string): string {
  return readFileSync(new URL(`${folder}${name}.sql`, root), 'utf8');
}

/** The statements of all views, as they are written: a change of a comment changes no answer. */
export function viewStatements(): string[] {
  return readSqlFiles('views/').map(({ text }) => withoutComments(text));
}

/** The SQL without the lines that are comments. */
export function withoutComments(sql: string): string {
  return sql.replaceAll(/^ *--.*\n/gm, '');
}
