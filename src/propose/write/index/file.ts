/** index.json: the contract with programs, and what a later look at the same proposals begins with. */
import { harmlessJson } from '../../../model/escape.js';
import type { LakeQuestion } from '../../assess/assess-lake.js';
import type { FamilyEntry } from '../family.js';
import type { IndexEntry } from './entry.js';

/** What a person asked for besides the days: evidence must be judged alike when the proposals are looked at again. */
export type StoredOptions = Pick<
  LakeQuestion,
  | 'grade'
  | 'grantAge'
  | 'isUnprovenIncluded'
  | 'isPerHolder'
  | 'leastGain'
  | 'isReadOnlyIncluded'
  | 'exceptions'
  | 'selection'
>;

/** A proposal that a later snapshot shows in force. */
export interface AppliedEntry {
  readonly id: string;
  readonly name: string;
  readonly actions_leave_text: number;
  readonly sha256_after: string | null;
  /** The first snapshot that shows it. */
  readonly snapshot_date: string;
}

/** Who is left alone though nobody excepts it. */
export interface LeftAloneEntry {
  readonly arn: string;
  /** The end of a sentence about it. */
  readonly why: string;
}

export interface Index {
  readonly format: 1;
  readonly lake: string;
  readonly snapshot_date: string;
  readonly days: number;
  readonly expires_on: string;
  readonly options: StoredOptions;
  readonly left_alone: readonly LeftAloneEntry[];
  readonly documents: IndexEntry[];
  readonly families: readonly FamilyEntry[];
  /** When `--recheck` last looked at them, ISO 8601; null: never. */
  readonly rechecked_at: string | null;
  /** Of all proposals that were written to this folder. */
  readonly applied: readonly AppliedEntry[];
}

export function storedOptions(question: StoredOptions): StoredOptions {
  const { grade, grantAge, isUnprovenIncluded, isPerHolder, exceptions, selection } = question;
  const { leastGain, isReadOnlyIncluded } = question;
  return {
    ...{ grade, grantAge, isUnprovenIncluded, isPerHolder, leastGain, isReadOnlyIncluded },
    ...{ exceptions, selection },
  };
}

/** In pieces, a document each: there may be thousands. */
export function* indexText({ documents, ...head }: Index): Generator<string, void, void> {
  yield `${harmlessJson(head).replace(/\n}\n$/, '')},\n  "documents": [`;
  for (const [at, document] of documents.entries()) {
    yield `${at === 0 ? '' : ','}\n    ${harmlessJson(document).trimEnd().replaceAll('\n', '\n    ')}`;
  }
  yield '\n  ]\n}\n';
}
