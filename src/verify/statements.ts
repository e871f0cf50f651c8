/** Whether policy_statements holds what the documents of the run say. No SQL reads a document. */

import { createHash } from 'node:crypto';
import { type StatementFacts, statementFacts } from '../policy/statement-facts.js';

/** What stands in place of the hashes of a document that cannot be read. */
const UNREADABLE = 'unreadable';

/**
 * Whether the hashes that queries/lake/documents.sql makes of policy_statements, in any order, are those of the statements
 * of the documents, null: there is none.
 */
export function hasStatements(documents: readonly (string | null)[], hashes: string): boolean {
  return hashes.split(' ').sort().join(' ') === documents.flatMap(hashesOf).sort().join(' ');
}

function hashesOf(document: string | null): string[] {
  const facts = statementFacts(document);
  return 'problem' in facts ? [UNREADABLE] : facts.map(hashOf);
}

function hashOf(statement: StatementFacts): string {
  const { sid, effect, actions, not_actions, resources, not_resources } = statement;
  const { statement_index, has_condition, principals, not_principals, has_external_id, oidc_subject } = statement;
  const parts = [
    String(statement_index),
    textOf(sid),
    textOf(effect),
    ...[actions, not_actions, resources, not_resources].map(listOf),
    String(has_condition),
    ...[principals, not_principals].map(listOf),
    String(has_external_id),
    listOf(oidc_subject),
    NOTHING,
  ];
  return createHash('md5').update(parts.join(';')).digest('hex');
}

const NOTHING = '-';

function textOf(text: string | null): string {
  return text === null ? NOTHING : Buffer.from(text).toString('hex').toUpperCase();
}

function listOf(texts: readonly string[] | null): string {
  return texts === null ? NOTHING : texts.map((text) => `=${textOf(text)}`).join(',');
}
