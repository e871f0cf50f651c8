/** Policy documents as data, in every form that IAM takes, with the place of each element in the text. */
import { type JsonNode, type JsonObject, readJson } from './json.js';

/** Texts of an element that is one string or a list of strings. */
export interface Entries {
  readonly node: JsonNode;
  readonly values: readonly string[];
}

export interface Principals {
  /** `*`, or the kind and value as written, such as `AWS:arn:…` and `Service:ec2.amazonaws.com`. */
  readonly values: readonly string[];
}

/**
 * `forwarded`: a condition asks through which service AWS calls; `self_service`: it speaks of the caller's own user alone;
 * `way_in`: it lets people register an MFA device.
 */
export type Fixed = 'forwarded' | 'self_service' | 'way_in';

export interface Statement {
  /** Place in the document, from 0. */
  readonly index: number;
  readonly node: JsonObject;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
  /** One of these two; so with resources and principals, of which there may be none. */
  readonly actions: Entries | null;
  readonly notActions: Entries | null;
  readonly resources: Entries | null;
  readonly notResources: Entries | null;
  readonly principals: Principals | null;
  readonly notPrincipals: Principals | null;
  /** Null: unconditional. */
  readonly condition: JsonObject | null;
  /** Why it stays to the letter, whatever goes, as readHeld says; undefined: it does not. */
  readonly fixed?: Fixed | undefined;
}

export interface PolicyDocument {
  readonly text: string;
  readonly version: string | null;
  /** Where the statements stand: an array, or one statement. */
  readonly statementNode: JsonNode;
  readonly statements: readonly Statement[];
}

/** Why a document cannot be used. */
export interface Unreadable {
  readonly problem: string;
}

/** No policy of IAM comes near these; a text beyond them is not worth the memory. */
const LARGEST_TEXT = 1_000_000;
const MOST_STATEMENTS = 1000;

/** Reads a document. Element names are taken in any case; an element given twice makes the document unreadable. */
export function readPolicy(text: string | null): PolicyDocument | Unreadable {
  if (text === null) return { problem: 'there is no document' };
  if (text.length > LARGEST_TEXT) return { problem: `it is longer than ${LARGEST_TEXT} characters` };
  try {
    return documentOf(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: error.message };
    throw error;
  }
}

export function isReadable(document: PolicyDocument | Unreadable): document is PolicyDocument {
  return 'statements' in document;
}

function documentOf(text: string): PolicyDocument {
  const root = readJson(text);
  if (root.kind !== 'object') throw new SyntaxError('it is not a JSON object');
  const elements = elementsOf(root);
  const statementNode = elements.get('statement');
  if (statementNode === undefined) throw new SyntaxError('it has no Statement');
  const nodes = statementNode.kind === 'array' ? statementNode.items : [statementNode];
  if (nodes.length > MOST_STATEMENTS) throw new SyntaxError(`it has more than ${MOST_STATEMENTS} statements`);
  const version = elements.get('version');
  return {
    text,
    version: version?.kind === 'string' ? version.value : null,
    statementNode,
    statements: nodes.map(statementOf),
  };
}

/** Values by the element's name in lower case. */
function elementsOf(object: JsonObject): Map<string, JsonNode> {
  const elements = new Map<string, JsonNode>();
  for (const { key, value } of object.members) {
    const name = key.value.toLowerCase();
    if (elements.has(name)) throw new SyntaxError(`it has the element ${key.value} twice`);
    elements.set(name, value);
  }
  return elements;
}

function statementOf(node: JsonNode, index: number): Statement {
  if (node.kind !== 'object') throw new SyntaxError(`statement ${index + 1} is not a JSON object`);
  const elements = elementsOf(node);
  const statement = {
    index,
    node,
    sid: textOf(elements.get('sid')),
    effect: effectOf(elements.get('effect'), index),
    actions: entriesOf(elements.get('action'), index),
    notActions: entriesOf(elements.get('notaction'), index),
    resources: entriesOf(elements.get('resource'), index),
    notResources: entriesOf(elements.get('notresource'), index),
    principals: principalsOf(elements.get('principal'), index),
    notPrincipals: principalsOf(elements.get('notprincipal'), index),
    condition: conditionOf(elements.get('condition'), index),
  };
  if ((statement.actions === null) === (statement.notActions === null)) {
    throw new SyntaxError(`statement ${index + 1} needs one of Action and NotAction`);
  }
  return statement;
}

function textOf(node: JsonNode | undefined): string | null {
  return node?.kind === 'string' ? node.value : null;
}

function effectOf(node: JsonNode | undefined, index: number): 'Allow' | 'Deny' {
  const effect = textOf(node);
  if (effect === 'Allow' || effect === 'Deny') return effect;
  throw new SyntaxError(`statement ${index + 1} has no Effect of Allow or Deny`);
}

function entriesOf(node: JsonNode | undefined, index: number): Entries | null {
  if (node === undefined) return null;
  const values = (node.kind === 'array' ? node.items : [node]).map((item) => {
    if (item.kind !== 'string') throw new SyntaxError(`statement ${index + 1} has an entry that is not text`);
    return item.value;
  });
  return { node, values };
}

function principalsOf(node: JsonNode | undefined, index: number): Principals | null {
  if (node === undefined) return null;
  if (node.kind === 'string') return { values: [node.value] };
  if (node.kind !== 'object') throw new SyntaxError(`statement ${index + 1} has a Principal of an unknown form`);
  const values = node.members.flatMap(({ key, value }) => {
    const entries = entriesOf(value, index);
    return (entries?.values ?? []).map((text) => `${key.value}:${text}`);
  });
  return { values };
}

/** An empty Condition conditions nothing. */
function conditionOf(node: JsonNode | undefined, index: number): JsonObject | null {
  if (node === undefined) return null;
  if (node.kind !== 'object') throw new SyntaxError(`statement ${index + 1} has a Condition that is not a JSON object`);
  return node.members.length > 0 ? node : null;
}

/** Keys of a condition with their values, in any operator. */
export function conditionValues(condition: JsonObject | null): [key: string, values: readonly string[]][] {
  return (condition?.members ?? []).flatMap(({ value: operator }) =>
    operator.kind === 'object'
      ? operator.members.map(({ key, value }): [string, readonly string[]] => [key.value, textsOf(value)])
      : [],
  );
}

function textsOf(node: JsonNode): string[] {
  if (node.kind === 'array') return node.items.flatMap(textsOf);
  return node.kind === 'string' ? [node.value] : [];
}
