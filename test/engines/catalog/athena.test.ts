import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { systemEffects } from '../../../src/model/effects.js';
import { Interrupted, UserError } from '../../../src/model/errors.js';
import { athenaEngine } from '../../../src/query/athena/engine.js';
import type { Cell, QueryEngine, QueryResult } from '../../../src/query/engine/engine.js';
import { type Engines, startEngines } from '../programs/engines.js';
import { type AthenaEndpoint, startAthenaEndpoint } from './athena/endpoint.js';

const options = { database: 'athena', workgroup: 'primary', outputLocation: undefined, region: 'us-east-1' };
const quick = { ...systemEffects, sleep: (_: number, signal?: AbortSignal) => systemEffects.sleep(5, signal) };

let engines: Engines;
let endpoint: AthenaEndpoint;
let athena: QueryEngine;

beforeAll(async () => {
  engines = await startEngines();
  endpoint = await startAthenaEndpoint(engines);
  vi.stubEnv('AWS_ENDPOINT_URL_ATHENA', endpoint.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret-of-the-test');
  await engines.glue.runDdl('CREATE DATABASE IF NOT EXISTS athena');
  await engines.glue.runDdl('CREATE DATABASE IF NOT EXISTS athena_scratch');
  athena = athenaEngine(options, quick);
});

afterEach(() => {
  endpoint.calls.length = 0;
  endpoint.executions.hold = false;
});

afterAll(async () => {
  await athena?.close();
  await endpoint?.stop();
  vi.unstubAllEnvs();
});

async function rowsOf(sql: string, parameters: readonly Cell[] = []): Promise<(readonly Cell[])[]> {
  return await all(await athena.query(sql, parameters));
}

async function all({ pages }: QueryResult): Promise<(readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

async function errorOf(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('what a statement keeps', () => {
  const sql = `WITH days AS MATERIALIZED (SELECT x, CAST(? AS varchar) AS v FROM UNNEST(sequence(1, 3)) AS t(x)),
    none AS MATERIALIZED (SELECT v, TIMESTAMP '2026-01-02 03:04:05.678' AS at FROM days WHERE x > 3)
    SELECT a.x, b.v, (SELECT count(*) FROM none) AS n FROM days a JOIN days b ON a.x = b.x WHERE a.x >= ? ORDER BY a.x`;
  const tables = async () =>
    ((await engines.glue.call('GetTables', { DatabaseName: 'athena_scratch' })).TableList as unknown[]).length;

  test('is written to tables once, with its values, and they are gone when the engine is closed', async () => {
    const engine = athenaEngine(options, quick);
    for (const least of [2, 3]) {
      expect(await all(await engine.query(sql, ["it's", least]))).toEqual(
        [2n, 3n].filter((x) => x >= least).map((x) => [x, "it's", 0n]),
      );
      expect(await tables()).toBe(2);
    }
    await engine.close();
    expect(await tables()).toBe(0);
  });

  test('is gone too where a later statement fails, and the reason is told', async () => {
    const engine = athenaEngine(options, quick);
    const { message } = await errorOf(engine.query(sql.replace('a.x, b.v', 'a.y'), ['v', 1]));
    expect(message).toContain('COLUMN_NOT_FOUND');
    await engine.close();
    expect(await tables()).toBe(0);
  });

  test('is found by its files, with how many rows they have; what has no rows has no file', async () => {
    const engine = athenaEngine(options, quick);
    const bound = sql.replaceAll('?', '1');
    const { locations, rows } = await engine.filesOf(bound, 'days');
    expect(rows).toBe(3);
    expect(locations).toEqual([expect.stringMatching(/^s3:\/\/athena-results\/tables\/[0-9a-f-]+\/\S+$/)]);
    expect(await engine.filesOf(bound, 'none')).toEqual({ locations: [], rows: 0 });
    await engine.close();
    expect(await tables()).toBe(0);
  });

  test('is stopped at the service by an interrupt', async () => {
    const engine = athenaEngine(options, quick);
    const before = endpoint.executions.stoppedIds().length;
    endpoint.executions.hold = true;
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Interrupted('stop'));
    const asking = { signal: controller.signal, onProgress };
    await expect(engine.filesOf(sql.replaceAll('?', '1'), 'days', asking)).rejects.toThrow(Interrupted);
    const stopped = endpoint.executions.stoppedIds().slice(before);
    expect(stopped).toHaveLength(1);
    endpoint.executions.hold = false;
    await engine.close();
  });

  test('needs the scratch database, which `catalog` makes', async () => {
    const engine = athenaEngine({ ...options, database: 'elsewhere' }, quick);
    const { message, hint } = await errorOf(engine.query(sql, ['v', 1]));
    expect(message).toContain('elsewhere_scratch');
    expect(hint).toContain('access-lake catalog --database elsewhere');
    await engine.close();
  });
});

describe('results', () => {
  test('types come from the metadata, cells are what the contract says', async () => {
    const result = await athena.query(
      `SELECT 'a' AS v, 1 AS i, 9007199254740991 AS b, 0.5E0 AS d, true AS t, DATE '2026-01-02' AS day,
         TIMESTAMP '2026-01-02 03:04:05.678' AS at, CAST(NULL AS bigint) AS none, '' AS empty`,
      [],
    );
    expect(result.columns.map(({ type }) => type)).toEqual([
      'varchar',
      'integer',
      'bigint',
      'double',
      'boolean',
      'date',
      'timestamp',
      'bigint',
      'varchar',
    ]);
    expect(await all(result)).toEqual([
      ['a', 1, 9007199254740991n, 0.5, true, '2026-01-02', '2026-01-02 03:04:05.678', null, ''],
    ]);
  });

  test('an answer of many pages comes whole, its header left out once', async () => {
    const rows = await rowsOf('SELECT n FROM UNNEST(sequence(1, 2500)) AS t(n) ORDER BY n');
    expect(rows.map(([n]) => n)).toEqual(Array.from({ length: 2500 }, (_, n) => BigInt(n + 1)));
    expect(endpoint.calls.filter((call) => call === 'GetQueryResults')).toHaveLength(3);
  });

  test('an answer without rows keeps its columns', async () => {
    const result = await athena.query('SELECT 1 AS one WHERE false', []);
    expect(result.columns).toEqual([{ name: 'one', type: 'integer' }]);
    expect(await all(result)).toEqual([]);
  });

  test('a statement that is no query has no header to leave out', async () => {
    expect(await rowsOf("SHOW SCHEMAS LIKE 'athena'")).toEqual([['athena']]);
  });
});

describe('parameters', () => {
  test.each<[string, Cell]>([
    ['text', 'plain'],
    ['an empty text', ''],
    ['quotes', `'; DROP TABLE "runs" -- `],
    ['a question mark', '?'],
    ['line breaks, escapes, emoji', 'a\n\r\t\u0000\u001b[31m\u202e🚀'],
    ['a whole number', -42],
    ['a fraction', 0.1],
    ['a bigint', 9007199254740991n],
    ['true', true],
    ['null', null],
  ])('%s arrives as it was given', async (_, value) => {
    expect(await rowsOf('SELECT ?', [value])).toEqual([[value]]);
  });

  test('the longest text that Athena takes arrives; a longer one is refused before any call', async () => {
    const longest = 'x'.repeat(1022);
    expect(await rowsOf('SELECT ?', [longest])).toEqual([[longest]]);
    endpoint.calls.length = 0;
    expect((await errorOf(athena.query('SELECT ?', [`${longest}x`]))).exit).toBe('usage');
    expect(endpoint.calls).toEqual([]);
  });
});

describe('failures', () => {
  test("a statement that Trino refuses fails with Trino's reason and what to do", async () => {
    const error = await errorOf(athena.query('SELECT * FROM nowhere', []));
    expect(error.message).toMatch(/database "athena": FAILED: TABLE_NOT_FOUND: .*nowhere/);
    expect(error.hint).toContain('access-lake catalog --database athena');
  });

  test.each(['FAILED', 'CANCELLED'] as const)(
    'a statement that ends %s carries the reason of the service',
    async (state) => {
      endpoint.executions.endings.push({ state, reason: 'Query exhausted resources at this scale factor' });
      const { message } = await errorOf(athena.query('SELECT 1', []));
      expect(message).toContain(`${state}: Query exhausted resources`);
    },
  );

  test('throttling is waited out, and the statement starts once', async () => {
    endpoint.refuse('StartQueryExecution', 'TooManyRequestsException', 'You have exceeded the limit', 4);
    expect(await rowsOf('SELECT 1')).toEqual([[1]]);
    expect(endpoint.calls.filter((call) => call === 'StartQueryExecution')).toHaveLength(5);
  });

  test.each([
    [
      'StartQueryExecution',
      'ExpiredTokenException',
      'The security token included in the request is expired',
      /Sign in/,
    ],
    ['GetQueryExecution', 'ExpiredTokenException', 'The security token included in the request is expired', /Sign in/],
    ['GetQueryResults', 'ExpiredTokenException', 'The security token included in the request is expired', /Sign in/],
    [
      'StartQueryExecution',
      'AccessDeniedException',
      'not authorized to perform: athena:StartQueryExecution',
      /permissions/,
    ],
  ])('%s refused with %s is an error with a hint', async (operation, type, message, hint) => {
    endpoint.refuse(operation, type, message);
    const error = await errorOf(athena.query('SELECT 1', []));
    expect(error.message).toContain(`${type}: ${message}`);
    expect(error.hint).toMatch(hint);
  });

  test('credentials that expire between two pages end the reading with an error, not with fewer rows', async () => {
    const { pages } = await athena.query('SELECT n FROM UNNEST(sequence(1, 2500)) AS t(n)', []);
    const iterator = pages[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toHaveLength(999);
    endpoint.refuse('GetQueryResults', 'ExpiredTokenException', 'expired');
    expect((await errorOf(iterator.next())).message).toContain('ExpiredTokenException');
  });

  test.each([
    ['a workgroup that is not there', { workgroup: 'nobody' }, /WorkGroup nobody is not found/, /--workgroup/],
    ['no place for results', { workgroup: 'bare' }, /No output location/, /--output-location/],
    ['a database that is not there', { database: 'nowhere' }, /nowhere/, /access-lake catalog/],
  ])('%s: a sentence and a hint', async (_, changed, sentence, hint) => {
    const engine = athenaEngine({ ...options, ...changed }, quick);
    const error = await errorOf(engine.query('SELECT * FROM raw_runs', []));
    expect(error.message).toMatch(sentence);
    expect(error.hint).toMatch(hint);
    await engine.close();
  });

  test('an endpoint that nobody listens at is an error for people', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_ATHENA', 'http://127.0.0.1:1');
    const engine = athenaEngine(options, quick);
    expect((await errorOf(engine.query('SELECT 1', []))).hint).toContain('network');
    await engine.close();
    vi.stubEnv('AWS_ENDPOINT_URL_ATHENA', endpoint.url);
  }, 120_000);

  test('no error holds the secret key', async () => {
    endpoint.refuse('StartQueryExecution', 'InvalidSignatureException', 'The request signature does not match');
    const error = await errorOf(athena.query('SELECT 1', []));
    expect(`${error.message}${error.hint}`).not.toContain('secret-of-the-test');
  });
});

describe('following a statement', () => {
  test('progress tells the state and the bytes', async () => {
    const states: string[] = [];
    await athena.query('SELECT 1', [], { onProgress: ({ state }) => states.push(state) });
    expect(states.at(-1)).toBe('SUCCEEDED');
  });

  test('an abort stops the statement at the service, then it is Interrupted', async () => {
    endpoint.executions.hold = true;
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Interrupted('stop'));
    await expect(athena.query('SELECT 1', [], { signal: controller.signal, onProgress })).rejects.toThrow(Interrupted);
    expect(endpoint.calls).toContain('StopQueryExecution');
  });

  test('an abort before the start stops what was started all the same', async () => {
    const signal = AbortSignal.abort(new Interrupted('stop'));
    await expect(athena.query('SELECT 1', [], { signal })).rejects.toThrow(Interrupted);
    expect(endpoint.calls.at(-1)).toBe('StopQueryExecution');
  });

  test('a stop that fails says that the statement goes on', async () => {
    endpoint.executions.hold = true;
    endpoint.refuse('StopQueryExecution', 'ExpiredTokenException', 'expired');
    const signal = AbortSignal.abort(new Interrupted('stop'));
    expect((await errorOf(athena.query('SELECT 1', [], { signal }))).message).toMatch(
      /stop statement ".*", which goes on/,
    );
  });
});
