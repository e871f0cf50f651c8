/** The command `query`, from the command line to what it prints, over a real lake. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readOperands } from '../../src/cli/query/operands.js';
import type { UserError } from '../../src/model/errors.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { findForm } from '../../src/query/question/find.js';
import { readNamedQuestion, readQuestions } from '../../src/query/question/questions.js';
import { FIRST_QUESTIONS, TOPICS } from '../../src/query/question/topics.js';
import { flagOf } from '../../src/query/question/values.js';
import { folderStore } from '../../src/store/folder.js';
import { succeeded } from '../cli/run-command.js';
import { sql } from '../export/lake.js';
import { sampled } from '../sampled.js';
import { rowsOf } from './lake/rows-of.js';
import { writeLake } from './lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'command-'));
const lake = join(folder, 'lake');
beforeAll(async () => {
  await writeLake(lake, readFileSync(new URL('./questions/base.txt', import.meta.url), 'utf8'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const query = (...argv: readonly string[]) => queryOn({ interactive: false }, ...argv);

const queryOn = ({ interactive }: { interactive: boolean }, ...argv: readonly string[]) =>
  succeeded(['query', ...argv], { interactive });

const onLake = (...argv: readonly string[]) => query('--destination', lake, ...argv);
it.each(['csv', 'json', 'ndjson', 'markdown', 'table'])('%s shows a person nothing harmful', async (format) => {
  const sql = "SELECT 'a' || chr(27) || '[31mred' AS name";
  const argv = ['--destination', lake, '--sql', sql, '--format', format];
  expect((await queryOn({ interactive: true }, ...argv)).out).not.toContain('\x1b');
  if (format === 'csv') expect((await query(...argv)).out).toContain('\x1b[31mred');
});

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: UserError) => error,
  );

it('lists the questions by topic, each with its sentence, and where to begin, without a lake', async () => {
  const { out, exit } = await query();
  expect(exit).toBe('ok');
  const [begin = ''] = out.split('\n\n');
  expect([...begin.matchAll(/^(\w+) {2}/gm)].map(([, name]) => name)).toEqual(FIRST_QUESTIONS);
  expect([...out.matchAll(/\(--topic (\w+)\)$/gm)].map(([, topic]) => topic)).toEqual(Object.keys(TOPICS));
  for (const { form, question, selectedBy } of readQuestions()) {
    if (form.selector === null) expect(out).toMatch(new RegExp(`^${form.question} +${question.slice(0, 20)}`, 'm'));
    for (const value of Object.values(selectedBy).flat())
      expect(out).toMatch(new RegExp(`--(by|kind) .*\\b${value}\\b`));
  }
  const time = (await query('--topic', 'time')).out;
  expect(time).toContain('--by principal|action');
  expect(time).not.toContain('worklist');
  const wrong = await failure(query('--topic', 'polices'));
  expect(wrong).toMatchObject({ exit: 'usage', hint: expect.stringContaining('policies') });
  expect(await failure(query('snapshots', '--topic', 'time'))).toMatchObject({ exit: 'usage' });
});

it('describes a question: parameters with default and meaning, grain, limits', async () => {
  const { out } = await query('removable', '--by', 'action', '--describe');
  expect(out).toContain(
    'A row: a principal and a granted, tracked action that nothing speaks against taking away, with --all\nevery one',
  );
  const text = out.replaceAll(/\s+/g, ' ');
  expect(text).toMatch(/--days <days> evidence and age .*?\(a number of days up to 400; default 90\)/);
  expect(text).toMatch(/--snapshot-date .*?\(the date of a snapshot \(yyyy-MM-dd, newest or first\); default newest\)/);
  expect(text).toContain('Limits: ');
  expect(text).toMatch(/A row of the demo: account_name \S+ principal_arn (role|user)\//);
  expect(text).toContain('Also: removable: What can be removed, service by service, given the evidence?');
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

it('prints the statement of a question as it is put together, and those that count beside it, without a lake', async () => {
  const { out } = await query('removable', '--by', 'action', '--compose');
  const { sql, leftOut } = readNamedQuestion('removable.by-action');
  expect(out.startsWith(`${sql};\n`)).toBe(true);
  for (const part of ['judged_grants AS MATERIALIZED (', ':days', '-- if given']) expect(out).toContain(part);
  for (const each of leftOut) expect(out).toContain(`${each.sql};\n`);
  expect(await failure(query('removal', '--compose'))).toMatchObject({ hint: expect.stringContaining('removable') });
});

it('asks a question with parameters in both spellings, and values that look like options', async () => {
  const argv = [
    'removable',
    '--by',
    'service',
    '--account',
    '222222222222',
    '--format',
    'ndjson',
    '--except=gone',
    '--service',
    'iam',
  ];
  const { out } = await onLake(...argv, '--all', '--unused_days', '100');
  const rows = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map((row) => [row.principal_arn?.split(':')[5], row.state])).toEqual([
    [undefined, 'NOT_MEASURED'],
    ['user/alice', 'ACCESSED'],
  ]);
});

it('cuts at the limit, and says so', async () => {
  const { out, err } = await onLake('coverage_gaps', '--limit', '2', '--format', 'csv');
  expect(out.trimEnd().split('\r\n')).toHaveLength(3);
  expect(err).toBe('Cut at 2 rows by --limit.\n');
  expect((await onLake('coverage_gaps', '--limit', '1', '--format', 'csv')).err).toBe('Cut at 1 row by --limit.\n');
  const own = await onLake('--sql', 'SELECT * FROM range(10000) t(n)', '--limit', '3000', '--format', 'csv');
  expect(own.out.trimEnd().split('\r\n')).toHaveLength(3001);
});

it('does not say so where nothing was cut', async () => {
  const all = await onLake('coverage_gaps', '--format', 'csv');
  const rows = all.out.trimEnd().split('\r\n').length - 1;
  expect(await onLake('coverage_gaps', '--limit', String(rows), '--format', 'csv')).toEqual(all);
  const own = await onLake('--sql', 'SELECT * FROM range(4096) t(n)', '--limit', '4096', '--format', 'csv');
  expect(own.out.trimEnd().split('\r\n')).toHaveLength(4097);
  expect(own.err).toBe('');
  expect((await onLake('coverage_gaps', '--limit', '2', '--show')).out).toMatch(/LIMIT 2;\n$/);
});

it('names a lake without a snapshot, and says where there is none', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const asked = (place: string) => failure(query('worklist', '--destination', place));
  expect((await asked(empty))?.message).toBe(`Cannot ask anything of "${empty}": no snapshot is committed there.`);
  const nowhere = join(folder, 'nowhere');
  expect((await asked(nowhere))?.message).toBe(
    `Cannot ask anything of "${nowhere}": no snapshot is committed there; the folder does not exist.`,
  );
});

it('says so where there is no row', async () => {
  const { err } = await onLake('removable', '--by', 'action', '--days', '400', '--account', '555555555555');
  expect(err).toMatch(
    /^Uses count until 2026-07-01, whichever run saw them\.\nNo rows\.\nLeft out of granted actions: 1 of principals that were created/,
  );
});

it('says what a list leaves out, and why, whatever its format', async () => {
  const { out, err } = await onLake('removable', '--by', 'action', '--except', 'old-batch', '--format', 'csv');
  expect(out).not.toContain('Left out');
  expect(err).toContain('Left out of granted actions: ');
  expect(err).toContain('with less evidence than the days');
  expect(err).toMatch(/; 1 by --except\.\n/);
  expect((await onLake('snapshots')).err).toBe('');
  const first = out.split('\r\n')[2]?.split(',') ?? [];
  const action = `${first[4]}:${first[5]}`;
  const without = await onLake('removable', '--by', 'action', '--except-action', action, '--format', 'csv');
  expect(without.out).not.toContain(`,${first[4]},${first[5]},`);
  expect(without.err).toMatch(/Left out of granted actions: .*; [1-9]\d* by --except-action\.\n/);
});

it('prints SQL that gives the same rows when it is pasted', async () => {
  const argv = [
    'unexpected_regions',
    '--expected',
    "it's,shared",
    '--account',
    '222222222222',
    '--snapshot-date',
    '2026-04-01',
  ];
  const { out } = await onLake(...argv, '--show');
  expect(out).toContain("'it''s', 'shared'");
  expect(out).toContain("snapshot_date = '2026-04-01'");
  const engine = await duckdbEngine(folderStore(lake));
  const pasted = await rowsOf(engine.query(out.trimEnd().replace(/;$/, ''), []));
  await engine.close();
  const asked = await onLake(...argv, '--format', 'ndjson');
  const isoOf = (cell: unknown) => String(cell).replace(/^([\d-]{10}) ([\d:.]{12})$/, '$1T$2Z');
  expect(pasted.map((row) => row.map((cell) => (typeof cell === 'string' ? isoOf(cell) : cell)))).toEqual(
    asked.out
      .trimEnd()
      .split('\n')
      .map((line) => Object.values(JSON.parse(line))),
  );
  expect(pasted.length).toBeGreaterThan(0);
});

it('runs SQL of a file', async () => {
  const file = join(folder, 'own.sql');
  writeFileSync(file, 'SELECT max(snapshot_date) AS newest FROM snapshot_runs');
  expect((await onLake('--file', file, '--format', 'csv')).out).toBe('newest\r\n2026-07-01\r\n');
});

it('takes a statement from a regular file of at most 1 MiB alone, and never waits for another', async () => {
  const [large, fifo] = [join(folder, 'large.sql'), join(folder, 'fifo.sql')];
  writeFileSync(large, `SELECT 1 -- ${'x'.repeat(2 ** 20)}`);
  execFileSync('mkfifo', [fifo]);
  for (const [path, state] of [
    ['/dev/zero', 'it is not a regular file'],
    [folder, 'it is not a regular file'],
    [fifo, 'it is not a regular file'],
    [large, 'it is larger than 1 MiB'],
  ]) {
    const error = await failure(onLake('--file', path as string));
    expect(error).toMatchObject({ exit: 'usage', message: `Cannot read "${path}": ${state}.` });
  }
  const largest = join(folder, 'largest.sql');
  writeFileSync(largest, 'SELECT 1 AS one --'.padEnd(2 ** 20, 'x'));
  expect((await onLake('--file', largest, '--format', 'csv')).out).toBe('one\r\n1\r\n');
});

it.each([
  ['selec 1', 'Cannot run the SQL on DuckDB: Parser Error: syntax error at or near "selec"'],
  ['SELECT :a', 'Cannot run the SQL on DuckDB: Parser Error: syntax error at or near ":"'],
  ['SELECT ?', 'Cannot run the SQL on DuckDB: Invalid Input Error: Values were not provided'],
  ['SELECT * FROM nope', 'Cannot run the SQL on DuckDB: Catalog Error: Table with name nope does not exist!'],
])('tells what DuckDB says of %j', async (sql, message) => {
  const file = join(folder, 'wrong.sql');
  writeFileSync(file, sql);
  for (const argv of [
    ['--sql', sql],
    ['--file', file],
  ]) {
    const error = await failure(onLake(...argv));
    expect(error).toMatchObject({ name: 'UserError', exit: 'nothing' });
    expect(error?.message).toContain(message);
  }
});

it.each(['', ' ; ', '-- nothing', '/* SELECT 1 */'])('refuses SQL without a statement: %j', async (sql) => {
  expect(await failure(onLake('--sql', sql))).toMatchObject({ name: 'UserError', exit: 'usage' });
});

it('writes a file when it is whole, and leaves nothing of one that failed', async () => {
  const output = join(folder, 'gaps.parquet');
  await onLake('coverage_gaps', '--format', 'parquet', '--out', output);
  expect(await sql(`SELECT count(*)::INTEGER AS gaps FROM read_parquet('${output}')`)).toEqual([{ gaps: 4 }]);
  const broken = join(folder, 'broken.csv');
  const half = "SELECT CASE WHEN n < 50000 THEN 'x' ELSE error('half way') END FROM range(60000) t(n)";
  expect((await failure(onLake('--sql', half, '--format', 'csv', '--out', broken)))?.message).toContain('half way');
  expect(existsSync(broken)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  const nowhere = await failure(onLake('snapshots', '--out', join(folder, 'no/such/folder.csv')));
  expect(nowhere?.message).toMatch(/^Cannot write ".*folder.csv": ENOENT\.$/);
});

it.each([
  ['a.csv', 'csv', (text: string) => expect(text).toBe('one\r\n1\r\n')],
  ['a.json', 'json', (text: string) => expect(JSON.parse(text)).toEqual([{ one: 1 }])],
  ['a.ndjson', 'ndjson', (text: string) => expect(text).toBe('{"one":1}\n')],
  ['a.MD', 'markdown', (text: string) => expect(text).toContain('| 1 |')],
  ['a.parquet', 'parquet', (text: string) => expect(text.slice(0, 4)).toBe('PAR1')],
  ['a.txt', 'table', (text: string) => expect(text).toMatch(/^one\n─+\n +1\n$/)],
])('writes %s as %s, and says so last, and that it replaced a file', async (name, format, holds) => {
  const output = join(folder, name);
  const argv = ['--sql', 'SELECT 1 AS one', '--out', output];
  expect((await onLake(...argv)).err.split('\n').at(-2)).toBe(`Written: 1 row as ${format} to "${output}".`);
  holds(readFileSync(output, 'latin1').replaceAll('\xe2\x94\x80', '─'));
  expect((await onLake(...argv)).err.split('\n').at(-2)).toBe(
    `Written: 1 row as ${format} to "${output}". It replaced an earlier file.`,
  );
});

it('refuses a format against the ending of the file, before anything is read', async () => {
  const output = join(folder, 'no.csv');
  expect(
    await failure(query('--sql', 'SELECT 1', '--destination', 'nowhere', '--out', output, '--format', 'json')),
  ).toMatchObject({
    message: `Cannot write "${output}" as json: its ending says csv.`,
    exit: 'usage',
  });
  expect(existsSync(output)).toBe(false);
});

it.each([
  [['unused_servics'], /no such question/, /Did you mean removable --by service --all/],
  [['zzzzzz'], /no such question/, /lists the questions/],
  [['removable', '--by', 'service', '--acount', '1'], /has no such parameter/, /Did you mean --account\?/],
  [['worklist', '--destinaton', './lake'], /has no such parameter/, /^Did you mean --destination\?$/],
  [['--destinaton', './lake'], /Cannot use --destinaton without a question/, /^Did you mean --destination\?$/],
  [
    ['removable', '--by', 'service', '--unused-days', 'many'],
    /Cannot use --unused-days "many".*not a whole number/,
    /It takes a number of days up to 400/,
  ],
  [['dormant_principals', '--days', '401'], /Cannot use --days "401".*IAM looks back 400 days/, /It takes a number of/],
  [['--account', '222222222222'], /Cannot use --account without a question/, /lists the questions/],
  [['--out', 'answer.csv'], /Cannot use --out without a question/, /lists the questions/],
  [['snapshots', '--engine', 'athena'], /on Athena: it only reads S3/, /queried with DuckDB/],
  [
    ['usage', '--by', 'colour', '--destination', 's3://bucket-of-nobody/lake'],
    /Cannot use --by "colour" for usage: it has no such form/,
    /It takes --by account\|/,
  ],
  [['principal_access'], /--principal is missing/, /It takes the name or ARN of a user or role/],
  [['usage', '--by', 'ou', '--by', 'colour'], /Cannot use --by "ou,colour" for usage/, /It takes --by account\|/],
  [['removable', '--kind', 'direct'], /Cannot use --kind "direct" for removable: it has no such form/, /It takes --by/],
  [['snapshots', '--by', 'ou'], /it has no such form/, /It has one form alone/],
  [['unused_services'], /no such question/, /Did you mean removable --by service --all\?/],
  [['action_users', '--action', 'iam:CreateUser'], /no such question/, /Did you mean users_of --action\?/],
  [
    ['changes', '--by', 'action', '--from-date', '2026-07-01', '--to-date', '2026-04-01'],
    /Cannot ask changes --by action from "2026-07-01" to "2026-04-01": the first is the later one\./,
    /an earlier snapshot/,
  ],
  [['changes', '--from-date', 'newest'], /the first is the same snapshot\./, /an earlier snapshot/],
  [['usage_trend', '--to-date', '2026-01-01', '--from-date', '2026-04-01'], /the later one/, /an earlier snapshot/],
  [['removable', '--by', 'service', '--service'], /its value is missing/, /./],
  [['removable', 'worklist'], /one question at a time/, /quotes/],
  [
    ['worklist', './lake'],
    /Cannot ask "worklist" and ".\/lake": one question at a time/,
    /^Give --destination .\/lake\.$/,
  ],
  [['worklist', 'src'], /one question at a time/, /^Give --destination src\.$/],
  [['s3://bucket/lake', 'worklist'], /one question at a time/, /^Give --destination s3:\/\/bucket\/lake\.$/],
  [['./my lake'], /it is no question/, /^Give --destination '.\/my lake'\.$/],
  [['snapshots', '--sql', 'SELECT 1'], /the statement is the whole question/, /./],
  [['--sql', 'SELECT 1', '--file', 'x'], /together/, /./],
  [['--file', '/no/such/file.sql'], /Cannot read "\/no\/such\/file.sql": ENOENT/, /./],
  [['snapshots', '--format', 'parquet'], /Parquet/, /--out/],
] as const)('refuses %j', async (argv, message, hint) => {
  const error = await failure(onLake(...argv));
  expect(error).toMatchObject({ name: 'UserError', exit: 'usage' });
  expect(error?.message).toMatch(message);
  expect(error?.hint ?? 'none').toMatch(hint);
});

it.each([
  [
    ['--principal', 'role/*a*'],
    ['role/app', 'role/old-batch', 'role/recreated', 'role/shared', 'role/lab'],
  ],
  [['--except', 'role/*'], ['user/alice']],
  [['--ou', 'prod', '--except', 'role/*'], ['user/alice']],
  [['--ou', 'Root/Lab'], ['role/lab']],
])('takes wildcards, and OUs by name: %j', async (argv, expected) => {
  const { out } = await onLake('principals', ...argv, '--format', 'csv', '--gaps', 'none');
  const found = [...out.matchAll(/:((?:role|user)\/[a-z][a-z-]*),/g)].map(([, name]) => name);
  expect([...new Set(found)]).toEqual(expected);
});

it('takes the first snapshot by its name; of a date without one it says which there are', async () => {
  const { out } = await onLake('principals', '--snapshot-date', 'first', '--format', 'csv');
  expect(out).toContain('role/ci,');
  const error = await failure(onLake('removable', '--by', 'service', '--snapshot-date', '2020-01-01'));
  expect(error).toMatchObject({ name: 'UserError', exit: 'usage' });
  expect(error?.message).toBe('Cannot ask about "2020-01-01": no snapshot has that date.');
  expect(error?.hint).toContain('2026-01-01, 2026-04-01, 2026-07-01');
});

const lists = (asked: string) => `\`npx --no-install access-lake query ${asked} --destination ${lake}\` lists them.`;
const ofRole = (name: string, account = '222222222222') => `arn:aws:iam::${account}:role/${name}`;

it.each([
  [['users_of', '--service', 's33'], 'the lake knows no such service.', 'Did you mean s3?'],
  [['users_of', '--service', 's3*'], 'it takes no wildcards.', 'It takes'],
  [['usage', '--account', '2222*'], 'the lake knows no such account.', lists('usage')],
  [['removable', '--by', 'service', '--except=-x-'], 'the lake knows no such user or role.', 'principals'],
  [['removable', '--by', 'service', '--except', 'alise'], 'the lake knows no such user or role.', 'Did you mean alice'],
  [
    ['removable', '--by', 'service', '--except', 'alise*'],
    'the lake knows no such user or role.',
    'Did you mean alice?',
  ],
  [['removable', '--by', 'service', '--except', 'zzzzzz*'], 'the lake knows no such user or role.', 'principals'],
  [['policies', '--policy', 'ReadOnlyAcess'], 'no such managed policy.', 'Did you mean ReadOnlyAccess'],
  [['sets', '--by', 'action', '--permission-set', 'Admni'], 'no such permission set.', 'Did you mean Admin'],
  [['role_names', '--role-name', 'ap'], 'the lake knows no such role.', 'Did you mean app'],
  [['worklist', '--release', 'break-glass'], 'the lake knows no such name.', '*glass*'],
  [['principals', '--tag', 'owner=shp'], 'the lake knows no such tag.', 'Did you mean owner=shop'],
  [['principals', '--tag', 'Owner'], 'the lake knows no such tag.', 'Did you mean owner'],
  [['usage', '--ou', 'Prodd'], 'the lake knows no such OU or root.', 'Did you mean Prod'],
  [['users_of', '--action', 'iam:Nothing*'], 'the lake knows no such action.', 'known_actions'],
  [['users_of', '--service', 'nothing-like-it'], 'the lake knows no such service.', 'known_actions'],
  [['users_of', '--action', 'iam:ListRole'], 'the lake knows no such action.', 'Did you mean iam:ListRoles'],
  [['users_of', '--action', 'iamm:ListRoles'], '"iamm" for users_of: the lake knows no such service.', 'iam'],
  [['usage', '--account', '123'], 'an account ID has 12 digits.', 'It takes the ID or name'],
  [['usage', '--account', '222222222223'], 'the lake knows no such account.', 'Did you mean 222222222222'],
  [['usage', '--ou', 'zzzzzz'], 'the lake knows no such OU or root.', lists('usage --by ou')],
  [['usage', '--ou', 'ou-prd'], 'the lake knows no such OU or root.', 'Did you mean ou-prod'],
  [
    ['removable', '--by', 'action', '--access-level', 'writes'],
    'not one of List, Read, Write, Tagging, Permissions',
    'It takes List',
  ],
  [['dormant_principals', '--principal-type', 'group'], 'not one of user, role.', 'It takes user or role'],
  [['principal_access', '--principal', ofRole('ap')], 'the lake knows no such user or role.', 'role/app'],
  [['principal_access', '--principal', ofRole('app', '122222222222')], 'no such account.', '222222222222'],
] as const)('refuses a value that would read as nobody: %j', async (argv, message, hint) => {
  const error = await failure(onLake(...argv));
  expect(error).toMatchObject({ name: 'UserError', exit: 'usage' });
  expect(error?.message).toContain(message);
  expect(error?.hint).toContain(hint);
});

it.each([
  [['users_of', '--service', 'S3'], 'role/app'],
  [['users_of', '--service', 'NewSvc'], 'NOT_MEASURED'],
  [['users_of', '--action', 'IAM:attachrolepolicy'], 'user/alice'],
  [['users_of', '--action', 'newsvc:dothing'], 'AWSReservedSSO_Admin'],
  [['removable', '--by', 'action', '--all', '--access-level', 'write'], 'CreateBucket'],
  [['principal_access', '--principal', ofRole('of-an-account-that-failed', '333333333333')], 'AccessDenied'],
  [['changes', '--principal', ofRole('ci', '333333333333')], 'UNKNOWN'],
  [['principal_history', '--principal', ofRole('recreated')], 'ListAllMyBuckets'],
] as const)('takes what differs in case alone, and who is gone: %j', async (argv, shown) => {
  expect((await onLake(...argv, '--format', 'csv')).out).toContain(shown);
});

it('protects a name with a comma, and finds a principal by it', async () => {
  const other = join(folder, 'commas');
  await writeLake(
    other,
    `[runs]\nrun_id | snapshot_date\nr1 | 2026-07-01
[accounts]\nrun_id | account_id | ou_path | principals_total\nr1 | 222222222222 | r-root | 2
[principals]\nrun_id | principal_arn | created_at\nr1 | 222222222222:role/a,b | 2024-01-01\nr1 | 222222222222:role/c | 2024-01-01`,
  );
  const names = async (...argv: readonly string[]) => {
    const { out } = await query('dormant_principals', '--destination', other, '--format', 'ndjson', ...argv);
    return [...out.matchAll(/role\/([^"]+)/g)].map(([, name]) => name);
  };
  expect(await names()).toEqual(['a,b', 'c']);
  expect(await names('--except', 'a\\,b')).toEqual(['c']);
  expect(await names('--principal', ofRole('a,b'), '--principal', 'c')).toEqual(['a,b', 'c']);
  expect(await names('--principal', 'a,b')).toEqual(['a,b']);
});

it('takes accounts and principals by the names that screens show, and lists those of a name that several have', async () => {
  const named = join(folder, 'named');
  await writeLake(
    named,
    `[runs]\nrun_id | snapshot_date\nr0 | 2026-04-01\nr1 | 2026-07-01
[accounts]
run_id | account_id | account_name | ou_path | principals_total
r0 | 222222222222 | payments, prod | r-root | 1
r1 | 222222222222 | payments, prod | r-root | 2
r1 | 333333333333 | twin | r-root | 2
r1 | 444444444444 | twin | r-root | 0
[principals]
run_id | principal_arn | created_at
r0 | 222222222222:role/gone | 2024-01-01
r1 | 222222222222:role/team/ci | 2024-01-01
r1 | 222222222222:user/ci-user | 2024-01-01
r1 | 333333333333:role/shared | 2024-01-01
r1 | 333333333333:user/shared | 2024-01-01`,
  );
  const ask = (...argv: readonly string[]) =>
    query('principals', '--destination', named, '--format', 'ndjson', '--gaps', 'none', ...argv);
  const arns = async (...argv: readonly string[]) =>
    [...(await ask(...argv)).out.matchAll(/:((?:role|user)\/[^"]+)"/g)].map(([, name]) => name);
  expect(await arns('--account', 'Payments, prod')).toEqual(['role/team/ci', 'user/ci-user']);
  for (const name of ['ci', 'role/ci', 'role/team/CI'])
    expect(await arns('--principal', name)).toEqual(['role/team/ci']);
  expect(await arns('--principal', 'role/shared')).toEqual(['role/shared']);
  expect(await arns('--principal', 'gone')).toEqual([]);
  const several = await failure(ask('--principal', 'shared'));
  expect(several).toMatchObject({
    exit: 'usage',
    message: 'Cannot use --principal "shared" for principals: it names 2.',
  });
  expect(several?.hint).toBe(`Give one of ${ofRole('shared', '333333333333')}, arn:aws:iam::333333333333:user/shared.`);
  const twins = await failure(ask('--account', 'twin'));
  expect(twins).toMatchObject({ exit: 'usage', hint: 'Give one of 333333333333, 444444444444.' });
  expect((await failure(ask('--principal', 'cii')))?.hint).toBe('Did you mean ci?');
});

it('needs a destination for a question, and refuses a lake one of whose runs lost a file', async () => {
  expect(await failure(query('snapshots'))).toMatchObject({ exit: 'usage' });
  const other = join(folder, 'other');
  await writeLake(other, readFileSync(new URL('./questions/base.txt', import.meta.url), 'utf8'));
  rmSync(join(other, 'accounts/snapshot_date=2026-01-01/r1-00000.parquet'));
  const error = await failure(query('snapshots', '--destination', other, '--format', 'csv'));
  expect(error).toMatchObject({ name: 'UserError', exit: 'nothing' });
  expect(error?.message).toContain(
    'Cannot read run "r1" of 2026-01-01 in "' +
      `${other}": its file "accounts/snapshot_date=2026-01-01/r1-00000.parquet" does not exist.`,
  );
});

it('writes a row a line where no person looks', async () => {
  const { out } = await onLake('removable', '--by', 'service');
  const rows = (await onLake('removable', '--by', 'service', '--format', 'ndjson')).out.trimEnd().split('\n');
  expect(out.trimEnd().split('\n')).toHaveLength(rows.length + 2);
  expect(out).not.toContain('…');
});

it('tells a person what is not covered, and what to ask next, of whichever date', async () => {
  const person = (...argv: string[]) => queryOn({ interactive: true }, '--destination', lake, ...argv);
  const { out, err } = await person('worklist');
  expect(out.split('\n')[0]).toMatch(/^task +account_name/);
  expect(out).toMatch(/^Take 2 actions from the user alice, which it did +Production .* Platform .*\nnot use\. *\n/m);
  const gaps = `npx --no-install access-lake query coverage_gaps --destination ${lake}`;
  expect(err).toContain(
    `Not covered: 1 account, whose users and roles are not known; 1 principal; 1 account closed or suspended. ${gaps}\n`,
  );
  expect(err.endsWith(`Next: npx --no-install access-lake propose --out ./proposals --destination ${lake}\n`)).toBe(
    true,
  );
  const earlier = await person('dormant_principals', '--snapshot-date', '2026-04-01');
  expect(earlier.err).toContain('Not covered: 1 account, whose users and roles are not known; 1 account closed');
  expect((await person('--sql', 'SELECT 1 AS a')).err).toBe('');
  expect((await onLake('worklist')).err).not.toMatch(/Next|Not covered/);
});

it('leaves out, on a terminal, the last columns that have no room, and tells them', async () => {
  const { out, err } = await queryOn({ interactive: true }, '--destination', lake, 'principals');
  const lines = out.trimEnd().split('\n');
  expect(lines[1]).toMatch(/^account_name +principal_arn +status/);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  expect(lines.length).toBeLessThan(20);
  expect(err).toMatch(/^Not shown, to fit the width: \w+, \w+, \w+, \w+ and \d+ other columns\. --wide shows all\.$/m);
});

it.each(readQuestions().filter(({ topic }) => topic !== null))(
  '$name names its first columns, and what to ask next',
  async ({ asked, first, next, parameters }) => {
    const required = parameters
      .filter((each) => each.required)
      .flatMap((each) => [flagOf(each.name), VALUES[each.name] ?? '']);
    const [head = ''] = (await onLake(...asked.split(' '), ...required, '--format', 'csv')).out.split('\r\n');
    expect(head.split(',')).toEqual(expect.arrayContaining([...first]));
    expect(first.length).toBeGreaterThan(2);
    const [command, ...words] = (next ?? '').split(' ');
    for (const word of words) expect(word).toMatch(/^[\w:./-]+$/); // a shell takes it as it is
    if (command !== 'query') return expect(['export', 'propose']).toContain(command);
    const { name, given } = readOperands(words);
    const found = findForm(name as string, given);
    expect(found.question.parameters.map((each) => each.name)).toEqual(
      expect.arrayContaining(Object.keys(found.given)),
    );
  },
);

/** Of parameters that a question requires. */
const VALUES: Readonly<Record<string, string>> = {
  principal: 'arn:aws:iam::222222222222:role/app',
  service: 's3',
  action: 's3:CreateBucket',
  expected: 'eu-central-1',
};

it('shows a person findings first and gaps after them, and all of it with --wide', async () => {
  const argv = ['--destination', lake, 'removable', '--by', 'service'];
  const person = await queryOn({ interactive: true }, ...argv, '--wide');
  const states = [...person.out.matchAll(/ (NOT_ACCESSED|ACCESSED|NOT_MEASURED) /g)].map(([, state]) => state);
  const first = states.indexOf('NOT_MEASURED');
  expect(first).toBeGreaterThan(0);
  expect(new Set(states.slice(first))).toEqual(new Set(['NOT_MEASURED']));
  expect(person.out.split('\n')[0]).toContain('withheld');
});

it('counts the rows of what was not measured, or leaves them out, and fails on rows', async () => {
  const ndjson = async (...argv: string[]) => {
    const { out, err, exit } = await onLake('removable', '--by', 'service', '--all', '--format', 'ndjson', ...argv);
    const rows = out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const unmeasured = rows.filter((row) => row.state === 'NOT_MEASURED' && (row.withheld ?? row.state) === row.state);
    return { gaps: unmeasured.length, rows: rows.length, err, exit };
  };
  const listed = await ndjson();
  expect(listed.gaps).toBeGreaterThan(0);
  const [counted, none] = [await ndjson('--gaps', 'count'), await ndjson('--gaps', 'none', '--limit', '2')];
  expect(counted).toMatchObject({ gaps: 0, rows: listed.rows - listed.gaps });
  const [uses, unmeasured] = [
    'Uses count until 2026-07-01, whichever run saw them.\n',
    'Not measured: 1 account and 1 principal. coverage_gaps lists them.\nLeft out of granted services: 2 with a known use.\n',
  ];
  expect(listed.err).toBe(`${uses}${unmeasured}`);
  expect(counted.err).toBe(`${uses}Not listed: 1 row of what was not measured.\n${unmeasured}`);
  expect(none).toMatchObject({ gaps: 0, rows: 2, err: `${uses}Cut at 2 rows by --limit.\n${unmeasured}` });
  const own = ['--sql', "SELECT 'NOT_MEASURED' AS state", '--fail-on-rows'];
  const exits = ['list', 'count', 'none'].map(async (how) => (await onLake(...own, '--gaps', how)).exit);
  expect(await Promise.all(exits)).toEqual(['found', 'found', 'ok']);
});

it.each(['policies --kind direct', 'policies --kind unattached', 'policies --kind wildcard', 'usage --by age'])(
  '%s: --gaps finds what was not measured by the column that has it there',
  async (asked) => {
    const answered = async (...argv: string[]) => (await onLake(...asked.split(' '), '--format', 'csv', ...argv)).out;
    expect(await answered()).toContain('NOT_MEASURED');
    expect(await answered('--gaps', 'none')).not.toContain('NOT_MEASURED');
  },
);

it('orders an answer by a column of it, before the limit', async () => {
  const days = async (...argv: string[]) =>
    (await onLake('removable', '--by', 'service', '--all', '--format', 'csv', ...argv)).out
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',').at(10));
  const all = await days('--sort', 'evidence_days:desc');
  const numbers = all.filter(Boolean).map(Number);
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  expect(await days('--sort', 'evidence_days:desc', '--limit', '2')).toEqual(all.slice(0, 3));
  expect(all[0]).toBe('');
  expect((await onLake('--sql', 'SELECT 2 AS n UNION ALL SELECT 1 -- two', '--sort', 'n', '--format', 'csv')).out).toBe(
    'n\r\n1\r\n2\r\n',
  );
  const wrong = await failure(onLake('removable', '--by', 'service', '--sort', 'evidence'));
  expect(wrong).toMatchObject({ exit: 'usage', hint: 'Did you mean evidence_days?' });
  expect(wrong?.message).toBe(
    'Cannot use --sort "evidence" for removable --by service: the answer has no such column.',
  );
  const far = await failure(onLake('--sql', 'SELECT 1 AS n, 2 AS m', '--sort', 'foo', '--format', 'csv'));
  expect([far?.message, far?.hint, far?.exit]).toEqual([
    'Cannot use --sort "foo": the answer has no such column.',
    'Its columns: n, m.',
    'usage',
  ]);
  const own = await failure(onLake('--sql', 'SELECT foo', '--sort', 'foo'));
  expect(own).toMatchObject({ exit: 'nothing', message: expect.stringContaining('Binder Error') });
  expect(await failure(onLake('removable', '--by', 'service', '--sort', '1; DROP'))).toMatchObject({ exit: 'usage' });
});

it("hands on DuckDB's nearest names and the place", async () => {
  const error = await failure(onLake('--sql', 'SELECT * FROM snapshot_run'));
  expect(error?.hint).toMatch(/Did you mean "snapshot_runs"\? LINE 1: SELECT \* FROM snapshot_run/);
});

it('leaves out what a file in YAML names by tag, action, policy and principal, where the question has such', async () => {
  const file = join(folder, 'except.yaml');
  const ask = async (question: string, ...named: readonly string[]) => {
    const rest = ', reason: test, owner: me, expires: 2999-01-01 }';
    writeFileSync(file, named.map((each) => `- { ${each}${rest}\n`).join(''));
    return onLake(...question.split(' '), '--except-file', file, '--format', 'csv', '--gaps', 'none');
  };
  const actions = await ask('removable --by action --all', 'tag: owner=d*', 'action: "s3:Create*"');
  expect(actions.out).toContain(':role/app,');
  expect(actions.out).not.toMatch(/old-batch|CreateBucket/);
  expect((await ask('sets --by action', 'policy: ad*')).out).not.toContain('Admin');
  const tasks = await ask('worklist', 'principal: role/old-*', 'policy: Admin');
  expect(tasks.out).toMatch(/KEEP_EXCEPTED,PERMISSION_SET,.*Admin/);
  expect(tasks.out).toMatch(/KEEP_EXCEPTED,PRINCIPAL,.*old-batch/);
  const nobody = await ask('guardrails --by action', 'tag: owner=d*');
  expect(nobody.err).toContain('Without effect on guardrails --by action: 1 exception by tag.\n');
  expect(nobody.out).toBe((await onLake('guardrails', '--by', 'action', '--format', 'csv', '--gaps', 'none')).out);
});

it('leaves out whom a file of exceptions names, while the entry holds', async () => {
  const file = join(folder, 'except.json');
  const entry = (named: object, expires: string) => ({ ...named, reason: 'test', owner: 'me', expires });
  const ask = async (...entries: readonly object[]) => {
    writeFileSync(file, JSON.stringify(entries));
    return onLake('principals', '--except-file', file, '--format', 'csv', '--gaps', 'none');
  };
  const { out, err } = await ask(
    entry({ principal: 'role/*' }, '2999-01-01'),
    entry({ principal: 'user/alice' }, '2020-01-01'),
    entry({ action: 's3:*' }, '2999-01-01'),
  );
  expect(out).toContain('user/alice');
  expect(out).not.toContain(':role/app');
  expect(err).toContain('The exception "user/alice" has expired and no longer applies.\n');
  expect(err).toContain('Without effect on principals: 1 exception by action.\n');
  for (const [named, hint] of [
    [{ principal: 'role/ap-*' }, 'role/app'],
    [{ principal: 'role/ap' }, 'app'],
    [{ tag: 'owner=shup' }, 'owner=shop'],
  ] as const) {
    const error = await failure(ask(entry(named, '2999-01-01')));
    expect(error).toMatchObject({ exit: 'usage', hint: expect.stringContaining(hint) });
  }
  expect(await failure(ask({ principal: 'x' }))).toMatchObject({ exit: 'usage' });
  expect(await failure(onLake('snapshots', '--except-file', file))).toMatchObject({ exit: 'usage' });
  expect(await failure(onLake('--sql', 'SELECT 1', '--except-file', file))).toMatchObject({ exit: 'usage' });
});

const withGapKey = readQuestions().filter(({ gap }) => gap?.key);
it.each(sampled(3, withGapKey))(
  '$name tells what was not measured in a row that no limit cuts',
  async ({ asked, gap }) => {
    const ndjson = async (...argv: string[]) =>
      (await onLake(...asked.split(' '), '--format', 'ndjson', ...argv)).out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    const isGap = (row: Readonly<Record<string, unknown>>): boolean => (row[gap?.key as string] ?? null) === null;
    const all = await ndjson();
    expect(all.filter(isGap)).toMatchObject([{ state: 'NOT_MEASURED' }]);
    const cut = await ndjson('--limit', '1');
    expect(cut).toEqual(all.slice(0, 2));
    expect(cut.filter(isGap)).toHaveLength(1);
    const sorted = await ndjson('--limit', '1', '--sort', 'state:desc');
    expect(sorted.filter(isGap)).toHaveLength(1);
    expect(sorted).toHaveLength(cut.length);
  },
);
