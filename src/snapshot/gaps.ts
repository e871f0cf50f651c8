/** What could not be measured, grouped by its error, for the person who ran the export. */

import type { Gap } from '../model/summary.js';
import type { PrincipalRow, RunRow } from '../model/tables.js';
import type { AccountRecord } from './account-record.js';
import type { Plan } from './plan/plan.js';

const EXAMPLES = 5;

/** Adds up gaps of the same kind, code and cause; the largest first. */
function mergeGaps(gaps: readonly Gap[]): Gap[] {
  const merged = new Map<string, Gap>();
  for (const gap of gaps) {
    const key = JSON.stringify([gap.of, gap.status, gap.errorCode, causeOf(gap)]);
    const known = merged.get(key);
    merged.set(key, known === undefined ? gap : added(known, gap));
  }
  return [...merged.values()].sort((a, b) => b.count - a.count);
}

/** The sentence without what differs from account to account and from principal to principal. */
function causeOf({ errorMessage, examples }: Gap): string {
  const named = examples.reduce((text, example) => text.replaceAll(example, '…'), errorMessage ?? '');
  return named.replace(/arn:[\w-]+:\S+/g, '…').replace(/\b\d{12}\b/g, '…');
}

function added(known: Gap, gap: Gap): Gap {
  const examples = [...new Set([...known.examples, ...gap.examples])].slice(0, EXAMPLES);
  return { ...known, count: known.count + gap.count, examples };
}

/** Principals that were not measured. */
export function principalGaps(unmeasured: readonly PrincipalRow[]): Gap[] {
  const gaps = unmeasured.map((row): Gap => {
    const { error_code: errorCode, error_message: errorMessage } = row;
    const status = row.status as 'failed' | 'deleted';
    return { of: 'principal', status, errorCode, errorMessage, count: 1, examples: [row.principal_arn] };
  });
  return mergeGaps(gaps);
}

/** Accounts and principals of the whole plan that were not measured. `records` by account id. */
export function planGaps(plan: Plan, records: ReadonlyMap<string, AccountRecord>): Gap[] {
  const accountGaps = plan.accounts.flatMap(({ account, decision, errorCode, errorMessage }): Gap[] => {
    const gap = { of: 'account', count: 1, examples: [account.id] } as const;
    if (decision !== 'collect') return [{ ...gap, status: decision, errorCode, errorMessage }];
    const record = records.get(account.id);
    if (record?.status !== 'failed') return [];
    return [{ ...gap, status: 'failed', errorCode: record.errorCode, errorMessage: record.errorMessage }];
  });
  return mergeGaps([...accountGaps, ...[...records.values()].flatMap((record) => record.gaps)]);
}

/** Ids, ascending, of the accounts that failed or of which principals failed. */
export function accountsWithFailures(records: ReadonlyMap<string, AccountRecord>): string[] {
  const withFailures = [...records.values()].filter(
    ({ status, principals }) => status === 'failed' || principals.failed > 0,
  );
  return withFailures.map(({ accountId }) => accountId).sort();
}

/** The gaps that the counts of a run show, where the records that told why are gone. */
export function countedGaps(run: RunRow): Gap[] {
  const errorMessage = `The tables accounts and principals say why, for run ${run.run_id}`;
  const gap = (of: Gap['of'], status: Gap['status'], count: number): Gap[] =>
    count === 0 ? [] : [{ of, status, errorCode: null, errorMessage, count, examples: [] }];
  return [
    ...gap('account', 'failed', run.accounts_failed),
    ...gap('account', 'skipped', run.accounts_skipped),
    ...gap('account', 'excluded', run.accounts_excluded),
    ...gap('principal', 'failed', run.principals_failed),
    ...gap('principal', 'deleted', run.principals_deleted),
  ];
}
