/** The SQL that ships with the package: the folder `queries`, beside `src` and `dist` alike. */
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../../queries/', import.meta.url);

export interface SqlFile {
  /** Name without `.sql`. */
  readonly name: string;
  /** The folder in the asked one that it stands in; empty: right in that. */
  readonly inFolder: string;
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

/** The SQL files of a folder of `queries` and of the folders right in it (empty: the questions, in none), by name. */
export function readSqlFiles(folder: Folder): SqlFile[] {
  return placesOf(folder).map(({ name, inFolder, url }) => ({ name, inFolder, text: readFileSync(url, 'utf8') }));
}

/** Their names. */
export function sqlNames(folder: Folder): string[] {
  return placesOf(folder).map(({ name }) => name);
}

/** The text of one of them; fails where there is none. */
export function readSql(folder: Folder, name: string): string {
  const place = placesOf(folder).find((each) => each.name === name);
  return readFileSync(place?.url ?? new URL(`${folder}${name}.sql`, root), 'utf8');
}

interface Place extends Pick<SqlFile, 'name' | 'inFolder'> {
  readonly url: URL;
}

const ENDING = '.sql';

function placesOf(folder: Folder): Place[] {
  const entries = readdirSync(new URL(folder, root), { withFileTypes: true });
  const folders = folder === '' ? [] : entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const filesIn = (inFolder: string): Place[] => {
    const path = new URL(inFolder === '' ? folder : `${folder}${inFolder}/`, root);
    return readdirSync(path)
      .filter((file) => file.endsWith(ENDING))
      .map((file) => ({ name: file.slice(0, -ENDING.length), inFolder, url: new URL(file, path) }));
  };
  return ['', ...folders].flatMap(filesIn).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The statements of all views, as they are written: a change of a comment changes no answer. */
export function viewStatements(): string[] {
  return readSqlFiles('views/').map(({ text }) => withoutComments(text));
}

/** The SQL without the lines that are comments. */
export function withoutComments(sql: string): string {
  return sql.replaceAll(/^ *--.*\n/gm, '');
}
