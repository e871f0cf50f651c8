/** One document from evidence to a proven smaller one. */
import { isReadable, type PolicyDocument, readPolicy } from '../../policy/document.js';
import { type KnownActions, lowerOf } from '../rewrite/known-actions.js';
import { editableEntries, isOfAllServices, type RewriteOptions, type Rewritten, rewrite } from '../rewrite/rewrite.js';
import type { Evidence } from '../use-evidence.js';
import { type Violation, verify } from '../verify/verify.js';
import { type DecideOptions, decide, type Removable } from './decide.js';

export interface Proposal extends Rewritten {
  /** Grades of what goes. */
  readonly grades: Removable;
  readonly violations: readonly Violation[];
  /** How many actions the proof went through. */
  readonly actionsKnown: number;
}

export type Rewriter = typeof rewrite;

/**
 * The smaller document with its proof; what the proof refuses is in `violations`. `rewriter`: tests bring broken
 * ones, to see the proof refuse them.
 */
export function propose(
  document: PolicyDocument,
  evidence: Evidence,
  known: KnownActions,
  options: DecideOptions & RewriteOptions,
  rewriter: Rewriter = rewrite,
): Proposal {
  const entries = editableEntries(document);
  const all = knownWith(entries, known);
  const removable = decide(scopeOf(entries, all), evidence, known, options);
  const rewritten = rewriter(document, all, new Set(removable.keys()), options);
  const grades = new Map([...removable].filter(([action]) => rewritten.removed.has(action)));
  const names = all.byService();
  const violations = verify({
    before: document.text,
    after: rewritten.texts,
    removed: rewritten.removed,
    known: names,
    never: options.never.entries.map(({ pattern }) => pattern),
    evidence,
    limit: rewritten.fits ? options.limit : Number.POSITIVE_INFINITY,
    again: rewritten.texts.flatMap((text) => again(text, all, rewritten.removed)),
  });
  const actionsKnown = [...names.values()].reduce((total, actions) => total + actions.length, 0);
  return { ...rewritten, grades, violations, actionsKnown };
}

/** What may go of a document, whatever of it fits in the end. */
export function removableOf(
  document: PolicyDocument,
  evidence: Evidence,
  known: KnownActions,
  options: DecideOptions,
): Removable {
  const entries = editableEntries(document);
  return decide(scopeOf(entries, knownWith(entries, known)), evidence, known, options);
}

function knownWith(entries: readonly string[], known: KnownActions): KnownActions {
  return known.with(entries.filter((entry) => !/[*?]/.test(entry)));
}

/** What the entries name, and which of it an entry for all services names. */
function scopeOf(
  entries: readonly string[],
  known: KnownActions,
): { named: string[]; ofAllServices: ReadonlySet<string> } {
  const everywhere = entries.filter(isOfAllServices).flatMap((entry) => known.named(entry));
  return {
    named: [...new Set(entries.flatMap((entry) => known.named(entry)))],
    ofAllServices: new Set(everywhere.map(lowerOf)),
  };
}

/** What becomes of the result when the same actions are taken out of it once more. */
function again(text: string, known: KnownActions, removed: ReadonlySet<string>): readonly string[] {
  const document = readPolicy(text);
  if (!isReadable(document)) return [];
  return rewrite(document, known, removed, { limit: Number.POSITIVE_INFINITY }).texts;
}
