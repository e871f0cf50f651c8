/** A document that is too long for one policy as several that together say the same. */
import { isReadable, type PolicyDocument, readPolicy, type Statement } from '../../policy/document.js';
import { compactLength } from '../../policy/json.js';
import { isEditable } from './edit.js';

/** Texts of at most `limit` characters each; undefined where one statement does not fit at all. Those of `fixed` stay as they are. */
export function split(text: string, limit: number, fixed: readonly string[] = []): string[] | undefined {
  const document = readPolicy(text);
  if (!isReadable(document)) throw new Error(`A rewritten document does not parse: ${document.problem}`);
  const wrap = (statements: readonly string[]): string => wrapped(document, statements);
  const around = compactLength(wrap([]));
  const pieces = document.statements.flatMap((statement) => {
    const own = text.slice(statement.node.start, statement.node.end);
    return fixed.includes(own) ? [own] : piecesOf(document, statement, limit - around);
  });
  const texts = groupsOf(pieces, around, limit).map(wrap);
  return texts.every((part) => compactLength(part) <= limit) ? texts : undefined;
}

/** The document with other statements. */
function wrapped({ text, statementNode: { start, end } }: PolicyDocument, statements: readonly string[]): string {
  return `${text.slice(0, start)}[${statements.join(',')}]${text.slice(end)}`;
}

/** The statement, or several that share its actions among them. */
function piecesOf({ text }: PolicyDocument, statement: Statement, limit: number): string[] {
  const { node, actions } = statement;
  const own = text.slice(node.start, node.end);
  if (compactLength(own) <= limit || !isEditable(statement) || actions?.node.kind !== 'array') return [own];
  const list = actions.node;
  const around = [own.slice(0, list.start - node.start), own.slice(list.end - node.start)] as const;
  const items = list.items.map(({ start, end }) => text.slice(start, end));
  return groupsOf(items, compactLength(withActions(around, [])), limit).map((group) => withActions(around, group));
}

/** Items in order, as many in a list as fit `limit` characters with what stands `around` the list. */
function groupsOf(items: readonly string[], around: number, limit: number): string[][] {
  const groups: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const more = 1 + compactLength(item); // with a comma
    length += more;
    if (length <= limit) groups.at(-1)?.push(item);
    else {
      groups.push([item]);
      length = around + more - 1;
    }
  }
  return groups;
}

function withActions([before, after]: readonly [string, string], items: readonly string[]): string {
  return `${before}[${items.join(',')}]${after}`;
}
