/**
 * What may go of each document of a random organization, and what a person must accept first: worked out of its facts, and
 * of the tables of calls and names that ship as data. It imports nothing from src.
 */
import { readFileSync } from 'node:fs';
import { BLIND_REGION } from './lake.js';
import {
  arnOf,
  type Document,
  EXECUTION_ROLE,
  isNamed,
  namedBy,
  OUS,
  type Role,
  TRACKED,
  type World,
} from './world.js';

export interface Expected {
  readonly status: 'refused' | 'retire' | 'unchanged' | 'proposed' | 'conditional';
  readonly reason: string | null;
  /** Sorted; each as `code subject`. */
  readonly blockers: readonly string[];
  readonly removed: readonly string[];
  /** Holders that may act through stacks, sorted, where something outside CloudFormation goes. */
  readonly acting: readonly string[];
}

const IDLE = /^dr-|oncall/;
const LEFT_ALONE = ['backup'];
const NEVER = ['iam:PassRole'];

export function expectedOf(document: Document, { roles }: World): Expected {
  const all = roles.filter((role) => role.documents.includes(document));
  const isOfAws = document.kind === 'aws_managed_policy';
  const holders = isOfAws ? all.filter((role) => !isKept(role)) : all;
  if (!isOfAws && all.some(isKept)) return nothing('refused', 'excepted_holder');
  const measured = holders.filter(({ isMeasured }) => isMeasured);
  if (measured.length === 0) return nothing('refused', 'no_holders');
  if ((isOfAws || document.kind === 'inline_policy') && holders.every(isDormant)) return nothing('retire', null);
  if (document.edit === 'created') return nothing('unchanged', 'created_lately');
  const removed = mayGo(document, holders, measured);
  if (removed.length === 0) return nothing('unchanged', 'nothing_removable');
  const blockers = blockersOf(document, holders, measured);
  const isElsewhere = removed.some((action) => serviceOf(action) !== 'cloudformation');
  const acting = isElsewhere ? actingIn(measured).map((arn) => `${arn} through cloudformation`) : [];
  const isAsked = blockers.length + acting.length > 0;
  return { status: isAsked ? 'conditional' : 'proposed', reason: null, blockers, removed, acting };
}

function nothing(status: Expected['status'], reason: string | null): Expected {
  return { status, reason, blockers: [], removed: [], acting: [] };
}

/** Who made stacks, but those that pass roles to CloudFormation alone. */
function actingIn(holders: readonly Role[]): string[] {
  const passing = ({ documents }: Role) => documents.filter(({ entries }) => namedBy(entries).includes('iam:PassRole'));
  const passesOnlyThose = (role: Role): boolean =>
    passing(role).length > 0 && passing(role).every(({ resource }) => resource === EXECUTION_ROLE);
  const users = holders.filter(({ used }) => used.has('cloudformation:CreateStack'));
  return users
    .filter((role) => !passesOnlyThose(role))
    .map(arnOf)
    .sort();
}

export interface Draft {
  readonly ou: string;
  readonly services: readonly string[];
  readonly exempt: readonly string[];
}

/** iam is global, and of s3 some uses leave no row. */
const DENIABLE = ['athena', 'cloudformation', 'glue', 'sqs'];
const EXEMPT = ['OrganizationAccountAccessRole', 'AWSControlTowerExecution', 'stacksets-exec-*'];

/** What an SCP may deny of each OU that is not denied above, and who is exempt. */
export function draftsOf({ roles }: World): Draft[] {
  const denied = new Set<string>();
  return OUS.flatMap(([ou, accounts]) => {
    const inside = roles.filter(({ account }) => accounts.includes(account));
    const services = deniableOf(inside).filter((service) => !denied.has(service));
    if (ou === 'r-root') for (const service of services) denied.add(service);
    const kept = [...new Set(inside.filter(isKept).map(exemptionOf))].sort();
    const exempt = [...EXEMPT.map((name) => `arn:*:iam::*:role/${name}`), ...kept];
    return services.length > 0 ? [{ ou, services, exempt }] : [];
  });
}

/** Whoever it is who uses it counts, and one who was not measured may use anything. */
function deniableOf(roles: readonly Role[]): string[] {
  if (!roles.every(({ isMeasured }) => isMeasured)) return [];
  return DENIABLE.filter((service) => {
    const holders = roles.filter(({ documents }) =>
      documents.some(({ entries }) => namedBy(entries).some((action) => serviceOf(action) === service)),
    );
    const isHidden = holders.some(({ isYoung, isBlind }) => isYoung || isBlind);
    const isUsed = roles.some(({ used }) => [...used].some((one) => one === service || serviceOf(one) === service));
    return holders.length > 0 && !isHidden && !isUsed;
  });
}

function exemptionOf(role: Role): string {
  return role.set === null
    ? arnOf(role)
    : `arn:*:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_${role.set}_*`;
}

function isKept({ name, trusts }: Role): boolean {
  return IDLE.test(name) || LEFT_ALONE.includes(trusts);
}

function isDormant({ isMeasured, isYoung, isBlind, isUnlisted, used }: Role): boolean {
  return isMeasured && !isYoung && !isBlind && !isUnlisted && used.size === 0;
}

function blockersOf({ kind, name, edit }: Document, holders: readonly Role[], measured: readonly Role[]): string[] {
  const isSet = kind === 'permission_set';
  const found = holders.flatMap((role) => {
    const arn = arnOf(role);
    if (!role.isMeasured) return [`holder_not_measured ${arn}`];
    return [
      ...(role.isYoung && !isSet ? [`young_holder ${arn}`] : []),
      ...(role.isBlind ? [`blind_holder ${arn} in ${BLIND_REGION}`] : []),
      ...(role.isUnlisted ? [`unlisted_use ${arn}`] : []),
    ];
  });
  if (isSet && measured.every(({ isYoung }) => isYoung)) found.push(`young_set ${name}`);
  if (edit === 'edited') found.push('young_document changed on 2026-06-20');
  return found.sort();
}

function mayGo(document: Document, holders: readonly Role[], measured: readonly Role[]): string[] {
  const isUsed = (what: string): boolean => measured.some(({ used }) => used.has(what));
  const isInUse = (action: string): boolean => isUsed(serviceOf(action));
  const named = namedBy(document.entries);
  const before = document.earlier === null ? named : namedBy(document.earlier);
  const going = new Set(
    named.filter((action) => {
      if (NEVER.includes(action) || !before.includes(action)) return false;
      return !isInUse(action) || (isTracked(action) && !isUsed(action));
    }),
  );
  const beside = holders.flatMap((role) => role.documents).filter((one) => one !== document);
  const staying = [
    ...named.filter((action) => !going.has(action) && isInUse(action)),
    ...beside.flatMap(({ entries }) => [...namedBy(entries), ...callersIn(entries)]).filter(isInUse),
    ...measured.flatMap(({ used }) => [...used]),
  ];
  for (let caller = staying.pop(); caller !== undefined; caller = staying.pop()) {
    for (const action of [...going]) {
      if (!needs(caller, action)) continue;
      going.delete(action);
      staying.push(action);
    }
  }
  return [...going].sort();
}

function serviceOf(action: string): string {
  return action.split(':')[0] as string;
}

function isTracked(action: string): boolean {
  return TRACKED[serviceOf(action)]?.includes(action.split(':')[1] as string) === true;
}

const linesOf = (name: string): string[][] =>
  readFileSync(new URL(`../../../src/policy/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split('\t'));
/** `*` stands for a service that acts with its user's rights. */
const CALLS = [...linesOf('dependent-actions.tsv'), ...linesOf('forwarded-calls.tsv')]
  .filter(([, callees]) => callees !== '*')
  .map(([callers = '', callees = '']) => [callers.split(/[ ,]+/), callees.split(/[ ,]+/)] as const);

function needs(caller: string, action: string): boolean {
  return CALLS.some(([callers, callees]) => callers.includes(caller) && callees.some((one) => isNamed(one, action)));
}

/** Actions that need others, and that no snapshot knows by name. */
function callersIn(entries: readonly string[]): string[] {
  return CALLS.flatMap(([callers]) => callers.filter((one) => entries.some((entry) => isNamed(entry, one))));
}
