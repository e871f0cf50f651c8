/** The SQL that ships with the package: the folder `queries`, beside `src` and `dist` alike. */
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../queries/', import.meta.url);

export interface SqlFile {
  /** Name without `.sql`. */
  readonly name: string;
  readonly text: string;
}

/** The SQL files right in a folder of `queries` (empty: the questions), by name. */
export function readSqlFiles(
  folder:
    | ''
    | 'checks/'
    | 'derived/'
    | 'filters/'
    | 'fragments/'
    | 'known/'
    | 'lake/'
    | 'left_out/'
    | 'propose/'
    | 'views/',
): SqlFile[] {
  const directory = new URL(folder, root);
  return readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.sql'.length), text: readFileSync(new URL(file, directory), 'utf8') }));
}
