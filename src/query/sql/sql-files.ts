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

/** The SQL files of a folder of `queries` and of the folders in it (empty: the questions, in none), by name. */
export function readSqlFiles(folder: Folder): SqlFile[] {
  return placesOf(folder).map(({ path, ...place }) => ({ ...place, text: readFileSync(new URL(path, root), 'utf8') }));
}

/** Their names. */
export function sqlNames(folder: Folder): string[] {
  return placesOf(folder).map(({ name }) => name);
}

/** The text of one, whose name has the folders in the asked one before it; fails where there is none. */
export function readSql(folder: Folder, name: string): string {
  return readFileSync(new URL(`${folder}${name}.sql`, root), 'utf8');
}

interface Place extends Pick<SqlFile, 'name' | 'inFolder'> {
  /** Below `queries`. */
  readonly path: string;
}

const PLACE = /^(?:(.+)[/\\])?([^/\\]+)\.sql$/;

function placesOf(folder: Folder): Place[] {
  return readdirSync(new URL(folder, root), { encoding: 'utf8', recursive: folder !== '' })
    .flatMap((file) => {
      const [, inFolder = '', name] = PLACE.exec(file) ?? [];
      return name === undefined ? [] : [{ name, inFolder, path: `${folder}${file.replaceAll('\\', '/')}` }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The statements of all views, as they are written: a change of a comment changes no answer. */
export function viewStatements(): string[] {
  return readSqlFiles('views/').map(({ text }) => withoutComments(text));
}

/** The SQL without the lines that are comments. */
export function withoutComments(sql: string): string {
  return sql.replaceAll(/^ *--.*\n/gm, '');
}
