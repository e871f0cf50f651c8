/** A document's proposal as data: what the files hold, for whoever shows it without writing any. */
import { indentedJson } from '../../../policy/json.js';
import type { Assessment, RemovedAction } from '../../assess/assessment.js';
import { type IndexEntry, indexEntry } from '../index/entry.js';
import { unifiedDiff } from './diff.js';

export interface DocumentProposal {
  /** As index.json has it: kind, account, name, status, reason, blockers, counts. */
  readonly entry: IndexEntry;
  /** Users and roles that hold the document. */
  readonly holderArns: readonly string[];
  /** As it stands, to the letter; of a permission set its inline policy; null: there is none. */
  readonly before: string | null;
  /** The new texts: none where the document is to be detached, several where one would be too long. */
  readonly after: readonly string[];
  /** Both as `diff -u` compares them, line by line. */
  readonly change: string;
  readonly removed: readonly RemovedAction[];
}

/** Of one assessment of `assessLake`, which yields them as they come: whoever wants the first ones stops there. */
export function documentProposal(assessment: Assessment): DocumentProposal {
  const { subject, before, after, removed } = assessment;
  return {
    entry: indexEntry(assessment),
    holderArns: subject.holders.map(({ arn }) => arn),
    before,
    after,
    removed,
    change: changeOf(before, after),
  };
}

/** `null` in the place of a text that is not there. */
export function changeOf(before: string | null, after: readonly string[]): string {
  return unifiedDiff(shown(before === null ? [] : [before]), shown(after));
}

function shown(texts: readonly string[]): string {
  return texts.length === 0 ? 'null\n' : texts.map(linesOf).join('');
}

/** A document that is no JSON stands as it is: a lake may hold anything. */
function linesOf(text: string): string {
  try {
    return indentedJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return `${text}\n`;
    throw error;
  }
}
