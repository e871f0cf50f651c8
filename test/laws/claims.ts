/** Law 1 over one answer: no row or count that speaks of something unused denies a use that the lake holds. */
import type { QueryResult } from '../../src/query/engine/engine.js';
import { ask } from '../../src/query/question/ask.js';
import type { Claim, Question } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import type { MemoryEngine } from './memory-engine.js';
import { type Granted, idsOf, type Oracle, type Subject, usesOf } from './oracle.js';
import { NEWEST } from './world/calendar.js';
import type { LakeRow } from './world/lake.js';

export type AnswerRow = Readonly<Record<string, unknown>>;

export async function answerOf(engine: MemoryEngine, name: string, given: Given): Promise<AnswerRow[]> {
  return rowsOf(await ask(engine, name, given));
}

export async function rowsOf({ columns, pages }: QueryResult): Promise<AnswerRow[]> {
  const rows: AnswerRow[] = [];
  for await (const page of pages) {
    for (const row of page) rows.push(Object.fromEntries(columns.map((column, at) => [column.name, row[at]])));
  }
  return rows;
}

/** A row as text, to compare answers in any order. */
export function plain(row: AnswerRow): string {
  return JSON.stringify(row, textOf);
}

/** Sentences about what the answer denies; empty where the law holds. */
export async function denials(
  engine: MemoryEngine,
  oracle: Oracle,
  { name, claims, parameters }: Question,
  given: Given,
): Promise<string[]> {
  const rows = await answerOf(engine, name, given);
  const windowOf = (option: string): number => {
    const window = parameters.find((parameter) => parameter.name === option);
    return Number((window && (given[option] ?? window.default)) ?? 400);
  };
  return claims.flatMap((claim) =>
    rows
      .filter((row) => claimsOf(claim, row, name))
      .flatMap((row) => {
        const days = windowOf(given.all === 'yes' && claim.word === 'unused' ? 'unused_days' : 'days');
        const date = String(row.snapshot_date ?? given.from_date ?? given.snapshot_date ?? NEWEST);
        const uncounted = claim.word === 'candidate' ? uncountedGap(row) : undefined;
        if (uncounted) return [`${name} ${JSON.stringify(given)}: ${plain(row)} is a candidate with ${uncounted}`];
        const denied = claim.count
          ? overcounted(claim.count, row, oracle, date, days)
          : deniedBy(row, oracle, date, days);
        return denied ? [`${name} ${JSON.stringify(given)}: ${JSON.stringify(row, textOf)} denies ${denied}`] : [];
      }),
  );
}

/** What may hide a use: nothing may be taken away where a count of it is not 0. */
const GAPS = ['accounts_unmeasured', 'principals_unmeasured'];

function uncountedGap(row: AnswerRow): string | undefined {
  return row.is_candidate === true ? GAPS.find((gap) => Number(row[gap] ?? 0) > 0) : undefined;
}

function textOf(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

function claimsOf({ where, count }: Claim, row: AnswerRow, name: string): boolean {
  const column = where?.column ?? count;
  if (column === undefined) return true;
  if (!(column in row)) throw new Error(`${name} has no column "${column}"`);
  return where === undefined || String(row[column]) === where.value;
}

function deniedBy(row: AnswerRow, oracle: Oracle, date: string, days: number): string | undefined {
  if (row.service_namespace === null) return undefined; // names nothing
  const service = row.service_namespace as string | null | undefined;
  const named = { date, days, service: service ?? null, action: (row.action_name as string) ?? null };
  const found = usesOf(oracle, { ...named, ...ownerOf(row, oracle, date) });
  return found[0] && JSON.stringify({ ...found[0], at: new Date(found[0].at) });
}

function ownerOf(row: AnswerRow, oracle: Oracle, date: string): Partial<Subject> {
  if ('principal_arn' in row) {
    return { principalIds: 'principal_id' in row ? [String(row.principal_id)] : oneOf(row, oracle, date) };
  }
  if ('policy_arn' in row) return { principalIds: holdersOf(oracle, row) };
  if ('role_name' in row) return { principalIds: idsOfName(oracle, String(row.role_name)) };
  if ('permission_set_name' in row) return { set: String(row.permission_set_name) };
  return 'ou_id' in row ? { ou: String(row.ou_id) } : {};
}

/** IAM gives no role another name, though a random lake does: such a role is of neither name. */
function idsOfName({ principals }: Oracle, name: string): string[] {
  const others = principals.filter((row) => !String(row.principal_arn).endsWith(`:${name}`));
  const renamed = new Set(others.map((row) => String(row.principal_id)));
  return principals.map((row) => String(row.principal_id)).filter((id) => !renamed.has(id));
}

/** Who held the policy in any run: what an answer says of its holders must know what they used, be they gone. */
function holdersOf(oracle: Oracle, { account_id, policy_arn }: AnswerRow): string[] {
  const own = oracle.principals.filter((each) => each.account_id === account_id);
  return own.filter((each) => holds(oracle, each, String(policy_arn))).map((each) => String(each.principal_id));
}

/** Where two runs of a date measured two principals under one ARN, the answer may mean either. */
function oneOf(row: AnswerRow, oracle: Oracle, date: string): string[] {
  const ids = idsOf(oracle, date, String(row.principal_arn));
  return ids.length === 1 ? ids : [];
}

/** A count is at most the number of those of which no use is known. */
function overcounted(count: string, row: AnswerRow, oracle: Oracle, date: string, days: number): string | undefined {
  const most = COUNTS[count];
  if (!most) throw new Error(`No law for the count "${count}"`);
  const bound = most(oracle, row, date, days);
  return Number(row[count]) > bound ? `that at most ${bound} are` : undefined;
}

const COUNTS: Readonly<Record<string, (oracle: Oracle, row: AnswerRow, date: string, days: number) => number>> = {
  principals_dormant: (oracle, row, date, days) => {
    const accountId = accountOf(row);
    const listed = oracle.principals.filter(
      (each) => each.account_id === accountId && each.snapshot_date === date && each.is_service_linked !== true,
    );
    const ids = [...new Set(listed.map((each) => String(each.principal_id)))];
    return ids.filter((id) => usesOf(oracle, { date, days, principalIds: [id] }).length === 0).length;
  },
  actions_unused: (oracle, row, date) => {
    const ids = 'name' in row ? idsOf(oracle, date, String(row.name)) : undefined;
    const isOwn = ({ accountId, principalId }: Granted): boolean =>
      ids?.includes(principalId) ?? accountId === accountOf(row);
    const granted = oracle.actions.filter((each) => isOwn(each) && each.date === date);
    return unusedOf(oracle, granted, date, 400).length;
  },
  actions_removable: actionsWithoutUse,
  actions_removable_of_principals: actionsWithoutUse,
  services_removable: (oracle, row, date, days) =>
    namesOf(unusedOf(oracle, grantedTo(oracle, row, date, 'services'), date, days)).length,
};

function actionsWithoutUse(oracle: Oracle, row: AnswerRow, date: string, days: number): number {
  return namesOf(unusedOf(oracle, grantedTo(oracle, row, date, 'actions'), date, days)).length;
}

function accountOf(row: AnswerRow): string {
  return String(row.account_id);
}

/** To the principal of the row, to the roles of its permission set, or to who holds its policy. */
function grantedTo(oracle: Oracle, row: AnswerRow, date: string, what: 'actions' | 'services'): Granted[] {
  const isOwner = (each: LakeRow): boolean => {
    if (row.permission_set_name) return lowerOf(each.permission_set_name) === lowerOf(row.permission_set_name);
    if (row.policy_arn) return holds(oracle, each, String(row.policy_arn));
    return each.principal_arn === row.principal_arn;
  };
  const of = oracle.principals.filter((each) => each.snapshot_date === date && isOwner(each));
  const ids = of.map((each) => each.principal_id);
  return oracle[what].filter((each) => each.date === date && ids.includes(each.principalId));
}

/** Accounts may spell the name of one permission set in different cases. */
function lowerOf(name: unknown): string | undefined {
  return typeof name === 'string' ? name.toLowerCase() : undefined;
}

/** By itself or by a group of that run. */
function holds({ groups }: Oracle, holder: LakeRow, policyArn: string): boolean {
  const attaches = ({ attached_policy_arns: arns }: LakeRow): boolean => ((arns ?? []) as string[]).includes(policyArn);
  const names = (holder.group_names ?? []) as readonly string[];
  const own = groups.filter((each) => each.run_id === holder.run_id && each.account_id === holder.account_id);
  return attaches(holder) || own.some((each) => names.includes(String(each.group_name)) && attaches(each));
}

/** Of each only what no principal of its owner is known to have used. */
function unusedOf(oracle: Oracle, granted: readonly Granted[], date: string, days: number): Granted[] {
  const isUsed = ({ principalId, service, action }: Granted): boolean =>
    usesOf(oracle, { date, days, principalIds: [principalId], service, action }).length > 0;
  const own = granted.filter((each) => !each.isServiceLinked && !isUsed(each));
  return [...new Map(own.map((each) => [[each.principalId, each.service, each.action].join(), each])).values()];
}

/** However many principals have it. */
function namesOf(granted: readonly Granted[]): string[] {
  return [...new Set(granted.map(({ service, action }) => `${service}:${action}`))];
}
