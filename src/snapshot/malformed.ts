/** What cannot be believed of what lies in a lake, and how it is told. */
import { escapeForTerminal } from '../model/escape.js';

/** A commit that is not as Access Lake writes it: its run is not shown. */
export interface MalformedCommit {
  readonly key: string;
  /** The end of a sentence that begins with the key. */
  readonly problem: string;
  /** It is sound for all we know, and of a version that this one cannot read. */
  readonly isNewer?: true;
}

/** A plan.json that is not as Access Lake writes it: nobody resumes it. */
export type MalformedPlan = MalformedCommit;

export function isMalformed(read: object | undefined): read is MalformedPlan {
  return read !== undefined && 'problem' in read;
}

/** How a malformed plan is told to a person, in every command. */
export function malformedPlanSentence({ key, problem }: MalformedPlan): string {
  return escapeForTerminal(`${key} ${problem}: that plan cannot be resumed.`);
}

/** How a malformed commit is told to a person, in every command. */
export function malformedSentence({ key, problem }: MalformedCommit): string {
  return escapeForTerminal(`${key} ${problem}: its run is not shown.`);
}
