/** What a document says, statement by statement, as rows of the table `policy_statements`. */
import { conditionValues, isReadable, readPolicy, type Statement, type Unreadable } from './document.js';

/** The columns that follow from the document alone; whose it is, the caller knows. Texts as written. */
export interface StatementFacts {
  /** From 0. */
  readonly statement_index: number;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
  /** Null: the statement has NotAction instead. */
  readonly actions: readonly string[] | null;
  readonly not_actions: readonly string[] | null;
  /** Null: NotResource instead, or a trust policy, which has neither. */
  readonly resources: readonly string[] | null;
  readonly not_resources: readonly string[] | null;
  readonly has_condition: boolean;
  /** `*`, or kind and value such as `AWS:arn:…`; null: no Principal. */
  readonly principals: readonly string[] | null;
  readonly not_principals: readonly string[] | null;
  /** Whether a condition asks for sts:ExternalId; the id itself is told nowhere. */
  readonly has_external_id: boolean;
  /** Values that conditions ask of a token's `sub` claim; null: none is asked. */
  readonly oidc_subject: readonly string[] | null;
}

/** Rows of a document, or why it cannot be read: it is never without statements for a failure. */
export function statementFacts(document: string | null): readonly StatementFacts[] | Unreadable {
  const policy = readPolicy(document);
  return isReadable(policy) ? policy.statements.map(factsOf) : policy;
}

function factsOf(statement: Statement): StatementFacts {
  const conditions = conditionValues(statement.condition).map(([key, values]) => ({ key: key.toLowerCase(), values }));
  const subjects = conditions.filter(({ key }) => key.endsWith(':sub')).flatMap(({ values }) => values);
  return {
    statement_index: statement.index,
    sid: statement.sid,
    effect: statement.effect,
    actions: statement.actions?.values ?? null,
    not_actions: statement.notActions?.values ?? null,
    resources: statement.resources?.values ?? null,
    not_resources: statement.notResources?.values ?? null,
    has_condition: statement.condition !== null,
    principals: statement.principals?.values ?? null,
    not_principals: statement.notPrincipals?.values ?? null,
    has_external_id: conditions.some(({ key }) => key === 'sts:externalid'),
    oidc_subject: subjects.length > 0 ? subjects : null,
  };
}
