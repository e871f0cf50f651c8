/** What an edit within the days brought to a document: nobody had it for long enough to show a use. */
import { isReadable, type PolicyDocument, readPolicy, type Statement } from '../../policy/document.js';
import { canonicalJson } from '../../policy/json.js';
import { hasWildcard, type KnownActions } from '../evidence/known-actions.js';

/**
 * Actions, in lower case, that one of the earlier texts does not allow as the document does: for the same resources under
 * the same conditions, or for everything; and those that a Deny of it named which is gone. A text that cannot be read
 * allows nothing.
 */
export function broughtBy(
  document: PolicyDocument,
  earlierTexts: readonly string[],
  known: KnownActions,
): ReadonlySet<string> {
  const brought = new Set<string>();
  const earlier = earlierTexts.map(readPolicy).map((one) => (isReadable(one) ? one : undefined));
  for (const statement of document.statements) {
    if (statement.effect === 'Deny' || statement.actions === null) continue;
    const keys = keysOf(statement.actions.values, known);
    for (const text of earlier) {
      const allowed = covering(text, document, statement).map((other) => naming(other, known));
      const denied = deniesGone(text, document).map((other) => naming(other, known));
      for (const key of keys) {
        if (denied.some((names) => names(key)) || !allowed.some((names) => names(key))) brought.add(key);
      }
    }
  }
  return brought;
}

/** Statements of the text that allow something for as much as this one does. */
function covering(text: PolicyDocument | undefined, document: PolicyDocument, statement: Statement): Statement[] {
  const own = without(OF_ACTIONS, statement, document);
  const isForAll = ({ condition, resources }: Statement): boolean =>
    condition === null && resources?.values.includes('*') === true;
  const allows = text?.statements.filter(({ effect }) => effect === 'Allow') ?? [];
  return allows.filter((one) => isForAll(one) || without(OF_ACTIONS, one, text as PolicyDocument) === own);
}

function deniesGone(text: PolicyDocument | undefined, document: PolicyDocument): Statement[] {
  const denies = (of: PolicyDocument): Statement[] => of.statements.filter(({ effect }) => effect === 'Deny');
  const standing = new Set(denies(document).map((one) => without(OF_NAME, one, document)));
  return text === undefined ? [] : denies(text).filter((one) => !standing.has(without(OF_NAME, one, text)));
}

const OF_NAME = ['sid'];
const OF_ACTIONS = ['sid', 'action', 'notaction'];

/** All of a statement but some elements, in one form. */
function without(elements: readonly string[], { node }: Statement, { text }: PolicyDocument): string {
  const all = Object.entries(JSON.parse(text.slice(node.start, node.end)) as object);
  const rest = all.filter(([name]) => !elements.includes(name.toLowerCase()));
  return canonicalJson(JSON.stringify(Object.fromEntries(rest)));
}

function naming({ actions, notActions }: Statement, known: KnownActions): (key: string) => boolean {
  const keys = keysOf((actions ?? notActions)?.values ?? [], known);
  return actions === null ? (key) => !keys.has(key) : (key) => keys.has(key);
}

function keysOf(entries: readonly string[], known: KnownActions): ReadonlySet<string> {
  return new Set(
    entries.flatMap((one) => (hasWildcard(one) ? known.named(one).map(({ key }) => key) : [one.toLowerCase()])),
  );
}
