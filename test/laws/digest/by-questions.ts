/** What is new between two snapshots, by plain code over the answers of questions at both dates; no statement of the digest is asked. */
import { readPowers } from '../../../src/policy/power.js';
import { type AnswerRow, answerOf, rowsOf } from '../claims.js';
import { taskStates } from '../judgement/task-states.js';
import type { MemoryEngine } from '../memory-engine.js';
import type { Lake, LakeRow } from '../world/lake.js';
import { beganOf } from './began.js';

/** Kind, account, principal and what else the row says. */
export type Said = string;

interface Comparing {
  readonly engine: MemoryEngine;
  readonly lake: Lake;
  readonly from: string;
  readonly to: string;
  readonly people: People;
}

/** Users and roles of both dates, and of whom it can be said what is new. */
interface People {
  /** By date, account and ARN: the id. */
  readonly ids: ReadonlyMap<string, string>;
  /** By id, as the earlier and the later snapshot list them. */
  readonly before: ReadonlyMap<string, AnswerRow>;
  readonly after: ReadonlyMap<string, AnswerRow>;
  /** Ids of those that the earlier snapshot would have listed. */
  readonly added: ReadonlySet<string>;
  /** Ids by account: when the earlier report was made. */
  readonly reportedAt: ReadonlyMap<string, number>;
}

export const said = (...parts: readonly unknown[]): Said => parts.map((part) => String(part ?? '-')).join(' ');

export interface Pair {
  readonly from: string;
  readonly to: string;
  /** Whether to say what became of tasks. */
  readonly withTasks: boolean;
}

export async function newBetween(engine: MemoryEngine, lake: Lake, { from, to, withTasks }: Pair): Promise<Said[]> {
  const comparing = { engine, lake, from, to, people: await peopleOf(engine, from, to) };
  const parts = [coverage, administrators, outsiders, changes, reactivated, dormant, ...(withTasks ? [tasks] : [])];
  const found: Said[] = [];
  for (const part of parts) found.push(...(await part(comparing)));
  return found.sort();
}

async function peopleOf(engine: MemoryEngine, from: string, to: string): Promise<People> {
  const of = async (snapshot_date: string) =>
    (await answerOf(engine, 'principals', { snapshot_date })).filter(({ principal_id }) => principal_id !== null);
  const [before, after] = [await of(from), await of(to)];
  const changed = await answerOf(engine, 'changes', { from_date: from, to_date: to });
  const reports = await rowsOf(
    await engine.query('SELECT principal_id, generated_at FROM listed_principals WHERE snapshot_date = ?', [from]),
  );
  const byId = (rows: readonly AnswerRow[]) => new Map(rows.map((row) => [String(row.principal_id), row]));
  const named = (date: string, rows: readonly AnswerRow[]) =>
    rows.map((row): [string, string] => [said(date, row.principal_arn), String(row.principal_id)]);
  return {
    ids: new Map([...named(from, before), ...named(to, after)]),
    ...{ before: byId(before), after: byId(after) },
    added: new Set(changed.filter(({ change }) => change === 'NEW').map(({ principal_id }) => String(principal_id))),
    reportedAt: new Map(
      reports.flatMap(({ principal_id, generated_at: at }) =>
        at === null ? [] : [[String(principal_id), Date.parse(`${String(at).replace(' ', 'T')}Z`)]],
      ),
    ),
  };
}

/** Both listed it, or the earlier one listed its account without it. */
function isListed({ people: { before, after, added } }: Comparing, id: string): boolean {
  const isThere = (row: AnswerRow | undefined) => row?.status === 'exported' || row?.status === 'failed';
  return isThere(after.get(id)) && (isThere(before.get(id)) || added.has(id));
}

function isMeasured({ people: { before, after, added } }: Comparing, id: string): boolean {
  return after.get(id)?.status === 'exported' && (before.get(id)?.status === 'exported' || added.has(id));
}

async function coverage({ engine, from, to, people }: Comparing): Promise<Said[]> {
  const of = async (snapshot_date: string) => {
    const gaps = await answerOf(engine, 'coverage_gaps', { snapshot_date });
    const accounts = await rowsOf(
      await engine.query('SELECT account_id, status, error_code FROM snapshot_accounts WHERE snapshot_date = ?', [
        snapshot_date,
      ]),
    );
    return { gaps, accounts: new Map(accounts.map((row) => [row.account_id, row])) };
  };
  const [then, now] = [await of(from), await of(to)];
  const [{ organizations = 0 } = {}] = await rowsOf(
    await engine.query('SELECT count(organization_id) AS organizations FROM raw.runs WHERE snapshot_date = ?', [to]),
  );
  const gone = Number(organizations) > 0 ? 'Left' : 'NotInThisRun';
  const ofAccounts = [...new Set([...then.accounts.keys(), ...now.accounts.keys()])].flatMap((account) => {
    const [before, after] = [then.accounts.get(account), now.accounts.get(account)];
    if (before?.status === 'exported' && after?.status !== 'exported')
      return [{ account, kind: 'COVERAGE_LOST', reason: after?.error_code ?? gone }];
    if (before !== undefined && before.status !== 'exported' && after?.status === 'exported')
      return [{ account, kind: 'COVERAGE_REGAINED', reason: before.error_code }];
    return [];
  });
  const whole = new Set(ofAccounts.map(({ account }) => account));
  const ofPrincipals = [...people.after].flatMap(([id, after]) => {
    const before = people.before.get(id);
    if (whole.has(after.account_id)) return [];
    if (before?.status === 'exported' && after.status === 'failed')
      return [said('COVERAGE_LOST', after.account_id, id, after.error_code)];
    if (before?.status === 'failed' && after.status === 'exported')
      return [said('COVERAGE_REGAINED', after.account_id, id, before.error_code)];
    return [];
  });
  return [...ofAccounts.map(({ account, kind, reason }) => said(kind, account, null, reason)), ...ofPrincipals];
}

async function administrators(comparing: Comparing): Promise<Said[]> {
  const { engine, lake, from, to, people } = comparing;
  const of = async (date: string) => {
    const rows = await answerOf(engine, 'administrators', { snapshot_date: date });
    const named = rows.filter(({ principal_arn }) => principal_arn !== null);
    return new Map(named.map((row) => [people.ids.get(said(date, row.principal_arn)) as string, row]));
  };
  const [before, after] = [await of(from), await of(to)];
  const began = beganOf(lake, to);
  return [...after].flatMap(([id, row]) => {
    if (before.has(id) || !isMeasured(comparing, id)) return [];
    const reportedAt = people.added.has(id) ? undefined : people.reportedAt.get(id);
    const actions = String(row.administrative_actions)
      .split(', ')
      .filter((action) => !began(action, reportedAt));
    return actions.length === 0 ? [] : [said('ADMINISTRATOR_NEW', row.account_id, id, actions.length)];
  });
}

async function outsiders(comparing: Comparing): Promise<Said[]> {
  const { engine, from, to, people } = comparing;
  const of = async (date: string) => {
    const rows = await answerOf(engine, 'external_trust', { snapshot_date: date });
    return rows.map((row) => ({ ...row, id: people.ids.get(said(date, row.principal_arn)) }) as AnswerRow);
  };
  const [before, after] = [await of(from), await of(to)];
  const known = new Set(before.map(({ id, trusted }) => said(id, trusted)));
  const unclear = new Set(before.filter(({ state }) => state === 'NOT_KNOWN').map(({ id }) => id));
  const added = new Map<string, { account: unknown; trusted: Set<string> }>();
  for (const { id, account_id: account, trusted } of after) {
    if (trusted === null || id === undefined || known.has(said(id, trusted)) || unclear.has(id)) continue;
    if (!isListed(comparing, String(id))) continue;
    const own = added.get(String(id)) ?? { account, trusted: new Set() };
    own.trusted.add(String(trusted));
    added.set(String(id), own);
  }
  return [...added].map(([id, { account, trusted }]) =>
    said('OUTSIDER_NEW', account, id, [...trusted].sort().join(', ')),
  );
}

const POWERFUL = ['administrator', 'escalates', 'changes_policies'];

async function changes(comparing: Comparing): Promise<Said[]> {
  const { engine, lake, from, to, people } = comparing;
  const rows = await answerOf(engine, 'changes.by-action', { from_date: from, to_date: to });
  const began = beganOf(lake, to);
  const own = rows.filter(
    ({ change, principal_id: id, action_name: action, service_namespace: service }) =>
      change !== 'UNKNOWN' &&
      !began(action === null ? String(service) : `${service}:${action}`, people.reportedAt.get(String(id))),
  );
  const power = powersAt(lake, to);
  const isFirst = (row: AnswerRow): boolean =>
    (row.change === 'FIRST_USED' || row.change === 'NEWLY_GRANTED') &&
    row.action_name !== null &&
    row.from_last_accessed_at === null &&
    row.to_last_accessed_at !== null &&
    POWERFUL.includes(power(`${row.service_namespace}:${row.action_name}`));
  const granted = own.filter(({ change }) => change === 'NEWLY_GRANTED');
  return [
    ...counted(own.filter(isFirst)).map(([id, list]) =>
      said('PERMISSIONS_FIRST_USED', list[0]?.account_id, id, list.length),
    ),
    ...counted(granted).map(([id, list]) => {
      const services = list.filter(({ action_name }) => action_name === null).length;
      return said('GRANT_GROWN', list[0]?.account_id, id, services, list.length - services);
    }),
  ];
}

function counted(rows: readonly AnswerRow[]): [string, AnswerRow[]][] {
  const byId = new Map<string, AnswerRow[]>();
  for (const row of rows) byId.set(String(row.principal_id), [...(byId.get(String(row.principal_id)) ?? []), row]);
  return [...byId];
}

/** By the list that was judged by hand, else by AWS's level; what reads by its name reads. */
function powersAt(lake: Lake, date: string): (action: string) => string {
  const judged = readPowers();
  const rows = (lake.get('actions') ?? []).filter((row: LakeRow) => row.snapshot_date === date);
  const levels = new Map(
    rows.map((row) => [`${row.service_namespace}:${row.action_name}`.toLowerCase(), row.access_level]),
  );
  return (action) => {
    const key = action.toLowerCase();
    return judged.get(key) ?? (levels.get(key) === 'Permissions management' ? 'changes_policies' : 'writes');
  };
}

async function reactivated({ engine, from, to }: Comparing): Promise<Said[]> {
  const rows = await answerOf(engine, 'changes.kind-reactivated', { from_date: from, to_date: to });
  const found = rows.filter(({ change }) => change === 'REACTIVATED');
  return found.map((row) => said('REACTIVATED', row.account_id, row.principal_id));
}

async function dormant(comparing: Comparing): Promise<Said[]> {
  const { engine, from, to, people } = comparing;
  const of = async (date: string) => {
    const rows = (await answerOf(engine, 'dormant_principals', { snapshot_date: date })).filter(
      (row) => row.is_dormant,
    );
    return new Map(rows.map((row) => [people.ids.get(said(date, row.principal_arn)) as string, row]));
  };
  const [before, after] = [await of(from), await of(to)];
  const added = [...after].filter(([id]) => !before.has(id) && isMeasured(comparing, id));
  return added.map(([id, row]) => said('DORMANT_NEW', row.account_id, id));
}

async function tasks({ engine, from, to }: Comparing): Promise<Said[]> {
  const states = await taskStates(engine, from, to);
  const found = states.filter(({ task_state }) => task_state === 'NEW' || task_state === 'DONE');
  return found.map(({ task_state, task_id, account_id }) => said(`WORK_${task_state}`, account_id, null, task_id));
}
