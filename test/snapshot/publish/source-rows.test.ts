/** Every account of a plan has a row of every source, which says why it is not known. */
import { expect, test } from 'vitest';
import type { PlannedAccount } from '../../../src/model/account.js';
import { SOURCES } from '../../../src/model/sources.js';
import { COLLECTED_TABLES } from '../../../src/model/tables.js';
import type { AccountRecord, RecordedSource } from '../../../src/snapshot/account-record.js';
import type { Plan } from '../../../src/snapshot/plan/plan.js';
import { sourceGaps, sourceRows } from '../../../src/snapshot/publish/source-rows.js';
import type { Collected } from '../../../src/snapshot/publish/staged-parts.js';

const CALLER = '111111111111';
const STARTED_AT = Date.UTC(2026, 11, 7);

function planned(tags: Record<string, string> | null, more: Partial<PlannedAccount> = {}): PlannedAccount {
  const account = { id: '222222222222', tags } as unknown as PlannedAccount['account'];
  return { account, decision: 'collect', errorCode: null, errorMessage: null, ...more };
}

function planOf(accounts: readonly PlannedAccount[], organizationId: string | null = 'o-one'): Plan {
  const organization = { callerAccountId: CALLER, id: organizationId };
  return { organization, startedAt: STARTED_AT, accounts } as unknown as Plan;
}

function rowOf(account: PlannedAccount, organizationId: string | null = 'o-one') {
  const plan = planOf([account], organizationId);
  const rows = sourceRows({ plan, records: new Map() }).filter(({ source }) => source === 'account-tags');
  expect(rows).toHaveLength(1);
  return rows[0];
}

test('tags that were read are counted, and none are counted too', () => {
  const asked = { asked_in: CALLER, status: 'collected', error_code: null, finished_at: STARTED_AT };
  expect(rowOf(planned({ owner: 'a', team: 'b' }))).toMatchObject({ ...asked, account_id: '222222222222', rows: 2 });
  expect(rowOf(planned({}))).toMatchObject({ ...asked, rows: 0 });
});

test.each(['refused', 'failed'] as const)('tags whose reading %s say why, and count nothing', (status) => {
  const tagsFailure = { status, errorCode: 'AccessDenied', errorMessage: 'Cannot read.' };
  const told = { status, error_code: 'AccessDenied', error_message: 'Cannot read.', rows: null, asked_in: CALLER };
  expect(rowOf(planned(null, { tagsFailure }))).toMatchObject(told);
});

test('what nobody asked for says so, and who', () => {
  const nobody = { status: 'not_asked', asked_in: null, rows: null, finished_at: null };
  const late = { status: 'not_asked', errorCode: 'NotAskedAfterFailures', errorMessage: 'After 20.' } as const;
  const excluded = { decision: 'excluded', errorCode: 'Excluded', errorMessage: 'Left out.' } as const;
  expect(rowOf(planned(null, { tagsFailure: late }))).toMatchObject({ ...nobody, error_code: late.errorCode });
  expect(rowOf(planned(null, excluded))).toMatchObject({
    ...nobody,
    error_code: 'Excluded',
    error_message: 'Left out.',
  });
  expect(rowOf(planned(null), null)).toMatchObject({ ...nobody, error_code: 'NoOrganization' });
  expect(rowOf(planned(null))).toMatchObject({ ...nobody, error_code: 'NotTold' });
});

test('a source that the run was started without says so, and is no gap', () => {
  const plan = { ...planOf([planned(null)]), sources: [] };
  const collected = { plan, records: new Map() };
  expect(sourceRows(collected)).toMatchObject(SOURCES.map(() => ({ status: 'not_asked', error_code: 'NotChosen' })));
  expect(sourceGaps(collected, sourceRows(collected))).toEqual([]);
});

test.each([
  ['o-one', false, 2],
  ['o-one', true, 2],
  [null, false, 0],
  [null, true, 2],
] as const)('of organization %s and demanded %s, %i of two accounts are gaps', (id, demanded, gaps) => {
  const tagsFailure = { status: 'refused', errorCode: 'AccessDenied', errorMessage: 'Cannot read.' } as const;
  const failed = id === null ? planned(null) : planned(null, { tagsFailure });
  const leftOut = { ...planned({}), decision: 'excluded' } as const;
  const accounts = [failed, failed, { ...leftOut, account: { ...leftOut.account, id: '333333333333' } }];
  const plan = { ...planOf(accounts, id), sources: [{ name: 'account-tags', demanded }] };
  const collected = { plan, records: new Map() };
  const [gap] = sourceGaps(collected, sourceRows(collected));
  if (gaps === 0) expect(gap).toBeUndefined();
  else expect(gap).toMatchObject({ source: 'account-tags', demanded, accounts: 2, collected: 0 });
});

const KEYS = {
  name: 'keys',
  askedIn: 'account',
  actions: [],
  tables: [],
  reads: 'the keys',
  sentence: 'Keys.',
} as const;
const STATE = { source: 'keys', errorCode: null, errorMessage: null, generatedAt: 1, finishedAt: 2, mayPass: false };

/** The row of a source that is asked in the account, whose record says this. */
function ofRecord(sources: readonly Partial<RecordedSource>[] | undefined, demanded = ['keys']) {
  const plan = { ...planOf([planned({})]), sources: demanded.map((name) => ({ name, demanded: true })) };
  const records = new Map([['222222222222', { sources } as AccountRecord]]);
  const [row] = sourceRows({ plan, records } as Collected, [KEYS]);
  return row;
}

test('a source that was asked in an account says how it ended there, and counts rows where it was collected', () => {
  const asked = { source: 'keys', account_id: '222222222222', asked_in: '222222222222', subject: null };
  expect(ofRecord([{ ...STATE, status: 'collected', rows: 0 }])).toEqual({
    ...asked,
    status: 'collected',
    error_code: null,
    error_message: null,
    rows: 0,
    generated_at: 1,
    finished_at: 2,
  });
  const refused = { ...STATE, status: 'refused', errorCode: 'AccessDenied', errorMessage: 'No.', rows: 0 } as const;
  expect(ofRecord([refused])).toMatchObject({ ...asked, status: 'refused', error_code: 'AccessDenied', rows: null });
});

test('a source of which the record of an account says nothing was not asked there', () => {
  const nobody = { status: 'not_asked', asked_in: null, rows: null };
  expect(ofRecord(undefined)).toMatchObject({ ...nobody, error_code: 'NotTold' });
  expect(ofRecord([{ ...STATE, source: 'other', status: 'collected', rows: 1 }])).toMatchObject(nobody);
  expect(ofRecord(undefined, [])).toMatchObject({ ...nobody, error_code: 'NotChosen' });
});

test('sources have names of their own, and tables that runs collect', () => {
  const names = SOURCES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const tables = SOURCES.flatMap((source) => source.tables);
  expect(COLLECTED_TABLES.map(({ name }) => name as string)).toEqual(expect.arrayContaining(tables));
});
