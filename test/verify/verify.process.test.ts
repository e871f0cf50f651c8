/** `verify` finds every kind of damage that is done to a lake by hand, and names it. */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommittedRun, committedRuns } from '../../src/lake/runs.js';
import { FACT_TABLES } from '../../src/model/tables/facts.js';
import { folderStore } from '../../src/store/folder.js';
import type { Verified } from '../../src/verify/verify.js';
import { succeeded } from '../cli/run-command.js';
import { sql } from '../export/lake.js';
import { sampled } from '../sampled.js';
import { exportedLakes, keyOf, kindsOf, type Lakes, recommit, rewrite, verified } from './damaged-lake.js';

let lakes: Lakes;
const copied = () => lakes.copied();

beforeAll(async () => {
  lakes = await exportedLakes();
});

afterAll(() => rmSync(lakes.folder, { recursive: true }));

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error) => error,
  );

test('nothing is found in a lake as exports left it, gaps and all', async () => {
  const { path, gaps } = await copied();
  expect(gaps).toMatchObject({ accounts_failed: 1, principals_deleted: 1 });
  expect(gaps.principals_failed).toBeGreaterThan(0);
  const { runs: found, damages } = await verified(path);
  expect(damages).toEqual([]);
  expect(found.map(({ rowsChecked, damaged }) => [rowsChecked, damaged])).toEqual([
    [true, false],
    [true, false],
  ]);
});

test('one date alone is looked at, and one without a run is refused', async () => {
  const { path, gaps } = await copied();
  rmSync(join(path, keyOf(gaps, 'principals')));
  const { runs: found, damages } = await verified(path, '2026-07-01');
  expect({ dates: found.map((run) => run.snapshotDate), damages }).toEqual({ dates: ['2026-07-01'], damages: [] });
  expect(await failure(verified(path, '2026-07-02'))).toMatchObject({ name: 'UserError', exit: 'usage' });
  expect(await failure(verified(join(lakes.folder, 'none')))).toMatchObject({ name: 'UserError', exit: 'nothing' });
});

describe('damaged files', () => {
  const tables = ['accounts', 'action_last_accessed'];

  test.each(sampled(2, tables))('a file of %s that is gone, cut or changed by a byte', async (table) => {
    const { path, run } = await copied();
    const key = keyOf(run, table);
    const bytes = readFileSync(join(path, key));
    const flipped = Uint8Array.from(bytes, (byte, at) => (at === bytes.length >> 1 ? byte ^ 1 : byte));
    for (const [kind, damage] of [
      ['size', () => writeFileSync(join(path, key), bytes.subarray(0, -1))],
      ['checksum', () => writeFileSync(join(path, key), flipped)],
      ['missing', () => rmSync(join(path, key))],
    ] as const) {
      damage();
      const { damages, runs: found } = await verified(path);
      expect(damages).toMatchObject([{ kind, runId: run.run_id, subject: key }]);
      expect(found.map(({ damaged, rowsChecked }) => [damaged, rowsChecked])).toEqual([
        [true, false],
        [false, true],
      ]);
    }
  });

  test('a manifest that says other rows than its file holds', async () => {
    const lake = await copied();
    await rewrite(lake, 'groups', 'SELECT * FROM rows', 1);
    expect((await verified(lake.path)).damages).toMatchObject([{ kind: 'rows', subject: keyOf(lake.run, 'groups') }]);
  });

  test('a file that nobody named, under whatever name, shows rows of a run', async () => {
    const { path, run } = await copied();
    const key = keyOf(run, 'action_last_accessed');
    for (const name of ['copy.parquet', `${run.planId}-0002-00001.parquet`, 'no extension']) {
      const stray = join(path, dirname(key), name);
      cpSync(join(path, key), stray);
      const { damages, runs: found } = await verified(path);
      expect(damages).toMatchObject([{ kind: 'stray', runId: run.run_id, subject: `${dirname(key)}/${name}` }]);
      expect(found.map(({ damaged }) => damaged)).toEqual([true, false]);
      rmSync(stray);
    }
  });

  test('a file that is none of a table; hidden ones and those of uncommitted attempts show nothing', async () => {
    const { path, run } = await copied();
    const key = keyOf(run, 'accounts');
    const beside = (name: string): string => join(path, dirname(key), name);
    writeFileSync(beside('notes.txt'), 'some notes');
    writeFileSync(beside('_SUCCESS'), '');
    writeFileSync(beside('.DS_Store'), 'x');
    await sql(
      `COPY (SELECT * REPLACE ('uncommitted' AS run_id) FROM read_parquet('${join(path, key)}', hive_partitioning = false))
       TO '${beside(`${run.planId}-0007-00001.parquet`)}' (FORMAT parquet)`,
    );
    const { damages } = await verified(path);
    expect(damages).toMatchObject([{ kind: 'stray', subject: `${dirname(key)}/notes.txt` }]);
    expect(damages[0]?.runId).toBeUndefined();
  });

  test('a file among the commits that is none, of which Athena would read a run twice', async () => {
    const { path, run } = await copied();
    cpSync(join(path, `runs/${run.planId}.parquet`), join(path, `runs/${run.planId}.parquet.bak`));
    writeFileSync(join(path, 'runs/_notes'), '');
    const { damages } = await verified(path);
    expect(damages).toMatchObject([{ kind: 'stray', subject: `runs/${run.planId}.parquet.bak` }]);
  });

  test('a commit that cannot be read, has no manifest, or is one of another plan', async () => {
    const { path, run, gaps } = await copied();
    const commit = `runs/${run.planId}.parquet`;
    await recommit(path, run, {}, 'copied');
    expect((await verified(path)).damages).toMatchObject([{ kind: 'commit', subject: 'runs/copied.parquet' }]);
    rmSync(join(path, 'runs/copied.parquet'));
    await recommit(path, run, { manifest: '[' });
    expect((await verified(path)).damages).toMatchObject([{ kind: 'commit', subject: commit }]);
    writeFileSync(join(path, commit), 'PAR1 and nothing else');
    const { damages, runs: found } = await verified(path);
    expect(damages).toMatchObject([{ kind: 'commit', subject: commit }]);
    expect(found.map(({ runId }) => runId)).toEqual([gaps.run_id]);
  });
});

/** A file changed together with its manifest: only its rows tell. */
describe('damaged rows', () => {
  const CHECKS_OF: Readonly<Record<string, readonly string[]>> = {
    action_uses: ['uses'],
    service_uses: ['uses'],
    principal_uses: ['uses'],
    seen_actions: ['seen'],
    seen_services: ['seen'],
    account_counts: ['evidence_counts'],
    account_service_counts: ['evidence_counts'],
    account_permission_set_counts: ['evidence_counts'],
    policy_statements: ['witnesses', 'statements'],
    principal_grants: ['grants', 'lists'],
    granted_lists: ['lists'],
    witnesses: ['seen', 'witnesses'],
  };
  const used = 'last_accessed_at IS NOT NULL';
  const first = '(SELECT min(principal_arn) FROM rows)';

  test.each<[string, string, string, readonly string[]]>([
    [
      'action rows that are lost',
      'action_last_accessed',
      `SELECT * FROM rows WHERE principal_arn <> ${first}`,
      ['counts', 'service_counts', 'totals', 'evidence_counts', 'lists'],
    ],
    [
      'one action row that is lost',
      'action_last_accessed',
      'SELECT * FROM rows OFFSET 1',
      ['counts', 'service_counts', 'totals', 'evidence_counts', 'lists'],
    ],
    [
      'an action row that lost its time',
      'action_last_accessed',
      `SELECT * REPLACE (CASE WHEN ${used} THEN NULL ELSE last_accessed_at END AS last_accessed_at) FROM rows`,
      ['counts', 'service_counts', 'uses', 'evidence_counts'],
    ],
    [
      'a service row that is lost',
      'service_last_accessed',
      'SELECT * FROM rows WHERE actions_tracked = 0',
      ['counts', 'service_counts', 'totals', 'uses', 'seen', 'evidence_counts', 'grants'],
    ],
    [
      'counts that are other ones',
      'principals',
      'SELECT * REPLACE (actions_accessed + 1 AS actions_accessed) FROM rows',
      ['counts'],
    ],
    [
      'counts that are gone',
      'principals',
      'SELECT * REPLACE (NULL::INTEGER AS services_granted) FROM rows',
      ['counts'],
    ],
    [
      'a principal that is lost',
      'principals',
      `SELECT * FROM rows WHERE principal_arn <> ${first}`,
      ['counts', 'totals', 'evidence_counts', 'grants', 'statements'],
    ],
    [
      'a principal that is there twice',
      'principals',
      `SELECT * FROM rows UNION ALL SELECT * FROM rows WHERE principal_arn = ${first}`,
      ['totals', 'evidence_counts', 'statements'],
    ],
    [
      'principals that do not say why',
      'principals',
      `SELECT * REPLACE ('failed' AS status) FROM rows`,
      ['counts', 'reasons', 'totals', 'uses', 'seen', 'evidence_counts', 'grants', 'witnesses'],
    ],
    [
      'principals without a report',
      'principals',
      'SELECT * REPLACE (NULL::TIMESTAMP AS generated_at) FROM rows',
      ['reasons', 'seen', 'evidence_counts', 'grants', 'witnesses'],
    ],
    [
      'accounts that do not say why',
      'accounts',
      `SELECT * REPLACE ('excluded' AS status) FROM rows`,
      ['reasons', 'totals'],
    ],
    [
      'an account that is lost',
      'accounts',
      'SELECT * FROM rows WHERE account_id <> (SELECT min(account_id) FROM rows)',
      ['reasons', 'totals', 'sources'],
    ],
    [
      'accounts whose totals are gone',
      'accounts',
      'SELECT * REPLACE (NULL::INTEGER AS principals_total) FROM rows',
      ['reasons'],
    ],
    [
      'tags that are other ones',
      'accounts',
      "SELECT * REPLACE (MAP {'one': '1', 'two': '2', 'three': '3', 'four': '4'} AS tags) FROM rows",
      ['sources'],
    ],
    ['a state of a source that is lost', 'evidence_sources', 'SELECT * FROM rows OFFSET 1', ['sources']],
    [
      'states of a source that are there twice',
      'evidence_sources',
      'SELECT * FROM rows UNION ALL SELECT * FROM rows',
      ['sources'],
    ],
    [
      'a source that is collected and was refused',
      'evidence_sources',
      "SELECT * REPLACE ('AccessDenied' AS error_code) FROM rows",
      ['sources'],
    ],
    [
      'a source that was refused and has rows',
      'evidence_sources',
      "SELECT * REPLACE ('refused' AS status, 'AccessDenied' AS error_code) FROM rows",
      ['sources'],
    ],
    [
      'a state of an account that the run does not name',
      'evidence_sources',
      "SELECT * REPLACE ('999999999999' AS account_id) FROM rows LIMIT 1",
      ['sources'],
    ],
    ['a use that is lost', 'action_uses', 'SELECT * FROM rows OFFSET 1', ['uses']],
    [
      'a use that is another time',
      'service_uses',
      'SELECT * REPLACE (last_accessed_at + INTERVAL 1 DAY AS last_accessed_at) FROM rows',
      ['uses'],
    ],
    ['the use of a principal that is lost', 'principal_uses', 'SELECT * FROM rows OFFSET 1', ['uses']],
    [
      'uses of a principal that are another time',
      'principal_uses',
      'SELECT * REPLACE (last_accessed_at - INTERVAL 1 DAY AS last_accessed_at) FROM rows',
      ['uses'],
    ],
    [
      'uses of services by a principal that are gone',
      'principal_uses',
      'SELECT * REPLACE (NULL::TIMESTAMP AS last_service_accessed_at) FROM rows',
      ['uses'],
    ],
    ...['action_uses', 'service_uses', 'principal_uses'].map((table): [string, string, string, readonly string[]] => [
      `${table} of another principal`,
      table,
      `SELECT * REPLACE (principal_id || 'X' AS principal_id) FROM rows`,
      ['uses'],
    ]),
    [
      'uses through a permission set that the principal does not have',
      'principal_uses',
      `SELECT * REPLACE (coalesce(permission_set_name, 'None') AS permission_set_name) FROM rows`,
      ['uses'],
    ],
    ['uses of another run', 'principal_uses', `SELECT * REPLACE (run_id || 'X' AS run_id) FROM rows`, ['other_rows']],
    [
      'an action that no row has',
      'seen_actions',
      `SELECT * REPLACE (action_name || 'X' AS action_name) FROM rows UNION ALL SELECT * FROM rows`,
      ['seen'],
    ],
    ['counts of an account that are lost', 'account_counts', 'SELECT * FROM rows OFFSET 1', ['evidence_counts']],
    [
      'counts of services that are other ones',
      'account_service_counts',
      'SELECT * REPLACE (actions_tracked + 1 AS actions_tracked) FROM rows',
      ['evidence_counts'],
    ],
    [
      'counts of permission sets that nobody has',
      'account_permission_set_counts',
      `SELECT * REPLACE ('Nobody' AS permission_set_name) FROM rows`,
      ['evidence_counts'],
    ],
    [
      'statements of a document that is not there',
      'policy_statements',
      `SELECT * REPLACE (owner_arn || '-gone' AS owner_arn) FROM rows`,
      ['witnesses', 'statements'],
    ],
    ['a grant that is lost', 'principal_grants', 'SELECT * FROM rows OFFSET 1', ['grants']],
    ['grants that are there twice', 'principal_grants', 'SELECT * FROM rows UNION ALL SELECT * FROM rows', ['grants']],
    [
      'grants of another principal',
      'principal_grants',
      `SELECT * REPLACE (principal_id || 'X' AS principal_id) FROM rows`,
      ['grants'],
    ],
    [
      'grants with another count',
      'principal_grants',
      'SELECT * REPLACE (actions_accessed + 1 AS actions_accessed) FROM rows',
      ['grants'],
    ],
    [
      'grants without a list',
      'principal_grants',
      'SELECT * REPLACE (NULL::VARCHAR AS list_hash) FROM rows',
      ['grants', 'lists'],
    ],
    [
      'a grant that names the list of another service',
      'principal_grants',
      'SELECT * REPLACE (max(list_hash) OVER () AS list_hash) FROM rows WHERE list_hash IS NOT NULL UNION ALL SELECT * FROM rows WHERE list_hash IS NULL',
      ['lists'],
    ],
    ['an action that a list lacks', 'granted_lists', 'SELECT * FROM rows OFFSET 1', ['lists', 'hashes']],
    [
      'an action that a list has besides',
      'granted_lists',
      `SELECT * FROM rows UNION ALL (SELECT * REPLACE ('Besides' AS action_name) FROM rows LIMIT 1)`,
      ['lists', 'hashes'],
    ],
    [
      'a list that nobody holds',
      'granted_lists',
      `SELECT * FROM rows UNION ALL (SELECT * REPLACE ('nobody' AS service_namespace) FROM rows LIMIT 1)`,
      ['lists', 'hashes'],
    ],
    ['a witness that is lost', 'witnesses', 'SELECT * FROM rows OFFSET 1', ['seen', 'witnesses']],
    [
      'a witness that is none',
      'witnesses',
      `SELECT * FROM rows UNION ALL (SELECT * REPLACE ('AROANOBODY' AS principal_id) FROM rows LIMIT 1)`,
      ['seen', 'witnesses'],
    ],
    [
      'witnesses that are denied other services',
      'witnesses',
      `SELECT * REPLACE (['s3'] AS denied_services) FROM rows`,
      ['seen', 'witnesses'],
    ],
    ['rows of another run', 'policies', `SELECT * REPLACE ('another' AS run_id) FROM rows`, ['other_rows']],
    [
      'times of the year 290000',
      'policies',
      `SELECT * REPLACE (TIMESTAMP '290000-01-01 00:00:00' AS updated_at) FROM rows`,
      ['times'],
    ],
    [
      'times before the year 1, and none at all',
      'policies',
      `SELECT * REPLACE (TIMESTAMP '-infinity' AS updated_at, TIMESTAMP '0002-01-01 (BC) 00:00:00' AS created_at) FROM rows`,
      ['times'],
    ],
  ])('%s', async (_name, table, select, kinds) => {
    const lake = await copied();
    await rewrite(lake, table, select);
    const found = await verified(lake.path, lake.run.snapshot_date);
    expect(kindsOf(found)).toEqual(kinds);
    expect(new Set(found.damages.map(({ runId }) => runId))).toEqual(new Set([lake.run.run_id]));
    for (const { subject } of found.damages)
      expect(subject).toMatch(/^(arn:aws:iam::|\d{12}|runs$|policies$|principal_uses$|2|[a-z0-9-]+$)/);
  });

  test.each(FACT_TABLES.map(({ name }) => name))('%s that no file holds, though rows demand some', async (table) => {
    const { path, run } = await copied();
    const files = run.files.filter((file) => !file.path.startsWith(`${table}/`));
    expect(files.length).toBeLessThan(run.files.length);
    await recommit(path, run, { manifest: JSON.stringify(files) });
    for (const file of run.files) if (!files.includes(file)) rmSync(join(path, file.path));
    const found = await verified(path, run.snapshot_date);
    expect(kindsOf(found)).toEqual(CHECKS_OF[table]);
    expect(found.damages.map(({ problem }) => problem).join('\n')).toContain(table);
  });

  /** In both tables, as whoever makes a lake by hand may do. */
  async function renamedLists(hash: string): Promise<Verified> {
    const lake = await copied();
    for (const table of ['granted_lists', 'principal_grants']) {
      const [run] = await committedRuns(folderStore(lake.path));
      const named = `CASE WHEN service_namespace = 's3' AND list_hash IS NOT NULL THEN ${hash} ELSE list_hash END`;
      const select = `SELECT * REPLACE (${named} AS list_hash) FROM rows`;
      await rewrite({ path: lake.path, run: run as CommittedRun }, table, select);
    }
    return verified(lake.path, lake.run.snapshot_date);
  }

  test('hashes that are none', async () => {
    const { damages } = await renamedLists('upper(list_hash)');
    expect([...new Set(damages.map(({ kind }) => kind))]).toEqual(['lists', 'hashes']);
    expect(damages[0]).toMatchObject({ subject: 's3', problem: expect.stringContaining('which is no hash') });
  });

  test('two lists with one hash', async () => {
    const { damages } = await renamedLists('max(list_hash) OVER (PARTITION BY service_namespace)');
    expect(damages.map(({ kind }) => kind)).toEqual(['lists', 'hashes']);
    expect(damages[0]?.problem).toContain('not that of all its holders');
  });

  test('a hash that is another list’s, in one run alone', async () => {
    const { damages } = await renamedLists("md5(list_hash || 'another')");
    expect(new Set(damages.map(({ kind }) => kind))).toEqual(new Set(['hashes']));
  });

  test('of many the first are named, and the others counted', async () => {
    const lake = await copied();
    await rewrite(lake, 'service_last_accessed', 'SELECT * REPLACE (actions_tracked + 1 AS actions_tracked) FROM rows');
    const { damages } = await verified(lake.path, lake.run.snapshot_date);
    const rows = lake.run.service_rows;
    expect(damages.filter(({ kind }) => kind === 'service_counts')).toHaveLength(21);
    const problems = damages.filter(({ kind }) => kind === 'service_counts').map(({ problem }) => problem);
    expect(problems.at(-1)).toBe(`has ${rows - 20} more of this kind`);
  });

  test('a run whose totals are not those of its rows', async () => {
    const { path, run } = await copied();
    await recommit(path, run, { accounts_exported: run.accounts_exported + 1 });
    expect((await verified(path, run.snapshot_date)).damages).toMatchObject([{ kind: 'totals', subject: 'runs' }]);
  });
});

describe('the command', () => {
  const command = (...argv: readonly string[]) => succeeded(argv);

  test('ends with 0 for a whole lake and with 4 for a damaged one, in words and as JSON', async () => {
    const { path, gaps } = await copied();
    const whole = await command('verify', '--destination', path);
    expect(whole.exit).toBe('ok');
    expect(whole.out).toContain('Every file matches its manifest, and every count and fact matches its rows.');
    const missing = keyOf(gaps, 'policies');
    rmSync(join(path, missing));
    const damaged = await command('verify', '--destination', path, '--snapshot-date', gaps.snapshot_date);
    expect(damaged.exit).toBe('nothing');
    expect(damaged.out).toContain(`1 damage:\n  missing: ${missing} does not exist\n`);
    const json = await command('verify', '--destination', path, '--json');
    expect(json.exit).toBe('nothing');
    expect(JSON.parse(json.out)).toMatchObject({ location: path, damages: [{ kind: 'missing', subject: missing }] });
  });

  test.each([
    ['query', 'usage', '--snapshot-date'],
    ['report', '--snapshot-date'],
    ['verify', '--snapshot-date'],
  ])('a date without a snapshot is the same finding for %s', async (name, ...flags) => {
    const { path } = await copied();
    const error = await failure(command(name as string, ...flags, '2020-01-01', '--destination', path));
    expect(error).toMatchObject({ name: 'UserError', exit: 'usage' });
    expect((error as Error).message).toContain('"2020-01-01"');
  });

  test('report says what it cannot do without a destination', async () => {
    expect(await failure(command('report'))).toMatchObject({
      exit: 'usage',
      message: 'Cannot write the report: no destination given.',
    });
  });

  test('report shows a date of long ago, which it takes by its name', async () => {
    const out = join(lakes.folder, 'first.html');
    const { path, run } = await copied();
    const first = ['--snapshot-date', 'first', '--proposals', '0'];
    const shown = await command('report', '--destination', path, ...first, '--out', out);
    expect(shown).toMatchObject({ exit: 'ok', out: expect.stringContaining(`the report of ${run.snapshot_date}`) });
  });

  test.each(['query', 'report'])('%s refuses a run whose files are missing', async (name) => {
    const { path, gaps } = await copied();
    const missing = keyOf(gaps, 'policies');
    rmSync(join(path, missing));
    const more = name === 'query' ? ['snapshots'] : ['--out', join(lakes.folder, 'report.html')];
    const error = await failure(command(name, ...more, '--destination', path));
    expect(error).toMatchObject({ name: 'UserError', exit: 'nothing' });
    expect((error as Error).message).toContain(`its file "${missing}" does not exist`);
    expect(existsSync(join(lakes.folder, 'report.html'))).toBe(false);
  });
});
