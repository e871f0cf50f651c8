/**
 * Drafts of SCPs: a Deny of the services that no principal of the accounts now in an OU used, each written once, at the
 * highest OU for which it holds. Drafts only: of the root user of an account the lake knows nothing.
 */
import { isForRecovery } from '../../policy/left-alone.js';
import type { NeverList } from '../../policy/never-list.js';
import { readRows } from '../../policy/pattern-list.js';
import type { QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import { ask } from '../../query/question/ask.js';
import { isExceptedPrincipal, type Kept } from '../subjects/exceptions.js';
import type { Snapshot } from '../subjects/snapshot.js';
import { answersOf, text } from '../subjects/statements.js';

export interface ScpDraft {
  readonly ou: string;
  readonly services: readonly string[];
  /** Who is exempt: ARNs, and patterns of roles that AWS names. */
  readonly exempt: readonly string[];
  /** Texts of at most `limit` characters; none: with all who must be exempt, not even one service fits. */
  readonly texts: readonly string[];
}

export interface ScpQuestion {
  readonly snapshot: Snapshot;
  readonly exceptions: Kept;
  readonly days: number;
  /** Until when uses count. */
  readonly usesUntil: string;
  /** Every known action in lower case by its service. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  readonly never: NeverList;
  /** Characters that an SCP may have, white space included. */
  readonly limit: number;
}

/** The services against which nothing speaks, as the question `guardrails` judges them, and no others. */
export async function scpDrafts(
  engine: QueryEngine,
  question: ScpQuestion,
  options: QueryOptions,
): Promise<ScpDraft[]> {
  const { snapshot, days, usesUntil, limit } = question;
  const given = { snapshot_date: snapshot.date, uses_until: usesUntil, days };
  const mayBeDenied = denied(question);
  const unused = new Map<string, Set<string>>();
  for await (const row of answersOf(await ask(engine, 'guardrails', given, options))) {
    if (row.is_candidate !== true) continue;
    const [ou, service] = [text(row, 'ou_id'), text(row, 'service_namespace').toLowerCase()];
    if (mayBeDenied(service)) unused.set(ou, (unused.get(ou) ?? new Set<string>()).add(service));
  }
  return draftsOf(unitsOf(snapshot), unused).map(({ ou, services }) => {
    const exempt = exemptIn(ou, question);
    return { ou, services, exempt, texts: textsOf(services, exempt, limit) };
  });
}

/** What no SCP should deny, used or not: global services, those for recovery, and those of which an action's use may leave no row. */
function denied({ known, never }: ScpQuestion): (service: string) => boolean {
  const global = new Set(readRows(new URL('./scp-global.tsv', import.meta.url)).map(([service]) => service));
  const isNever = (service: string): boolean => never.entries.some(({ pattern }) => pattern.split(':')[0] === service);
  const holdsNever = (service: string): boolean => (known.get(service) ?? []).some((action) => never.holds(action));
  return (service) => !global.has(service) && !isForRecovery(service) && !isNever(service) && !holdsNever(service);
}

interface Unit {
  readonly ou: string;
  readonly parent: string | undefined;
  readonly depth: number;
}

/** OUs and the root, the highest first; an SCP does not bind the management account. */
function unitsOf({ accounts }: Snapshot): Unit[] {
  const units = new Map<string, Unit>();
  for (const account of accounts.filter(({ isManagement }) => !isManagement)) {
    const path = (account.ouPath ?? '').split('/').filter(Boolean);
    for (const [depth, ou] of path.entries()) units.set(ou, { ou, parent: path[depth - 1], depth });
  }
  return [...units.values()].sort((a, b) => a.depth - b.depth || (a.ou < b.ou ? -1 : 1));
}

/** Each service once, at the highest OU for which nothing speaks against it. */
function draftsOf(
  units: readonly Unit[],
  unused: ReadonlyMap<string, ReadonlySet<string>>,
): { ou: string; services: string[] }[] {
  const all = new Map<string, ReadonlySet<string>>();
  return units.flatMap(({ ou, parent }) => {
    const above = all.get(parent ?? '') ?? new Set<string>();
    const own = [...(unused.get(ou) ?? [])].filter((service) => !above.has(service)).sort();
    all.set(ou, new Set([...above, ...own]));
    return own.length > 0 ? [{ ou, services: own }] : [];
  });
}

/** Roles that AWS makes and names: nobody else may, or needs the rights of an administrator to. */
const OF_AWS = ['OrganizationAccountAccessRole', 'AWSControlTowerExecution', 'stacksets-exec-*'].map(
  (name) => `arn:*:iam::*:role/${name}`,
);

/** As IAM writes the ARNs of users and roles: without a wildcard. */
const PRINCIPAL_ARN = /^arn:[a-z-]+:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+$/;

/**
 * Who keeps all that it has and is there now. Never a word with wildcards, by which anybody could name a role; roles of a
 * permission set by the pattern of their names, which are reserved to Identity Center.
 */
function exemptIn(ou: string, { snapshot, exceptions }: ScpQuestion): string[] {
  const inside = snapshot.principals.filter(
    (one) => !one.isDeleted && !one.isServiceLinked && (one.ouPath ?? '').split('/').includes(ou),
  );
  const kept = inside.filter((one) => isExceptedPrincipal(exceptions, one));
  const arns = kept.map(({ arn, permissionSet }) =>
    permissionSet === null
      ? arn
      : `arn:*:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_${permissionSet}_*`,
  );
  return [...OF_AWS, ...[...new Set(arns)].sort()];
}

/** As few texts as fit. */
function textsOf(services: readonly string[], exempt: readonly string[], limit: number): string[] {
  const groups: string[][] = [];
  for (const service of services) {
    const last = groups.at(-1);
    if (last && scpText([...last, service], exempt).length <= limit) last.push(service);
    else groups.push([service]);
  }
  const texts = groups.map((group) => scpText(group, exempt));
  const mayBeNamed = exempt.every((arn) => PRINCIPAL_ARN.test(arn) || OF_AWS.includes(arn) || OF_SET.test(arn));
  return mayBeNamed && texts.every((text) => text.length <= limit) ? texts : [];
}

/** Of a permission set whose name is one. */
const OF_SET = /\/\*AWSReservedSSO_[\w+=,.@-]+_\*$/;

function scpText(services: readonly string[], exempt: readonly string[]): string {
  const statement = {
    Sid: 'UnusedServices',
    Effect: 'Deny',
    Action: services.map((service) => `${service}:*`),
    Resource: '*',
    Condition: { ArnNotLike: { 'aws:PrincipalArn': exempt } },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
