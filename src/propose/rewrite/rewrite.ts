/**
 * The smaller document. Only Action lists of Allow statements change: an entry of which nothing goes stays to the
 * letter, one of which all goes is left out, any other is replaced by patterns that lie within it. So the new document
 * grants nothing that the old one did not, whatever actions AWS adds later.
 */
import type { PolicyDocument } from '../../policy/document.js';
import { hasWildcard, type KnownActions, serviceOf } from '../evidence/known-actions.js';
import type { Compression } from './compress.js';
import { isEditable } from './edit.js';
import { fit } from './fit.js';
import type { Removed } from './narrow.js';
import { split } from './split.js';

export interface RewriteOptions {
  /** Characters without white space that the document may have. */
  readonly limit: number;
  /** Whether it may become several documents where one does not fit. */
  readonly maySplit?: boolean;
}

export interface Rewritten {
  /** The new texts: one, several where it was split, none where nothing is left. */
  readonly texts: readonly string[];
  readonly compression: Compression;
  /** Names in lower case of the actions that go from an Action list. */
  readonly removed: Removed;
  readonly keptWhole: readonly string[];
  readonly fits: boolean;
  /** Whether an entry for all services lost those that nobody knows yet. */
  readonly dropsUnknownNamespaces: boolean;
  /** Entries with a wildcard that became narrower, so that they no longer name what AWS adds later. */
  readonly wildcardsNarrowed: number;
}

/** Rewrites the document without the actions that `removable` names (in lower case). */
export function rewrite(
  document: PolicyDocument,
  known: KnownActions,
  removable: Removed,
  { limit, maySplit = false }: RewriteOptions,
): Rewritten {
  const removed = applicable(document, known, removable);
  const fitted = fit(document, known, removed, limit);
  const parts =
    fitted.fits || fitted.text === null || !maySplit ? undefined : split(fitted.text, limit, fixedTexts(document));
  const isNarrowed = (entry: string): boolean => known.named(entry).some(({ key }) => fitted.removed.has(key));
  const narrowed = wildcardEntries(document).filter(isNarrowed);
  return {
    texts: parts ?? (fitted.text === null ? [] : [fitted.text]),
    compression: fitted.compression,
    removed: fitted.removed,
    keptWhole: fitted.keptWhole,
    fits: fitted.fits || parts !== undefined,
    dropsUnknownNamespaces: narrowed.some(isOfAllServices),
    wildcardsNarrowed: narrowed.length,
  };
}

/** Whether an entry names actions of services by a wildcard. */
export function isOfAllServices(entry: string): boolean {
  return hasWildcard(serviceOf(entry));
}

/** Entries of the Action lists that may change, each once. */
export function editableEntries(document: PolicyDocument): string[] {
  return [...new Set(document.statements.filter(isEditable).flatMap(({ actions }) => actions?.values ?? []))];
}

/** Those of the actions that an Action list of the document names. */
function applicable(document: PolicyDocument, known: KnownActions, removable: Removed): Removed {
  const removed = new Set<string>();
  for (const entry of editableEntries(document)) {
    for (const { key } of known.named(entry)) if (removable.has(key)) removed.add(key);
  }
  return removed;
}

/** Statements that stay to the letter. */
function fixedTexts({ text, statements }: PolicyDocument): string[] {
  return statements.filter(({ fixed }) => fixed !== undefined).map(({ node }) => text.slice(node.start, node.end));
}

function wildcardEntries(document: PolicyDocument): string[] {
  return editableEntries(document).filter(hasWildcard);
}
