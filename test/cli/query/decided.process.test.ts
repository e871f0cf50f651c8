/** The files of owners and of tasks, from the command line to the rows of the worklist, and a task that is put off. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeLake } from '../../query/lake/write-lake.js';
import { runCommand } from '../run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'decided-'));
const lake = join(folder, 'lake');
const tasksFile = join(folder, 'tasks.yaml');
const ownersFile = join(folder, 'owners.yaml');
const WORK = readFileSync(new URL('../../query/questions/worklist/work.lake', import.meta.url), 'utf8');

beforeAll(() => writeLake(lake, WORK));
afterAll(() => rmSync(folder, { recursive: true }));

const OF_JULY = ['--snapshot-date', '2026-07-01'];
const BI_OWNERS = 'SELECT task_id, owner, owner_from FROM bi_worklist ORDER BY task_rank';

type Row = Readonly<Record<string, string | null>>;

async function worklist(...argv: readonly string[]) {
  const ran = await runCommand(['query', 'worklist', '--destination', lake, '--format', 'json', ...argv]);
  return { ...ran, rows: ran.out === '' ? [] : (JSON.parse(ran.out) as Row[]) };
}

describe('--owners-file', () => {
  test('names who answers for what no tag of its own does, and --owner takes the name', async () => {
    const before = (await worklist()).rows;
    writeFileSync(ownersFile, '[{ principal: "role/*", owner: "Team, one" }, { principal: "user/*", owner: two }]');
    const { rows } = await worklist('--owners-file', ownersFile);
    expect(rows.map(({ task_id: id }) => id)).toEqual(before.map(({ task_id: id }) => id));
    for (const [at, row] of rows.entries()) {
      const isTagged = before[at]?.owner_from === 'principal_tag';
      if (row.subject_type !== 'PRINCIPAL' || isTagged) expect(row).toEqual(before[at]);
      else expect(row.owner_from).toBe('file');
    }
    const named = new Set(rows.filter(({ owner_from: from }) => from === 'file').map(({ owner }) => owner));
    expect([...named]).toContain('Team, one');
    const { rows: ofOne } = await worklist('--owners-file', ownersFile, '--owner', 'team, ONE');
    expect(ofOne.map(({ task_id: id }) => id)).toEqual(expect.arrayContaining(idsOf(rows, 'Team, one')));
    expect(ofOne.filter(({ owner }) => owner === 'two')).toEqual([]);
  });

  test('names the same owners in the worklist of dashboards, by derive', async () => {
    writeFileSync(ownersFile, '[{ principal: "role/*", owner: "Team, one" }]');
    const derive = () =>
      runCommand(['derive', '--destination', lake, ...OF_JULY, '--owners-file', ownersFile, '--json']);
    const owned = async () => {
      const { out } = await runCommand(['query', '--destination', lake, '--format', 'json', '--sql', BI_OWNERS]);
      return JSON.parse(out) as Row[];
    };
    expect(JSON.parse((await derive()).out)).toMatchObject([{ state: 'made' }]);
    const { rows } = await worklist('--owners-file', ownersFile);
    const tasks = rows.filter(({ step }) => step === 'DELETE' || step === 'NARROW');
    const shown = tasks.map(({ task_id, owner, owner_from }) => ({ task_id, owner, owner_from }));
    expect(shown.map(({ owner_from: from }) => from)).toContain('file');
    expect(await owned()).toEqual(shown);
    expect(JSON.parse((await derive()).out)).toMatchObject([{ state: 'current' }]);
    writeFileSync(ownersFile, '[{ principal: "role/*", owner: two }]');
    expect(JSON.parse((await derive()).out)).toMatchObject([{ state: 'made' }]);
    expect((await owned()).map(({ owner }) => owner)).toContain('two');
  });

  test.each([
    [
      '[{ account: "999999999999", owner: o }]',
      'Cannot use the entry "999999999999" of --owners-file: the lake knows no such account.',
    ],
    [
      '[{ ou: ou-none, owner: o }]',
      'Cannot use the entry "ou-none" of --owners-file: the lake knows no such OU or root.',
    ],
    [
      `[{ account: "${'x'.repeat(300)}", owner: o }]`,
      `Cannot use the entry "${'x'.repeat(199)}…" of --owners-file: the lake knows no such account.`,
    ],
  ])('%s names what the lake does not know', async (text, message) => {
    writeFileSync(ownersFile, text);
    expect((await worklist('--owners-file', ownersFile)).error?.message).toBe(message);
  });
});

describe('names that a blank tag or name could be taken for', () => {
  const blank = join(folder, 'blank');
  const BLANK = WORK.replaceAll('owner=shop', 'owner=').replaceAll('| Shop ', '|  ');

  beforeAll(() => writeLake(blank, BLANK));

  test.each([
    ['--owner', 'nobody-like-this', 'the lake knows no such owner'],
    ['--owner', 'x', 'the lake knows no such owner'],
    ['--owner', '   ', 'the lake knows no such owner'],
    ['--account', 'x', 'the lake knows no such account'],
    ['--ou', 'x', 'the lake knows no such OU or root'],
  ])('%s %j is refused, and the hint names something', async (flag, value, reason) => {
    const asked = ['query', 'worklist', '--destination', blank, flag, value];
    const { error } = await runCommand(asked);
    expect(error).toMatchObject({ message: `Cannot use ${flag} "${value}" for worklist: ${reason}.`, exit: 'usage' });
    expect(error?.hint).not.toMatch(/mean +(\?|or)|or +(\?|or)/);
  });
});

function idsOf(rows: readonly Row[], owner: string): (string | null | undefined)[] {
  return rows.filter((row) => row.owner === owner).map(({ task_id: id }) => id);
}

describe('--snooze', () => {
  test('puts a task behind the others until the day, with the reason', async () => {
    const before = (await worklist()).rows;
    const [first] = before;
    const put = ['--until', '2099-01-31', '--reason', 'a move, #12', '--tasks-file', tasksFile];
    const { err, out } = await worklist('--snooze', String(first?.task_id).slice(0, 12), ...put);
    expect([out, err]).toEqual(['', `Snoozed until 2099-01-31: ${first?.task}\n`]);
    const { rows } = await worklist('--tasks-file', tasksFile);
    const open = before.filter(({ step }) => step === 'DELETE' || step === 'NARROW');
    expect(rows[open.length - 1]).toEqual({
      ...first,
      ...{ snoozed_until: '2099-01-31', snoozed_because: 'a move, #12' },
    });
    expect(rows.slice(0, open.length - 1)).toEqual(open.slice(1));
  });

  test.each([
    [
      ['--snooze', '00000000'],
      'Cannot snooze a task without --until <date> and --reason <text> and --tasks-file <path>.',
    ],
    [['--until', '2099-01-31'], 'Cannot use --until without --snooze <task>.'],
    [
      ['--snooze', '00000000', '--until', '2099-01-31', '--reason', 'r', '--tasks-file', join(folder, 'none.yaml')],
      'Cannot snooze "00000000": no task of the snapshot has that id, or is about that.',
    ],
    [
      ['--snooze', '99', '--until', '2099-01-31', '--reason', 'r', '--tasks-file', join(folder, 'none.yaml')],
      expect.stringMatching(/^Cannot snooze "99": the worklist has \d+ tasks, counted from 1\.$/),
    ],
    [
      ['--snooze', '00000000', '--until', '2020-01-31', '--reason', 'r', '--tasks-file', join(folder, 'none.yaml')],
      'Cannot snooze a task until "2020-01-31": that day is past.',
    ],
  ])('%j is refused', async (argv, message) => {
    expect((await worklist(...argv)).error?.message).toEqual(message);
    expect(existsSync(join(folder, 'none.yaml'))).toBe(false);
  });

  test('names a task by its row of the same worklist, and by what it is about', async () => {
    const put = ['--until', '2099-01-31', '--reason', 'later', '--tasks-file', tasksFile];
    rmSync(tasksFile, { force: true });
    const before = (await worklist()).rows;
    expect((await worklist('--snooze', '1', ...put)).err).toContain(String(before[0]?.task));
    expect((await worklist('--snooze', '1', ...put)).err).toContain(String(before[1]?.task));
    const own = before.find((row) => row.principal_arn !== null && row.step === 'NARROW') as Row;
    const arn = String(own.principal_arn);
    for (const subject of [arn, arn.slice(arn.lastIndexOf('/') + 1)])
      expect((await worklist('--snooze', subject, ...put)).err).toContain(String(own.task));
    rmSync(tasksFile);
  });

  test('three at once are three decisions in the file, which keeps its mode', async () => {
    const ids = (await worklist()).rows.slice(0, 3).map(({ task_id: id }) => String(id));
    const file = join(folder, 'at-once.yaml');
    writeFileSync(file, '# weekly\n[]\n');
    chmodSync(file, 0o664);
    const put = ['--until', '2099-01-31', '--reason', 'r', '--tasks-file', file];
    const told = await Promise.all(ids.map((id) => worklist('--snooze', id, ...put)));
    expect(told.map(({ exit }) => exit)).toEqual(['ok', 'ok', 'ok']);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('# weekly');
    expect([...text.matchAll(/[0-9a-f]{64}/g)].map(([id]) => id).sort()).toEqual([...ids].sort());
    expect(statSync(file).mode & 0o777).toBe(0o664);
  });

  test('a file that is none of tasks stays as it is', async () => {
    writeFileSync(ownersFile, '{ a: 1 }');
    const put = ['--until', '2099-01-31', '--reason', 'r', '--tasks-file', ownersFile];
    expect((await worklist('--snooze', '00000000', ...put)).error?.message).toContain('it is not a list');
    expect(readFileSync(ownersFile, 'utf8')).toBe('{ a: 1 }');
  });
});
