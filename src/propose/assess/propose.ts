/** One document from evidence to a proven smaller one. */
import { isReadable, type PolicyDocument } from '../../policy/document.js';
import { readHeld } from '../../policy/fixed-statements.js';
import { type Action, hasWildcard, type KnownActions } from '../evidence/known-actions.js';
import type { Evidence } from '../evidence/use-evidence.js';
import { editableEntries, isOfAllServices, type RewriteOptions, type Rewritten, rewrite } from '../rewrite/rewrite.js';
import type { BesideText } from '../subjects/beside.js';
import { type Violation, verify } from '../verify/verify.js';
import { broughtBy } from './brought.js';
import { type DecideOptions, decide, type Grade, type Removable, type Scope, settled, usedOf } from './decide.js';

export interface Proposal extends Rewritten {
  /** Known actions that the Action lists of the old text name, each once. */
  readonly named: readonly Action[];
  /** Grades of what goes. */
  readonly grades: Removable;
  readonly violations: readonly Violation[];
  /** How many actions the proof went through. */
  readonly actionsKnown: number;
}

export type Rewriter = typeof rewrite;

interface DocumentOptions extends DecideOptions {
  /** Texts that the document had within the days, and has no more: what came since stays. */
  readonly earlierTexts: readonly string[];
}

interface ProposeOptions extends DocumentOptions, RewriteOptions {
  /** Whether a user holds the document: then statements of self-service stay. */
  readonly isHeldByUser: boolean;
  /** Texts of the other documents of the holders. */
  readonly beside: readonly BesideText[];
  /** Tests bring broken ones, to see the proof refuse them. */
  readonly rewriter?: Rewriter | undefined;
}

/**
 * The smaller document with its proof; what the proof refuses is in `violations`. What does not fit is proposed to nobody,
 * and not proven. Throws TooMuchWork or TooMuchEffort where the patterns of the document are too many or too involved.
 */
export function propose(
  document: PolicyDocument,
  evidence: Evidence,
  known: KnownActions,
  { rewriter = rewrite, ...options }: ProposeOptions,
): Proposal {
  const all = knownWith(editableEntries(document), known);
  const scope = scopeOf(document, all);
  const removable = decide(scope, evidence, withoutBrought(document, all, options));
  const rewritten = rewrittenOf(
    removable,
    (removed) => rewriter(document, all, removed, options),
    (left) => settled(scope, left, { evidence, used: usedOf(evidence) }, options),
  );
  const isAll = rewritten.removed.size === removable.size;
  const grades = isAll ? removable : onlyOf(removable, rewritten.removed);
  const keys = all.keysByService();
  const violations = !rewritten.fits
    ? []
    : verify({
        before: document.text,
        after: rewritten.texts,
        removed: rewritten.removed,
        known: keys,
        never: options.never.patterns,
        unseenServices: options.never.unseenServices,
        dependents: options.dependents,
        evidence,
        earlierTexts: options.earlierTexts,
        limit: options.limit,
        isHeldByUser: options.isHeldByUser,
        beside: options.beside,
        again: rewritten.texts.flatMap((text) => again(readHeld(text, options.isHeldByUser), all, rewritten.removed)),
      });
  const actionsKnown = [...keys.values()].reduce((total, actions) => total + actions.length, 0);
  return { ...rewritten, named: scope.named, grades, violations, actionsKnown };
}

/** Again, where services stay whole so that the text fits: what they need stays, too. */
function rewrittenOf(
  removable: Removable,
  without: (removed: ReadonlySet<string>) => Rewritten,
  settle: (left: Map<string, Grade>) => Removable,
): Rewritten {
  const rewritten = without(new Set(removable.keys()));
  if (rewritten.keptWhole.length === 0) return rewritten;
  const gone = onlyOf(removable, rewritten.removed);
  const { size } = gone;
  const left = settle(gone);
  if (left.size === size) return rewritten;
  const again = rewrittenOf(left, without, settle);
  return { ...again, keptWhole: [...new Set([...rewritten.keptWhole, ...again.keptWhole])] };
}

function onlyOf(grades: Removable, actions: ReadonlySet<string>): Map<string, Grade> {
  return new Map([...grades].filter(([action]) => actions.has(action)));
}

/** What may go of a document, whatever of it fits in the end. */
export function removableOf(
  document: PolicyDocument,
  evidence: Evidence,
  known: KnownActions,
  options: DocumentOptions,
): Removable {
  const all = knownWith(editableEntries(document), known);
  return decide(scopeOf(document, all), evidence, withoutBrought(document, all, options));
}

/** What an edit within the days brought is kept, as if a person kept it. */
function withoutBrought(document: PolicyDocument, known: KnownActions, options: DocumentOptions): DocumentOptions {
  const { earlierTexts, isExcepted } = options;
  if (earlierTexts.length === 0) return options;
  const brought = broughtBy(document, earlierTexts, known);
  return { ...options, isExcepted: (action) => brought.has(action) || isExcepted(action) };
}

function knownWith(entries: readonly string[], known: KnownActions): KnownActions {
  return known.ofDocument(entries.filter((entry) => !hasWildcard(entry)));
}

/** What the entries name, which of it an entry for all services names, and what stays in fixed statements. */
function scopeOf(document: PolicyDocument, known: KnownActions): Scope {
  const entries = editableEntries(document);
  const fixed = document.statements.filter((statement) => statement.fixed !== undefined);
  const [first = [], ...others] = entries.map((entry) => known.named(entry));
  const wide = entries.filter(isOfAllServices).map((entry) => known.patternOf(entry));
  return {
    named: others.length === 0 ? first : [...new Set([...first, ...others.flat()])],
    isOfAllServices: ({ key }) => wide.some((pattern) => pattern.names(key)),
    fixed: fixed.flatMap(({ actions }) => (actions?.values ?? []).flatMap((entry) => known.named(entry))),
  };
}

/** What becomes of the result when the same actions are taken out of it once more. */
function again(
  document: ReturnType<typeof readHeld>,
  known: KnownActions,
  removed: ReadonlySet<string>,
): readonly string[] {
  if (!isReadable(document)) return [];
  return rewrite(document, known, removed, { limit: Number.POSITIVE_INFINITY }).texts;
}
