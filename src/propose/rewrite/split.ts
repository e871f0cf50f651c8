/** A document that is too long for one policy as several that together say the same. */
import { isReadable, type PolicyDocument, readPolicy, type Statement } from '../../policy/document.js';
import { compactLength } from '../../policy/json.js';
import { isEditable } from './edit.js';

/** Texts of at most `limit` characters each; undefined where one statement does not fit at all. */
export function split(text: string, limit: number): string[] | undefined {
  const document = readPolicy(text);
  if (!isReadable(document)) throw new Error(`A rewritten document does not parse: ${document.problem}`);
  const wrap = (statements: readonly string[]): string => wrapped(document, statements);
  const pieces = document.statements.flatMap((statement) => piecesOf(document, statement, limit - wrap(['']).length));
  const parts: string[][] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (last && compactLength(wrap([...last, piece])) <= limit) last.push(piece);
    else parts.push([piece]);
  }
  const texts = parts.map(wrap);
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
  const groups: string[][] = [];
  for (const item of list.items.map(({ start, end }) => text.slice(start, end))) {
    const last = groups.at(-1);
    if (last && compactLength(withActions(around, [...last, item])) <= limit) last.push(item);
    else groups.push([item]);
  }
  return groups.map((items) => withActions(around, items));
}

function withActions([before, after]: readonly [string, string], items: readonly string[]): string {
  return `${before}[${items.join(',')}]${after}`;
}
