/** What cannot be believed of what lies in a lake, and how it is told. */
import { escapeForTerminal } from '../model/escape.js';

/** A commit that is not as Access Lake writes it: its run is not shown. */
export interface MalformedCommit {
  readonly key: string;
  /** The end of a sentence that begins with the key. */
  readonly problem: string;
}

/** How a malformed commit is told to a person, in every command. */
export function malformedSentence({ key, problem }: MalformedCommit): string {
  return escapeForTerminal(`${key} ${problem}: its run is not shown.`);
}
