/** `witnesses` of one account: who may do everything, as far as its identity policies say. */
import type { Columns } from '../../../model/columns.js';
import type { TableSchema, Unpublished } from '../../../model/schema.js';
import type { policyStatements, witnesses } from '../../../model/tables/facts.js';
import { groups, principals } from '../../../model/tables.js';
import { rowsOf } from '../../../tables/columns/rows.js';

type StatementRow = Unpublished<typeof policyStatements>;
type WitnessRow = Unpublished<typeof witnesses>;

interface Holder {
  readonly account_id: string;
  readonly principal_id: string;
  readonly generated_at: number | null;
  /** What lies in it and is attached to it. */
  readonly documents: readonly string[];
  /** Of a user. */
  readonly groupNames: readonly string[];
}

/** What a document says in all its statements. */
interface Said {
  allowsAll: boolean;
  /** It may deny something of any service, or cannot be read. */
  isDoubtful: boolean;
  readonly deniedServices: Set<string>;
}

export class Witnesses {
  private readonly said = new Map<string, Said>();
  private readonly principals: Holder[] = [];
  /** Documents by the name of the group in lower case, for IAM compares names so. */
  private readonly groups = new Map<string, readonly string[]>();

  /** Of one part of the account, with the statements of its documents. */
  add(tables: Readonly<Record<string, Columns>>, statements: readonly StatementRow[]): void {
    for (const row of rowsIn(tables, principals)) {
      if (row.status !== 'exported') continue;
      const { account_id, principal_id, generated_at } = row;
      const documents = documentsOf(row.principal_arn, row);
      this.principals.push({ account_id, principal_id, generated_at, documents, groupNames: row.group_names ?? [] });
    }
    for (const row of rowsIn(tables, groups)) {
      this.groups.set(row.group_name.toLowerCase(), documentsOf(row.group_arn, row));
    }
    for (const row of statements) if (row.policy_type !== 'trust') this.addStatement(row);
  }

  private addStatement(row: StatementRow): void {
    const document = row.policy_type === 'managed' ? row.owner_arn : inlineName(row.owner_arn, row.policy_name ?? '');
    const said = this.said.get(document) ?? { allowsAll: false, isDoubtful: false, deniedServices: new Set() };
    this.said.set(document, said);
    if (row.effect === 'Allow') {
      said.allowsAll ||= allowsAll(row);
      return;
    }
    const services = row.effect === 'Deny' ? servicesNamed(row.actions ?? []) : undefined;
    said.isDoubtful ||= services === undefined;
    for (const service of services ?? []) said.deniedServices.add(service);
  }

  /** Once every part was added. */
  rows(): WitnessRow[] {
    return this.principals.flatMap((principal) => this.witness(principal) ?? []);
  }

  /** A document that is not there, or has no statement, may deny anything. */
  private witness({ account_id, principal_id, generated_at, documents, groupNames }: Holder): WitnessRow | undefined {
    const ofGroups = groupNames.flatMap((name) => this.groups.get(name.toLowerCase()) ?? []);
    const said = [...documents, ...ofGroups].map((document) => this.said.get(document));
    const known = said.filter((one) => one !== undefined);
    if (generated_at === null || known.length < said.length || known.some((one) => one.isDoubtful)) return undefined;
    if (!known.some((one) => one.allowsAll)) return undefined;
    const denied_services = [...new Set(known.flatMap((one) => [...one.deniedServices]))].sort();
    return { account_id, principal_id, generated_at, denied_services };
  }
}

type Holds = Pick<Unpublished<typeof principals>, 'attached_policy_arns' | 'inline_policy_names'>;

/** A managed policy by its ARN, an inline one by the ARN of whoever has it and its name. */
function documentsOf(arn: string, { attached_policy_arns, inline_policy_names }: Holds): string[] {
  return [...(attached_policy_arns ?? []), ...(inline_policy_names ?? []).map((name) => inlineName(arn, name))];
}

/** No ARN holds a space. */
function inlineName(ownerArn: string, policyName: string): string {
  return `${ownerArn} ${policyName}`;
}

function rowsIn<T extends TableSchema>(tables: Readonly<Record<string, Columns>>, table: T): Unpublished<T>[] {
  const columns = tables[table.name];
  return columns === undefined ? [] : rowsOf(table, columns);
}

const EVERY_ACTION: readonly string[] = ['*', '*:*'];

function allowsAll({ actions, resources, has_condition }: StatementRow): boolean {
  const isEveryAction = (actions ?? []).some((action) => EVERY_ACTION.includes(action));
  return isEveryAction && (resources ?? []).includes('*') && has_condition === false;
}

/** The services of patterns of actions, in lower case; undefined: they may name an action of any. */
function servicesNamed(patterns: readonly string[]): string[] | undefined {
  const services = patterns.map((pattern) => /^[^*?:]+(?=:)/.exec(pattern)?.[0].toLowerCase());
  return services.length > 0 && services.every((service) => service !== undefined) ? services : undefined;
}
