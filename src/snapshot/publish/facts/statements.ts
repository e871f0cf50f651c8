/** `policy_statements`: the documents in force, statement by statement. */
import type { Columns } from '../../../model/columns.js';
import type { TableSchema, Unpublished } from '../../../model/schema.js';
import type { policyStatements } from '../../../model/tables/facts.js';
import {
  type InlinePolicyRow,
  inlinePolicies,
  type PolicyRow,
  type PrincipalRow,
  policies,
  principals,
} from '../../../model/tables.js';
import { type StatementFacts, statementFacts } from '../../../policy/statement-facts.js';
import { rowsOf } from '../../../tables/columns/rows.js';

type StatementRow = Unpublished<typeof policyStatements>;

interface Owner {
  readonly account_id: string;
  readonly owner_arn: string;
  readonly owner_type: string;
  readonly policy_type: 'managed' | 'inline' | 'trust';
  readonly policy_name: string | null;
}

/** Managed policies of AWS stand in most accounts: so many of the documents read last are not read again. */
const DOCUMENTS_KNOWN = 2_000;

export class Statements {
  private readonly known = new Map<string | null, ReturnType<typeof statementFacts>>();

  /** Of the tables of one part, by name. */
  rowsOf(tables: Readonly<Record<string, Columns>>): StatementRow[] {
    const rows = <T extends TableSchema>(table: T): Unpublished<T>[] => {
      const columns = tables[table.name];
      return columns === undefined ? [] : rowsOf(table, columns);
    };
    return [
      ...rows(principals)
        .filter(({ principal_type }) => principal_type === 'role')
        .flatMap((row) => this.statements(trustOwner(row), row.assume_role_policy_document)),
      ...rows(policies).flatMap((row) => this.statements(managedOwner(row), row.document)),
      ...rows(inlinePolicies).flatMap((row) => this.statements(inlineOwner(row), row.document)),
    ];
  }

  private statements(owner: Owner, document: string | null): StatementRow[] {
    const facts = this.factsOf(document);
    if ('problem' in facts) return [{ ...owner, ...NOTHING_READ, problem: facts.problem }];
    return facts.map((statement) => ({ ...owner, ...statement, problem: null }));
  }

  private factsOf(document: string | null): ReturnType<typeof statementFacts> {
    const known = this.known.get(document);
    if (known !== undefined) return known;
    if (this.known.size === DOCUMENTS_KNOWN) this.known.clear();
    const facts = statementFacts(document);
    this.known.set(document, facts);
    return facts;
  }
}

const NOTHING_READ = {
  statement_index: null,
  sid: null,
  effect: null,
  actions: null,
  not_actions: null,
  resources: null,
  not_resources: null,
  has_condition: null,
  principals: null,
  not_principals: null,
  has_external_id: null,
  oidc_subject: null,
} as const satisfies Record<keyof StatementFacts, null>;

function trustOwner(row: PrincipalRow): Owner {
  return {
    account_id: row.account_id,
    owner_arn: row.principal_arn,
    owner_type: 'role',
    policy_type: 'trust',
    policy_name: null,
  };
}

function managedOwner(row: PolicyRow): Owner {
  return {
    account_id: row.account_id,
    owner_arn: row.policy_arn,
    owner_type: 'policy',
    policy_type: 'managed',
    policy_name: row.policy_name,
  };
}

function inlineOwner(row: InlinePolicyRow): Owner {
  return {
    account_id: row.account_id,
    owner_arn: row.owner_arn,
    owner_type: row.owner_type,
    policy_type: 'inline',
    policy_name: row.policy_name,
  };
}
