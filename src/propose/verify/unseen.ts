/** Actions of which a use may show nowhere: read anew of the list that ships, as all of the verifier is. */
import { readFileSync } from 'node:fs';

const LIST = new URL('../../policy/permission-only.tsv', import.meta.url);
/** Used over a data connection, by an agent or the console; or checked in a call of another service. */
const UNSEEN = /\t(?:connection|elsewhere)$/;

let read: ReadonlySet<string> | undefined;

/** By its name in lower case. */
export function isUnseen(action: string): boolean {
  read ??= new Set(
    readFileSync(LIST, 'utf8')
      .split('\n')
      .filter((line) => UNSEEN.test(line))
      .map((line) => line.slice(0, line.indexOf('\t')).toLowerCase()),
  );
  return read.has(action);
}
