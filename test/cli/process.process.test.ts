/** The command as a process: what it loads, prints and answers with. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { EXIT_CODES } from '../../src/model/errors.js';
import { type Built, buildCommand, type Ended, ended, start } from './built.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-cli-'));
let built: Built;

beforeAll(async () => {
  built = await buildCommand();
});

afterAll(() => {
  built.remove();
  rmSync(folder, { recursive: true });
});

function run(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  return ended(start([built.main, ...args], environment));
}

/** Modules that a run loads, by the loader's own account: ESM as they are resolved, CommonJS as they stand in its cache. */
async function loadedBy(args: readonly string[]): Promise<string[]> {
  const log = join(folder, `loaded-${randomUUID()}`);
  const tell = `(module) => appendFileSync(${JSON.stringify(log)}, module + '\\n')`;
  const hooks = `import { appendFileSync } from 'node:fs';
    const tell = ${tell};
    export async function resolve(s, c, n) { const r = await n(s, c); tell(r.url); return r; }`;
  const hooksUrl = `data:text/javascript,${encodeURIComponent(hooks)}`;
  const file = join(folder, 'look.mjs');
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs';
     import { createRequire, register } from 'node:module';
     const tell = ${tell};
     register(${JSON.stringify(hooksUrl)});
     const require = createRequire(import.meta.url);
     process.on('exit', () => { Object.keys(require.cache).forEach(tell); });`,
  );
  const { code } = await ended(start(['--import', file, built.main, ...args]));
  expect(code).toBe(0);
  return readFileSync(log, 'utf8').trimEnd().split('\n');
}

describe('help', () => {
  const heavy = /@aws-sdk|@smithy|apache-arrow|parquet|duckdb|cli-progress/;

  test.each([['--help'], ['export', '--help'], ['demo', '--help'], ['--version']])(
    '%s %s loads nothing heavy',
    async (...args) => {
      const loaded = await loadedBy(args);
      expect(loaded.some((module) => module.includes('/commander/'))).toBe(true);
      expect(loaded.filter((module) => heavy.test(module))).toEqual([]);
    },
  );

  test('a command loads the modules of that command alone', async () => {
    const loaded = await loadedBy(['snapshots', '--help']);
    const commands = loaded.filter((module) => module.includes('/cli/commands/'));
    expect(commands.map((module) => module.split('/').at(-1))).toEqual(['snapshots.js']);
  });

  test('the overview lists every command', async () => {
    const { code, stdout, stderr } = await run(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { name, summary } of COMMANDS)
      expect(stdout).toMatch(new RegExp(`^ +${name} +${summary.slice(0, 20)}`, 'm'));
  });

  test.each(['overview', ...COMMANDS.map(({ name }) => name)])('exit codes stand in the help: %s', async (name) => {
    const { stdout } = await run(name === 'overview' ? [] : ['help', name]);
    const text = stdout.replaceAll(/\s+/g, ' '); // meanings wrap
    for (const { code, meaning } of Object.values(EXIT_CODES)) expect(text).toContain(` ${code} ${meaning}`);
  });
});

describe('bad usage ends with 2, a sentence and nothing on stdout', () => {
  const lake = ['--destination', join(folder, 'lake')];
  const role = ['--role-name', 'AccessLakeReader'];

  test.each<[string, string[], string, string]>([
    ['unknown command', ['exprot'], 'Cannot run "exprot": no such command.', 'Did you mean "export"?'],
    [
      'unknown option',
      ['export', '--acount=1'],
      'Cannot use option "--acount": "export" has no such option.',
      'Did you mean --account?',
    ],
    [
      'missing value',
      ['export', '--account'],
      'Cannot use option "--account": its value is missing.',
      '--account <id or name>',
    ],
    [
      'an option for a value',
      ['export', '--account', '--this-account'],
      'Cannot use option "--account": its value is missing.',
      '--account <id or name>',
    ],
    ['stray word', ['export', 'lake'], 'Cannot use "lake": "export" takes options only.', 'quotes'],
    [
      'option and value in one argument',
      ['export', '--account 111122223333'],
      'Cannot use option "--account": a space separates it from its value within one argument.',
      '--account=<id or name>',
    ],
    [
      'everything in one argument',
      ['export --destination lake'],
      'Cannot run "export…": no such command.',
      'Did you mean "export"?',
    ],
    ['no destination', ['export', ...role], 'Cannot export: no destination given.', '--destination'],
    ['destination', ['export', '--destination', 'gs://x/y', ...role], 'Cannot use --destination "gs://x/y"', 's3://'],
    [
      'account',
      ['export', ...lake, ...role, '--account', '1234'],
      'Cannot use --account "1234": an account ID has 12 digits.',
      '',
    ],
    ['OU', ['export', ...lake, ...role, '--exclude-ou', ''], 'Cannot use --exclude-ou ""', 'an ID or a name'],
    [
      'several accounts in one value',
      ['export', ...lake, ...role, '--account', '111122223333,444455556666'],
      'Cannot use --account "111122223333,444455556666": several IDs in one value.',
      'once for each',
    ],
    [
      'date',
      ['export', ...lake, ...role, '--snapshot-date', '2020-01-01'],
      '--snapshot-date "2020-01-01": more than a day off',
      '',
    ],
    ['percent', ['export', ...lake, ...role, '--min-coverage', '101'], '--min-coverage "101"', ''],
    ['concurrency', ['export', ...lake, ...role, '--account-concurrency', '0'], '--account-concurrency "0"', ''],
    ['time', ['export', ...lake, ...role, '--job-timeout', '5'], '--job-timeout "5"', '90s'],
    ['role', ['export', ...lake, '--role-name', 'a b'], '--role-name "a b"', ''],
    ['no role', ['export', ...lake], 'neither --role-name nor --this-account', 'AccessLakeReader'],
    [
      'this account and a role',
      ['export', ...lake, '--this-account', ...role],
      'Cannot use --role-name with --this-account',
      '',
    ],
    [
      'this account and a filter',
      ['export', ...lake, '--this-account', '--ou', 'r-ab12'],
      'Cannot use --ou with --this-account',
      '',
    ],
    [
      'demo in a bucket',
      ['demo', '--destination', 's3://bucket/lake'],
      'Cannot use --destination "s3://bucket/lake": a bucket',
      '--destination <folder>',
    ],
    [
      'expire what?',
      ['expire', ...lake],
      'give what to keep (--keep, --keep-last, --keep-monthly), or --older-than, or --run',
      '--dry-run',
    ],
  ])('%s', async (_what, args, sentence, hint) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [first = '', second = ''] = stderr.split('\n');
    expect(first).toMatch(/^Error: Cannot .*\.$/);
    expect(first).toContain(sentence);
    expect(second).toContain(hint);
  });

  test('the external ID is not echoed, however it is given', async () => {
    const wrong = [...lake, ...role, '--external-id', 'MARK ED'];
    const outputs = await Promise.all([
      run(['export', ...wrong]),
      run(['export', ...lake, ...role], { ACCESS_LAKE_EXTERNAL_ID: 'MARK ED' }),
      run(['export', ...lake, ...role, '--externalid=MARKED']),
      run(['export', ...lake, ...role, '--external-id=MARKED', '--this-account']),
      run(['--external-id=MARKED', 'export', ...lake, ...role]),
      run(['export', ...lake, ...role, '--external-id MARKED']),
      run(['export', ...lake, ...role, '--external-id=', 'MARKED']),
      run(['export', ...lake, '--role-name', '--external-id', 'MARKED']),
      run(['export', ...lake, ...role, '--account', '--external-id=MARKED']),
    ]);
    for (const { code, stderr } of outputs) {
      expect(code).toBe(2);
      expect(stderr).not.toMatch(/MARK/);
    }
  });

  test('the demo takes no bucket from the environment', async () => {
    const { code, stdout, stderr } = await run(['demo'], { ACCESS_LAKE_DESTINATION: 's3://bucket/lake' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Cannot use ACCESS_LAKE_DESTINATION "s3://bucket/lake": a bucket');
  });

  test('what is quoted is harmless', async () => {
    const { stderr } = await run(['export', '--destination', 'gs://\x1b[31m\u202e\n', ...role]);
    expect(stderr).toContain(String.raw`gs://\x1b[31m\u202e\n`);
  });
});

test('the SDK says nothing of the version of Node', async () => {
  const { code, stderr } = await run(['query', 'snapshots', '--engine', 'athena', '--region', 'us-east-1']);
  expect(code).toBe(4);
  expect(stderr).toMatch(/^Error: [^\n]*credentials/);
});

test('a reader of stdout that goes away is no error', async () => {
  const child = start([built.main, '--help']);
  child.stdout?.destroy();
  const [text, [code]] = await Promise.all([ended(child).then(({ stderr }) => stderr), once(child, 'exit')]);
  expect({ text, code }).toEqual({ text: '', code: 0 });
});
