/** Statements of one document put behind those of another, as the one inline policy of a permission set wants it. */
import { isReadable, type PolicyDocument, readPolicy, type Statement } from '../../policy/document.js';

/** The text with the statements of both; undefined where their versions differ, so that they would not mean the same. */
export function merged(text: string | null, addition: string): string | undefined {
  if (text === null) return addition;
  const [base, added] = [parsed(text), parsed(addition)];
  if (base.version !== added.version) return undefined;
  const sids = new Set(base.statements.map(({ sid }) => sid));
  const own = base.statements.map(({ node }) => text.slice(node.start, node.end));
  const more = added.statements.map((statement) => withUniqueSid(added.text, statement, sids));
  const { start, end } = base.statementNode;
  return `${text.slice(0, start)}[${[...own, ...more].join(', ')}]${text.slice(end)}`;
}

/** Sids are unique within a policy: one that is there gets a number. */
function withUniqueSid(text: string, { node, sid }: Statement, sids: Set<string | null>): string {
  const own = text.slice(node.start, node.end);
  const member = node.members.find(({ key }) => key.value.toLowerCase() === 'sid');
  if (sid === null || member === undefined) return own;
  let unique = sid;
  for (let number = 2; sids.has(unique); number++) unique = `${sid}${number}`;
  sids.add(unique);
  const { start, end } = member.value;
  return `${text.slice(node.start, start)}${JSON.stringify(unique)}${text.slice(end, node.end)}`;
}

function parsed(text: string): PolicyDocument {
  const document = readPolicy(text);
  if (!isReadable(document)) throw new Error(`A document that was read before does not parse: ${document.problem}`);
  return document;
}
