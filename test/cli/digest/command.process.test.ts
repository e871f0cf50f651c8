/** The command `digest` over real lakes, from the command line to what it prints and sends. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { folderStore } from '../../../src/store/folder.js';
import { verify } from '../../../src/verify/verify.js';
import { writeLake } from '../../query/lake/write-lake.js';
import { runCommand } from '../run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'digest-'));
const WEEKS = readFileSync(new URL('./weeks.lake', import.meta.url), 'utf8').replaceAll('{{ESC}}', '\x1b');
const lake = join(folder, 'weeks');
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:access-lake';
const SECRET = 'a-secret-that-nobody-may-read';

let topic: Server;
let sent: URLSearchParams[] = [];
let status = 200;

beforeAll(async () => {
  await writeLake(lake, WEEKS);
  topic = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    sent.push(new URLSearchParams(body));
    const answer =
      status === 200
        ? '<PublishResponse/>'
        : '<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>';
    response.writeHead(status, { 'content-type': 'text/xml' }).end(answer);
  });
  await new Promise<void>((resolve) => topic.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL_SNS', `http://127.0.0.1:${(topic.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET);
});

afterAll(() => {
  vi.unstubAllEnvs();
  topic.closeAllConnections();
  topic.close();
  rmSync(folder, { recursive: true });
});

const run = (...argv: readonly string[]) => runCommand(argv, { environment: { ACCESS_LAKE_EXTERNAL_ID: SECRET } });
const digest = (...argv: readonly string[]) => run('digest', '--destination', lake, ...argv);
/** All but what takes a second. */
const QUICK = [
  'coverage_lost',
  'administrator_new',
  'outsider_new',
  'permissions_first_used',
  'reactivated',
  'dormant_new',
];
const ONE = ['--kind', 'administrator_new'];
const ofKinds = [...QUICK, 'grant_grown'].flatMap((kind) => ['--kind', kind]);

interface Findings {
  readonly findings: {
    readonly uid: string;
    readonly kind: string;
    readonly principal_arn: string | null;
    readonly task_id?: string;
  }[];
}
const inJson = async (...argv: readonly string[]) =>
  JSON.parse((await digest('--format', 'json', ...argv)).out) as Findings;

describe('what is new', () => {
  test('--owner lists what is of an owner of the file alone, of either date', async () => {
    const file = join(folder, 'owners.yaml');
    writeFileSync(file, '[{ principal: role/riser, owner: up }]');
    const { findings } = await inJson('--owners-file', file, '--owner', 'UP', ...ofKinds);
    expect(findings.map(({ kind, principal_arn: arn }) => [kind, arn?.split('/')[1]])).toContainEqual([
      'ADMINISTRATOR_NEW',
      'riser',
    ]);
    expect(findings.filter(({ principal_arn: arn }) => arn !== null && !arn.endsWith('/riser'))).toEqual([]);
    expect((await digest('--owner', 'nobody')).error?.message).toBe(
      'Cannot use --owner "nobody" for digest: the lake knows no such owner.',
    );
  });

  test('each kind once, the same twice, and exit 5 where it is asked for', async () => {
    const first = await digest('--format', 'json', '--fail-on-rows');
    const { findings } = JSON.parse(first.out) as Findings;
    expect(findings.map(({ kind, principal_arn: arn }) => `${kind} ${arn?.split('/')[1] ?? ''}`)).toEqual([
      'COVERAGE_LOST ',
      'ADMINISTRATOR_NEW riser',
      'OUTSIDER_NEW vendor',
      'PERMISSIONS_FIRST_USED keys',
      'REACTIVATED back',
      'DORMANT_NEW quiet',
      'GRANT_GROWN riser',
      'WORK_NEW back',
      'WORK_NEW quiet',
    ]);
    expect(first.exit).toBe('found');
    const again = await inJson(...ofKinds);
    expect(JSON.stringify(again.findings)).toBe(JSON.stringify(findings.slice(0, 7)));
  });

  test('the same finding has the same uid, a week earlier compared', async () => {
    const [week, weeks] = [await inJson(...ofKinds), await inJson(...ofKinds, '--from-date', 'first')];
    expect(weeks.findings.map(({ uid }) => uid)).toEqual(week.findings.map(({ uid }) => uid));
  });

  test('nothing new is one line, ends with 0, and is not sent', async () => {
    sent = [];
    const { out, exit } = await digest(...ONE, '--to-date', '2026-06-24', '--fail-on-rows', '--notify', TOPIC);
    expect([out, exit]).toEqual(['Nothing new from 2026-06-17 to 2026-06-24: 2 of 2 accounts compared.\n', 'ok']);
    expect(sent).toEqual([]);
  });

  test('filters choose, and exceptions are counted', async () => {
    const { findings } = await inJson(...ofKinds, '--account', '333333333333');
    expect(findings.map(({ kind }) => kind)).toEqual(['COVERAGE_LOST']);
    const excepted = await digest(...ONE, '--format', 'json', '--except', 'riser');
    expect(excepted.out).not.toContain('role/riser');
    expect(excepted.err).toContain('Left out of users and roles: 1 by --except.');
  });

  test('a file of exceptions does the same by name and by tag, and says what it does not do', async () => {
    const file = join(folder, 'except.json');
    const signed = { reason: 'an emergency role', owner: 'security', expires: '2099-12-31' };
    const entries = [{ principal: 'role/riser' }, { action: 's3:*' }].map((entry) => ({ ...entry, ...signed }));
    writeFileSync(file, JSON.stringify(entries));
    const excepted = await digest(...ONE, '--format', 'json', '--except-file', file);
    expect(excepted).toEqual(expect.objectContaining({ exit: 'ok', out: expect.not.stringContaining('role/riser') }));
    expect(excepted.err).toContain('Left out of users and roles: 1 by --except.');
    expect(excepted.err).toContain('Without effect on digest: 1 exception of actions or policies.');
    writeFileSync(file, JSON.stringify([{ ...entries[0], expires: '2020-01-01' }]));
    const expired = await digest(...ONE, '--format', 'json', '--except-file', file);
    expect(expired.out).toContain('role/riser');
    expect(expired.err).toContain('has expired and no longer applies');
  });

  test('a missing file of exceptions ends the digest: it is not taken for an empty one', async () => {
    const { error, out } = await digest(...ONE, '--except-file', join(folder, 'none.json'));
    expect([error?.exit, out]).toEqual(['usage', '']);
  });

  test('the command that lists the rest runs as it stands', async () => {
    const { out } = await digest('--kind', 'dormant_new');
    const [, words = ''] = / {2}all of them: npx --no-install access-lake (.*)/.exec(out) ?? [];
    const { findings } = JSON.parse((await run(...words.split(' '))).out) as Findings;
    expect(findings.map(({ kind }) => kind)).toEqual(['DORMANT_NEW']);
    const [, gaps = ''] = /^Not compared.*: npx --no-install access-lake (query .*)/m.exec(out) ?? [];
    expect((await run(...gaps.split(' '))).out).toContain('AccessDenied');
  });
});

test('a task that is put off is counted, and one that is taken on has a name', async () => {
  const { findings } = await inJson('--kind', 'work_new');
  const [back, quiet] = findings.map(({ task_id }) => task_id);
  const path = join(folder, 'tasks.yaml');
  const line = (task: string | undefined, said: string) =>
    `- { task: ${task}, ${said}, owner: shop, expires: 2999-01-01 }\n`;
  writeFileSync(path, line(back, 'reason: later') + line(quiet, 'assignee: Ann'));
  const { out } = await digest('--kind', 'work_new', '--tasks-file', path);
  expect(out).toContain('1 task snoozed in the tasks file.');
  expect(out).not.toContain('role back');
  expect(out).toContain('Assigned to Ann.');
});

describe('dates', () => {
  test.each([
    [['--from-date', '2026-07-01', '--to-date', '2026-06-24'], 'the first is the later one'],
    [['--from-date', '2026-06-24', '--to-date', '2026-06-24'], 'the same snapshot'],
    [['--to-date', '2026-06-25'], 'no snapshot has that date'],
    [['--from-date', '2026-06-25'], 'no snapshot has that date'],
    [['--kind', 'admins'], 'there is no such kind'],
    [['--account', '444444444444'], 'the lake knows no such account'],
    [['--notify', `${TOPIC}.fifo`], 'a FIFO topic'],
  ])('%j is refused', async (argv, reason) => {
    const { error, out } = await digest(...argv);
    expect([error?.message, out]).toEqual([expect.stringContaining(reason), '']);
  });

  test('a lake of one snapshot says what there is, sends it, and is no finding', async () => {
    sent = [];
    const { out, exit } = await digest('--to-date', 'first', '--fail-on-rows', '--notify', TOPIC);
    expect(out).toContain(
      'has none before it to compare with: 2 of 2 accounts and 5 of 5 principals measured, 4 tasks.',
    );
    expect([exit, sent.length]).toEqual(['ok', 1]);
    expect(sent[0]?.get('Subject')).toBe('Access Lake: the first snapshot, 2026-06-17');
  });

  test('a lake without a snapshot is refused, and a newer part of it is told', async () => {
    const empty = await run('digest', '--destination', join(folder, 'nothing'));
    expect(empty.error?.exit).toBe('nothing');
    const part = WEEKS.replace(
      /^r3 .*\{"thisAccount":false.*$/m,
      'r3 | 2026-07-01 | {"thisAccount":false,"accounts":["222222222222"],"excludeAccounts":[],"ous":[],"excludeOus":[]}',
    );
    const place = join(folder, 'part');
    await writeLake(place, part);
    const newest = await run('digest', '--destination', place, ...ONE);
    expect(newest.out).toContain('Nothing new from 2026-06-17 to 2026-06-24');
    expect(newest.err).toContain('The snapshot of 2026-07-01 is newer, but covers only part of the accounts');
    const given = await run('digest', '--destination', place, '--to-date', '2026-07-01', '--kind', 'administrator_new');
    expect(given.out).toContain('role/riser');
  });
});

describe('by SNS', () => {
  test('one message: the text, under a subject of printable ASCII', async () => {
    sent = [];
    const { out, err, exit } = await digest(...ONE, '--format', 'json', '--notify', TOPIC);
    expect([sent.length, exit]).toEqual([1, 'ok']);
    expect(sent[0]?.get('Subject')).toBe('Access Lake: 1 finding from 2026-06-24 to 2026-07-01');
    const said = (await digest(...ONE)).out.replaceAll(/(?<=--destination )\S+/g, 'LAKE');
    expect(sent[0]?.get('Message')).toBe(`${said}\nIn these commands, LAKE is the folder of the lake.\n`);
    expect(err).toContain(`Sent to ${TOPIC}.`);
    expect(JSON.stringify([out, err, [...(sent[0] ?? [])]])).not.toContain(SECRET);
  });

  test('two at the same time send one, and so does one that comes later; without --once it is sent again', async () => {
    sent = [];
    const once = [...ONE, '--notify', TOPIC, '--once'];
    const both = await Promise.all([digest(...once), digest(...once)]);
    const told = both.map(({ err }) => (/^(Sent|Another run has sent this) to/m.exec(err) ?? [])[1]);
    expect(told.sort()).toEqual(['Another run has sent this', 'Sent']);
    expect(both.map(({ exit }) => exit)).toEqual(['ok', 'ok']);
    expect((await digest(...once)).err).toContain(`Another run has sent this to ${TOPIC}.`);
    expect(sent).toHaveLength(1);
    await digest(...ONE, '--notify', TOPIC);
    expect(sent).toHaveLength(2);
  });

  test('one that was not delivered is not remembered', async () => {
    const own = join(folder, 'undelivered');
    await writeLake(own, WEEKS);
    const once = () => run('digest', '--destination', own, ...ONE, '--notify', TOPIC, '--once');
    mkdirSync(join(own, '_digests'));
    writeFileSync(join(own, '_digests', `${'0'.repeat(64)}.json`), 'of somebody else');
    status = 403;
    const failed = await once().finally(() => {
      status = 200;
    });
    expect(failed.error?.exit ?? failed.exit).toBe('nothing');
    sent = [];
    expect((await once()).exit).toBe('ok');
    expect(sent).toHaveLength(1);
  });

  test('another message, and another topic, are sent', async () => {
    sent = [];
    await digest(...ONE, '--notify', `${TOPIC}-2`, '--once');
    await digest('--kind', 'outsider_new', '--notify', TOPIC, '--once');
    expect(sent).toHaveLength(2);
  });

  test('--once needs the lake, which remembers', async () => {
    const { error } = await run('digest', ...ONE, '--database', 'lake', '--notify', TOPIC, '--once');
    expect(error).toMatchObject({ exit: 'usage', message: 'Cannot use --once without --destination.' });
  });

  test('denied, it is printed all the same, and ends with 4', async () => {
    status = 403;
    const { out, err, error } = await digest(...ONE, '--notify', TOPIC);
    status = 200;
    expect(out).toContain('New administrators: 1');
    expect([error?.exit, error?.message]).toEqual(['nothing', expect.stringContaining(`Cannot notify "${TOPIC}"`)]);
    expect(`${out}${err}${error?.message}${error?.hint}`).not.toContain(SECRET);
  });
});

test('between two given dates Markdown ends with a sheet, whose hashes verify repeats', async () => {
  const dates = ['--from-date', '2026-06-24', '--to-date', '2026-07-01'];
  const { out } = await digest('--kind', 'coverage_lost', '--format', 'markdown', ...dates);
  const { runs } = await verify(folderStore(lake), {
    date: undefined,
    signal: new AbortController().signal,
    onRun: () => {},
  });
  const listed = [...out.matchAll(/^\| (runs\/\S+) \| ([0-9a-f]{64}) \|$/gm)].map(([, key, sha256]) => ({
    key,
    sha256,
  }));
  expect(listed).toEqual(runs.slice(1).map(({ commit }) => commit));
  expect((await run('verify', '--destination', lake)).out).toContain(`${listed[0]?.sha256}  ${listed[0]?.key}\n`);
  expect(out).toContain('This sheet is not signed');
  expect(out).toContain('| NEW | 2 |');
  expect(out).toContain('| 2026-07-01 | 1 | 2 | 5 | 5 |');
  expect((await digest('--kind', 'coverage_lost', '--format', 'markdown')).out).not.toContain('auditor');
});

test('where derive compared the tasks, findings and sheet are those of a digest that compares them itself', async () => {
  const derived = join(folder, 'derived');
  await writeLake(derived, WEEKS);
  expect((await run('derive', '--destination', derived)).exit).toBe('ok');
  const tasks = ['--kind', 'work_new', '--kind', 'work_done', '--format', 'markdown'];
  const [itself, stored] = await Promise.all(
    [lake, derived].map((place) =>
      run('digest', '--destination', place, ...tasks, '--from-date', '2026-06-24', '--to-date', '2026-07-01'),
    ),
  );
  expect(stored?.out.replaceAll(derived, lake)).toBe(itself?.out);
  expect(itself?.out).toContain('| NEW | 2 |');
});
