/** The text of a document with other Action lists: nothing else of it changes by a byte. */
import type { Entries, PolicyDocument, Statement } from '../../policy/document.js';
import type { JsonArray } from '../../policy/json.js';

/** What becomes of an entry; the entry alone: it stays to the letter. */
export type Replace = (entry: string, statement: Statement) => readonly string[];

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Whether the Action list of a statement may change: those of Deny, NotAction and NotResource never do, nor what is fixed. */
export function isEditable({ effect, actions, notResources, fixed }: Statement): boolean {
  return effect === 'Allow' && actions !== null && notResources === null && fixed === undefined;
}

/** The edited text; null where no statement is left. A statement without an action goes. */
export function edited(document: PolicyDocument, replace: Replace): string | null {
  const texts = document.statements.map((statement) => statementText(document, statement, replace));
  const left = texts.filter((text) => text !== null);
  if (left.length === 0) return null;
  const { statementNode: node, text } = document;
  if (texts.every((own, at) => own === sliceOf(text, document.statements[at]?.node))) return text;
  const written = node.kind === 'array' ? listText(text, node, left) : (left[0] as string);
  return spliced(text, [{ start: node.start, end: node.end, text: written }]);
}

function statementText(document: PolicyDocument, statement: Statement, replace: Replace): string | null {
  const { node, actions } = statement;
  const text = sliceOf(document.text, node);
  if (!isEditable(statement) || actions === null) return text;
  const items = itemsOf(document.text, actions, (entry) => replace(entry, statement));
  if (items.length === 0) return null;
  const list = actions.node;
  const written = list.kind === 'array' ? listText(document.text, list, items) : onlyText(items);
  return spliced(text, [{ start: list.start - node.start, end: list.end - node.start, text: written }]);
}

/** JSON of the entries that are left; those that stay are copied. New ones that another entry names already are left out. */
function itemsOf(text: string, actions: Entries, replace: (entry: string) => readonly string[]): string[] {
  const nodes = actions.node.kind === 'array' ? actions.node.items : [actions.node];
  const results = actions.values.map((entry) => ({ entry, patterns: replace(entry) }));
  const staying = results.filter(({ entry, patterns }) => stays(entry, patterns)).map(({ entry }) => entry);
  const present = new Set(staying.map((entry) => entry.toLowerCase()));
  return results.flatMap(({ entry, patterns }, at) => {
    if (stays(entry, patterns)) return [sliceOf(text, nodes[at])];
    return patterns.filter((pattern) => isNew(pattern, present)).map((pattern) => JSON.stringify(pattern));
  });
}

function stays(entry: string, patterns: readonly string[]): boolean {
  return patterns.length === 1 && patterns[0] === entry;
}

function isNew(pattern: string, present: Set<string>): boolean {
  const isThere = present.has(pattern.toLowerCase());
  present.add(pattern.toLowerCase());
  return !isThere;
}

/** A string stays one, unless it became several. */
function onlyText(items: readonly string[]): string {
  return items.length === 1 ? (items[0] as string) : `[${items.join(', ')}]`;
}

/** An array of these items, laid out as it was. */
function listText(text: string, { start, end, items }: JsonArray, written: readonly string[]): string {
  const [first, second] = items;
  const opening = text.slice(start, first?.start ?? start + 1);
  const closing = text.slice(items.at(-1)?.end ?? end - 1, end);
  const between = first && second ? text.slice(first.end, second.start) : `,${opening.slice(1) || ' '}`;
  return opening + written.join(between) + closing;
}

function sliceOf(text: string, node: { start: number; end: number } | undefined): string {
  return node === undefined ? '' : text.slice(node.start, node.end);
}

function spliced(text: string, splices: readonly Splice[]): string {
  return splices.reduceRight((all, { start, end, text: own }) => all.slice(0, start) + own + all.slice(end), text);
}
