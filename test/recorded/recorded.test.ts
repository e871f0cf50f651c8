import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Cell, QueryEngine } from '../../src/query/engine/engine.js';
import { type Answer, askingOf, isSampled, type Recorded, readAnswers } from './answers.js';
import { answerOf, isOrdered, type Noted, recordedEngine, remembering } from './engine.js';
import { filesOf, keyOf, type Lake } from './keys.js';
import { summary } from './report.js';

const folder = mkdtempSync(join(tmpdir(), 'recorded-'));
afterAll(() => rmSync(folder, { recursive: true }));

const answerWith = (...cells: Cell[]): Answer => ({
  columns: [{ name: 'n', type: 'integer' }],
  rows: cells.map((cell) => [cell]),
});

interface Case {
  readonly sql?: string;
  readonly duckdb?: () => Promise<Answer>;
  readonly trino?: Answer;
  readonly isChosen?: boolean;
  readonly lake?: Lake;
}

const lake: Lake = {
  between: 'Trino 1',
  definitions: new Map([
    ['raw_runs', "CREATE TABLE raw_runs LOCATION 's3://a/lake/runs/'"],
    ['raw_users', "CREATE TABLE raw_users LOCATION 's3://a/lake/users/'"],
    ['newest', 'CREATE VIEW newest AS SELECT * FROM raw_runs'],
    ['other', 'CREATE VIEW other AS SELECT * FROM raw_users'],
  ]),
  files: [
    ['runs/r1.parquet', 'hash of r1'],
    ['users/snapshot_date=2026-01-01/r1.parquet', 'hash of users'],
  ],
};

/** Asks one statement; the answer, and what was noted. */
async function asked(answers: ReadonlyMap<string, Recorded>, one: Case): Promise<{ answer: Answer; noted: Noted }> {
  const { sql = 'SELECT n FROM newest', trino = answerWith(1), isChosen = false } = one;
  const noted: Noted[] = [];
  const engine = recordedEngine({
    recording: { answers, isChosen: () => isChosen, note: (each) => noted.push(each) },
    keyOf: (statement, parameters) => keyOf(one.lake ?? lake, statement, parameters),
    own: one.duckdb ?? (async () => answerWith(1)),
    ask: async () => ({ answer: trino, stages: 7 }),
  });
  const answer = await answerOf(engine, sql, []);
  return { answer, noted: noted[0] as Noted };
}

/** What a run records that asks everything. */
async function recordedOf(one: Case): Promise<Map<string, Recorded>> {
  const { key, answer, stages } = (await asked(new Map(), one)).noted;
  return new Map([[key, { answer, stages }]]);
}

test('what is recorded is not asked, and its answer and stages are those of the record', async () => {
  const { answer, noted } = await asked(await recordedOf({}), { trino: answerWith('asked') });
  expect(answer).toEqual(answerWith(1));
  expect(noted).toMatchObject({ outcome: 'taken', stages: 7 });
});

test.each<[string, Case, Noted['outcome']]>([
  ['is not recorded', { sql: 'SELECT 1' }, 'unknown'],
  ['is chosen', { isChosen: true }, 'chosen'],
  ['DuckDB answers otherwise', { duckdb: async () => answerWith(2) }, 'other answer'],
  ['DuckDB answers with a number that is another type', { duckdb: async () => answerWith(1n) }, 'other answer'],
  ['DuckDB fails', { duckdb: () => Promise.reject(new Error('no such column')) }, 'other answer'],
])('Trino is asked what %s', async (_, one, outcome) => {
  const { answer, noted } = await asked(await recordedOf({}), { ...one, trino: answerWith('asked') });
  expect(answer).toEqual(answerWith('asked'));
  expect(noted.outcome).toBe(outcome);
});

test('the order of rows counts where the statement gives one', async () => {
  const outcomeOf = async (sql: string) => {
    const answers = await recordedOf({ sql, trino: answerWith(1, 2) });
    return (await asked(answers, { sql, duckdb: async () => answerWith(2, 1) })).noted.outcome;
  };
  expect(await outcomeOf('SELECT n FROM newest ORDER BY n')).toBe('other answer');
  expect(await outcomeOf('SELECT n FROM newest')).toBe('taken');
});

test.each([
  ['SELECT a FROM t ORDER BY a', true],
  ['SELECT a FROM (SELECT a FROM t ORDER BY a LIMIT 1) t', false],
  ['SELECT * FROM (WITH t AS (SELECT 1 AS a) SELECT a FROM t ORDER BY a) LIMIT 1', true],
  ["SELECT row_number() OVER (ORDER BY a), ' ORDER BY ' FROM t -- ORDER BY", false],
])('whether a statement gives an order: %s', (sql, expected) => expect(isOrdered(sql)).toBe(expected));

test('a key changes with what the statement reads, and with nothing else', () => {
  const key = (changes: Partial<Lake>) => keyOf({ ...lake, ...changes }, 'SELECT n FROM newest', []);
  const defined = (name: string) => key({ definitions: new Map([...lake.definitions, [name, 'CREATE VIEW x']]) });
  const withFile = (path: string) => key({ files: [...lake.files, [path, 'hash']] });
  const [before, ...others] = [key({}), defined('newest'), defined('raw_runs'), withFile('runs/r2.parquet')];
  expect(new Set([before, ...others, key({ between: 'Trino 2' })]).size).toBe(5);
  expect([defined('other'), withFile('users/snapshot_date=2026-02-01/r2.parquet')]).toEqual([before, before]);
  expect(keyOf(lake, 'SELECT n FROM newest', ['1'])).not.toBe(keyOf(lake, 'SELECT n FROM newest', [1]));
});

test('the files of a lake are told by path and content', () => {
  mkdirSync(join(folder, 'runs'));
  const write = (text: string) => writeFileSync(join(folder, 'runs', 'r1.parquet'), text);
  write('one');
  const before = filesOf(folder);
  write('two');
  expect(before.map(([path]) => path)).toEqual(['runs/r1.parquet']);
  expect(filesOf(folder)).not.toEqual(before);
});

test('a sample is about one in a hundred, and another for another commit', () => {
  const keys = Array.from({ length: 1000 }, (_, at) => `key ${at}`);
  const [one, other] = ['a', 'b'].map((commit) => keys.filter((key) => isSampled(commit, key)));
  expect(one?.length).toBeGreaterThan(2);
  expect(one?.length).toBeLessThan(25);
  expect(one).not.toEqual(other);
});

test('DuckDB answers the same statement once', async () => {
  let times = 0;
  const engine: QueryEngine = {
    name: 'duckdb',
    query: async () => ({ ...answerWith(++times), pages: pagesOf([[times]]) }),
    close: async () => {},
  };
  const remembered = remembering(engine);
  const cells = await Promise.all(
    [1, 1, 2].map(async (value) => (await answerOf(remembered, 'SELECT ?', [value])).rows[0]),
  );
  expect(cells).toEqual([[1], [1], [2]]);
});

async function* pagesOf(rows: readonly (readonly Cell[])[]) {
  yield rows;
}

test('a run says what it asked', () => {
  expect(summary(['taken', 'taken', 'chosen'])).toBe('Trino: 2 statements as recorded, 1 asked as a sample');
  expect(summary(['unknown', 'other answer']).split('\n')).toEqual([
    'Trino: 0 statements as recorded, 0 asked as a sample',
    '1 asked: not in answers.tsv; npm run renew trino records them',
    '1 asked: DuckDB answers otherwise than recorded',
  ]);
});

test('ASK_TRINO chooses what is asked', () => {
  expect([askingOf({}), askingOf({ ASK_TRINO: 'all' })]).toEqual(['changed', 'all']);
  expect(() => askingOf({ ASK_TRINO: 'none' })).toThrow('ASK_TRINO is "none"');
});

test('answers.tsv has a line a statement', () => {
  for (const [key, { answer, stages }] of readAnswers()) {
    expect([key, answer].join()).toMatch(/^[0-9a-f]{32},[0-9a-f]{32}$/);
    expect(Number.isInteger(stages)).toBe(true);
  }
});
