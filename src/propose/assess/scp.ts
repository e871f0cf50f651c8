/**
 * Drafts of SCPs: a Deny of the services that no principal of the accounts now in an OU used, each written once, at the
 * highest OU for which it holds. Drafts only: of the root user of an account the lake knows nothing.
 */

import { readFileSync } from 'node:fs';
import { daysBefore } from '../../model/days.js';
import type { NeverList } from '../../policy/never-list.js';
import type { QueryEngine, QueryOptions } from '../../query/engine.js';
import { isGap } from '../subjects/common.js';
import type { Account, Snapshot } from '../subjects/snapshot.js';
import { allRows, text } from '../subjects/statements.js';

export interface ScpDraft {
  readonly ou: string;
  readonly services: readonly string[];
  /** Texts of at most `limit` characters. */
  readonly texts: readonly string[];
}

export interface ScpQuestion {
  readonly snapshot: Snapshot;
  readonly windowDates: readonly string[];
  readonly days: number;
  /** Every known action in lower case by its service. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  readonly never: NeverList;
  readonly isProven: (service: string) => boolean;
  /** Characters that an SCP may have, white space included. */
  readonly limit: number;
}

export async function scpDrafts(
  engine: QueryEngine,
  question: ScpQuestion,
  options: QueryOptions,
): Promise<ScpDraft[]> {
  const { snapshot, windowDates, days, limit } = question;
  const since = `${daysBefore(snapshot.date, days)} 00:00:00`;
  const values = { snapshot_date: snapshot.date, dates: windowDates, since };
  const used = new Map<string, Set<string>>();
  for (const row of await allRows(engine, 'account_services', values, options)) {
    const own = used.get(text(row, 'account_id')) ?? new Set<string>();
    used.set(text(row, 'account_id'), own.add(text(row, 'service_namespace').toLowerCase()));
  }
  return draftsOf(unitsOf(snapshot), candidates(question), used).map(({ ou, services }) => ({
    ou,
    services,
    texts: textsOf(services, limit),
  }));
}

/** Services that may be denied at all. */
function candidates({ known, never, isProven }: ScpQuestion): string[] {
  const lines = readFileSync(new URL('./scp-global.tsv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);
  const global = new Set(lines.map((line) => line.split('\t')[0]));
  const isNever = (service: string): boolean => never.entries.some(({ pattern }) => pattern.split(':')[0] === service);
  return [...known]
    .filter(([service]) => isProven(service) && !global.has(service) && !isNever(service))
    .filter(([, actions]) => !actions.some((action) => never.holds(action)))
    .map(([service]) => service)
    .sort();
}

interface Unit {
  readonly ou: string;
  readonly parent: string | undefined;
  readonly depth: number;
  /** Accounts of the OU and below it that an SCP binds. */
  readonly accounts: readonly Account[];
  /** Whether all of them and of their principals were measured. */
  readonly isMeasured: boolean;
}

/** OUs and the root, the highest first; an SCP does not bind the management account. */
function unitsOf({ accounts, principals }: Snapshot): Unit[] {
  const unmeasured = new Set(principals.filter((one) => !one.isMeasured && !one.isDeleted).map((one) => one.accountId));
  const units = new Map<string, { parent: string | undefined; depth: number; accounts: Account[] }>();
  for (const account of accounts.filter(({ isManagement }) => !isManagement)) {
    const path = (account.ouPath ?? '').split('/').filter(Boolean);
    for (const [depth, ou] of path.entries()) {
      const unit = units.get(ou) ?? { parent: path[depth - 1], depth, accounts: [] };
      unit.accounts.push(account);
      units.set(ou, unit);
    }
  }
  const isMeasured = (account: Account): boolean => !isGap(account) && !unmeasured.has(account.id);
  return [...units]
    .map(([ou, unit]) => ({ ou, ...unit, isMeasured: unit.accounts.every(isMeasured) }))
    .sort((a, b) => a.depth - b.depth || (a.ou < b.ou ? -1 : 1));
}

function draftsOf(
  units: readonly Unit[],
  services: readonly string[],
  used: ReadonlyMap<string, ReadonlySet<string>>,
): { ou: string; services: string[] }[] {
  const denied = new Map<string, ReadonlySet<string>>();
  return units.flatMap(({ ou, parent, accounts, isMeasured }) => {
    const above = denied.get(parent ?? '') ?? new Set<string>();
    const isUnused = (service: string): boolean => accounts.every(({ id }) => !used.get(id)?.has(service));
    const own = isMeasured ? services.filter((service) => !above.has(service) && isUnused(service)) : [];
    denied.set(ou, new Set([...above, ...own]));
    return own.length > 0 ? [{ ou, services: own }] : [];
  });
}

/** As few texts as fit; who breaks the glass is exempt. */
function textsOf(services: readonly string[], limit: number): string[] {
  const groups: string[][] = [];
  for (const service of services) {
    const last = groups.at(-1);
    if (last && scpText([...last, service]).length <= limit) last.push(service);
    else groups.push([service]);
  }
  return groups.map(scpText);
}

function scpText(services: readonly string[]): string {
  const statement = {
    Sid: 'UnusedServices',
    Effect: 'Deny',
    Action: services.map((service) => `${service}:*`),
    Resource: '*',
    Condition: {
      ArnNotLike: { 'aws:PrincipalArn': ['arn:*:iam::*:role/*break-glass*', 'arn:*:iam::*:role/*breakglass*'] },
    },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
