/** How many measured principals of one account may do everything, as far as their identity policies say. */
import type { Columns } from '../../../model/columns.js';
import type { TableSchema, Unpublished } from '../../../model/schema.js';
import type { policyStatements } from '../../../model/tables/facts.js';
import { groups, principals } from '../../../model/tables.js';
import { rowsOf } from '../../../tables/columns/rows.js';

type StatementRow = Unpublished<typeof policyStatements>;

/** A measured principal, or a group. */
interface Holder {
  /** Its own ARN, in which its inline policies lie. */
  readonly arn: string;
  readonly policyArns: readonly string[];
  /** Of a user. */
  readonly groupNames: readonly string[];
}

export class Unrestricted {
  /** Owners of documents of which a statement allows everything, those with one that denies or cannot be read, and all. */
  private readonly allowing = new Set<string>();
  private readonly denying = new Set<string>();
  private readonly known = new Set<string>();
  private readonly principals: Holder[] = [];
  private readonly groups = new Map<string, Holder>();

  /** Of one part of the account, with the statements of its documents. */
  add(tables: Readonly<Record<string, Columns>>, statements: readonly StatementRow[]): void {
    for (const row of rowsIn(tables, principals)) {
      if (row.status !== 'exported') continue;
      const groupNames = row.group_names ?? [];
      this.principals.push({ arn: row.principal_arn, policyArns: row.attached_policy_arns ?? [], groupNames });
    }
    for (const row of rowsIn(tables, groups)) {
      const group = { arn: row.group_arn, policyArns: row.attached_policy_arns ?? [], groupNames: [] };
      this.groups.set(row.group_name, group);
    }
    for (const row of statements) if (row.policy_type !== 'trust') this.addStatement(row);
  }

  private addStatement(row: StatementRow): void {
    this.known.add(row.owner_arn);
    if (row.effect !== 'Allow') this.denying.add(row.owner_arn);
    else if (allowsAll(row)) this.allowing.add(row.owner_arn);
  }

  /** Once every part was added. */
  count(): number {
    return this.principals.filter((principal) => this.isUnrestricted(principal)).length;
  }

  /** A managed policy whose document is not there may deny. */
  private isUnrestricted(principal: Holder): boolean {
    const holders = [principal, ...principal.groupNames.flatMap((name) => this.groups.get(name) ?? [])];
    const managed = holders.flatMap(({ policyArns }) => policyArns);
    const owners = [...holders.map(({ arn }) => arn), ...managed];
    return (
      owners.some((owner) => this.allowing.has(owner)) &&
      !owners.some((owner) => this.denying.has(owner)) &&
      managed.every((policy) => this.known.has(policy))
    );
  }
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
