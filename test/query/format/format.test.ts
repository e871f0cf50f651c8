import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { writeParquet } from '../../../src/query/duckdb/parquet.js';
import type { Cell, ResultColumn } from '../../../src/query/engine/engine.js';
import { type FormatName, textFormat } from '../../../src/query/format/formats.js';
import { widthOf } from '../../../src/query/format/width.js';
import { folderStore } from '../../../src/store/folder.js';
import { rowsOf } from '../lake/rows-of.js';

const columns: ResultColumn[] = [
  { name: 'name', type: 'varchar' },
  { name: 'days', type: 'integer' },
];

async function* paged(rows: readonly (readonly Cell[])[]) {
  for (const row of rows) yield [row];
}

async function written(
  format: Exclude<FormatName, 'parquet'>,
  rows: readonly (readonly Cell[])[],
  width = 80,
  shape = columns,
) {
  let text = '';
  for await (const piece of textFormat(format, { width, brief: false })(shape, paged(rows))) text += piece;
  return text;
}

it('neutralizes formulas in CSV and quotes what needs quotes', async () => {
  const rows = [
    ['=1+1', 1],
    ['+x', null],
    ['-2', -2],
    ['@a', 0],
    ['\tb', 0],
    [' =1', 7],
    ['\n@a', 8],
    ['\uff1d1', 9],
    ['a;=1', 10],
    ['say "a,b"\n', 3],
    ['', 4],
    [null, 5],
    ['plain', 6],
  ];
  expect(await written('csv', rows)).toBe(
    [
      ...[
        'name,days',
        "'=1+1,1",
        "'+x,",
        "'-2,-2",
        "'@a,0",
        '"\'\tb",0',
        "' =1,7",
        '"\'\n@a",8',
        "'\uff1d1,9",
        '"a;=1",10',
        '"say ""a,b""\n",3',
        '"",4',
        ',5',
        'plain,6',
        '',
      ],
    ].join('\r\n'),
  );
});

it('writes JSON that reads back, an array or an object a line', async () => {
  const rows: Cell[][] = [
    ['a\u001b[2J\u202e', 1],
    [null, null],
  ];
  const objects = [
    { name: 'a\u001b[2J\u202e', days: 1 },
    { name: null, days: null },
  ];
  const text = await written('json', rows);
  expect(JSON.parse(text)).toEqual(objects);
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
  expect(
    (await written('ndjson', rows))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(objects);
  expect(JSON.parse(await written('json', []))).toEqual([]);
});

it('shows text in Markdown as text', async () => {
  expect(await written('markdown', [['a|b\n<script>*x*', 1]])).toBe(
    '| name | days |\n| --- | --: |\n| a\\|b\\\\n\\<script\\>\\*x\\* | 1 |\n',
  );
});

it('lets no text of Markdown link or mention anybody', async () => {
  expect(await written('markdown', [['@team https://evil.example WWW.evil.example a@b.example', 1]])).toBe(
    '| name | days |\n| --- | --: |\n| &#64;team https&#58;//evil.example WWW&#46;evil.example a&#64;b.example | 1 |\n',
  );
});

it('aligns a table, numbers to the right, null empty', async () => {
  expect(
    await written('table', [
      ['app', 400],
      [null, 7],
    ]),
  ).toBe('name  days\n────  ────\napp    400\n         7\n');
});

it('never writes a line wider than the terminal, nor anything that moves its cursor', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.option(fc.string({ unit: 'binary' })), { minLength: 4, maxLength: 4 }), { maxLength: 6 }),
      fc.integer({ min: 12, max: 120 }),
      async (rows, width) => {
        const shape = ['a', 'a_long_name', 'c', 'd'].map((name) => ({ name, type: 'varchar' as const }));
        const text = await written('table', rows, width, shape);
        for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
        expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
      },
    ),
    { numRuns: 200 },
  );
});

it('shortens a name in the middle, and of a text shows the beginning', async () => {
  const rows = [
    ['data-platform-staging', 1],
    ['日本語日本語日本語', 2],
    ['so long, and thanks', 3],
  ];
  expect(await written('table', rows, 22)).toBe(
    [
      'name              days',
      '────────────────  ────',
      'data-pla…staging     1',
      '日本語日…日本語      2',
      'so long, and th…     3',
      '',
    ].join('\n'),
  );
});

it('cuts no number in a text, and breaks no name of a column that is short', async () => {
  const rows = [['Account 380602400011 is CLOSED', 1]];
  for (const width of [20, 22, 24]) expect((await written('table', rows, width)).split('\n')[2]).toMatch(/^Account …/);
  const shape: ResultColumn[] = ['grant_age', 'last_administrative_access'].map((name) => ({ name, type: 'date' }));
  expect(await written('table', [['2026-07-01', '2026-07-01']], 27, shape)).toBe(
    [
      '            last_',
      '            administrative_',
      'grant_age   access',
      '──────────  ───────────────',
      '2026-07-01  2026-07-01\n',
    ].join('\n'),
  );
});

it('keeps the account and the end of an ARN', async () => {
  const app = 'arn:aws:iam::111122223333:role/app';
  expect(await written('table', [[app, 1]], 38)).toMatch(/^111122223333:role\/app +1$/m);
  const long = 'arn:aws:iam::111122223333:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport';
  expect(await written('table', [[long, 1]], 38)).toMatch(/^111122223333…rviceRoleForSupport +1$/m);
});

it('writes a block a row where columns cannot stand side by side', async () => {
  expect(await written('table', [['app', 400]], 9)).toBe('name  app\ndays  400\n\n');
});

async function brief(rows: Cell[][], width: number, shape: ResultColumn[], first: string[] = []) {
  const hidden: string[] = [];
  const look = { width, brief: true, first, onHidden: (names: readonly string[]) => void hidden.push(...names) };
  let text = '';
  for await (const piece of textFormat('table', look)(shape, paged(rows))) text += piece;
  return { lines: text.trimEnd().split('\n'), hidden };
}

it('shows a person the first columns first, and leaves out the last of those that do not fit', async () => {
  const names = ['account_name', 'region_name', 'principal_arn', 'action_name'];
  const shape: ResultColumn[] = names.map((name) => ({ name, type: 'varchar' }));
  const rows = Array.from({ length: 4 }, (_, at) => [
    'a'.repeat(20),
    null,
    `arn:aws:iam::111122223333:role/${at}`,
    `s3:Get${at}`,
  ]);
  const whole = await brief(rows, 100, shape, ['action_name']);
  expect(whole.lines[0]).toMatch(/^action_name +account_name +principal_arn$/);
  expect(whole.hidden).toEqual([]);

  const many: ResultColumn[] = Array.from({ length: 9 }, (_, at) => ({ name: `column_${at}`, type: 'bigint' }));
  const told = await brief(
    Array.from({ length: 3 }, () => many.map(() => 1n)),
    30,
    many,
  );
  expect(told.lines[0]).toBe('column_0  column_1  column_2');
  expect(told.hidden).toEqual(many.slice(3).map(({ name }) => name));
  expect((await brief([many.map(() => 1n)], 30, many)).lines).toContain('column_8  1');
});

it('has the account in every row, of several their number, and of an ARN beside it the name', async () => {
  const names = ['principal_arn', 'state', 'account_id', 'account_name'];
  const shape: ResultColumn[] = [
    ...names.map((name) => ({ name, type: 'varchar' as const })),
    { name: 'accounts', type: 'bigint' },
  ];
  const [one, other] = ['111122223333', '444455556666'];
  const rows: Cell[][] = [
    [`arn:aws:iam::${one}:role/team/ci/deploy`, 'USED', one, 'payments', null],
    [`arn:aws:iam::${other}:user/ann`, 'USED', one, 'payments', null],
    [`arn:aws:iam::${other}:user/ann`, 'USED', other, null, null],
    [null, 'USED', null, null, 4n],
    [null, 'USED', null, null, 1n],
  ];
  const { lines } = await brief(rows, 70, shape, ['principal_arn', 'state']);
  expect(lines[0]).toMatch(/^account_name +principal_arn +state/);
  expect(lines.slice(2).map((line) => line.split(/ +/).slice(0, 3).join(' '))).toEqual([
    'payments role/deploy USED',
    `payments arn:aws:iam::${other}:user/ann USED`,
    `${other} user/ann USED`,
    '4 accounts USED',
    '1 account USED',
  ]);
});

it('goes on with a sentence on the lines below, and with a later name that the layout does not fit', async () => {
  const shape: ResultColumn[] = ['task', 'action'].map((name) => ({ name, type: 'varchar' }));
  const sentence = 'Take 2 services and 13 actions from the role vendor, which it did not use.';
  const { lines } = await brief([[sentence, 'iam:PassRole']], 50, shape);
  expect(lines.slice(2)).toEqual([
    'Take 2 services and 13 actions from   iam:PassRole',
    'the role vendor, which it did not',
    'use.',
  ]);
  const long = `iam:${'some-'.repeat(12)}`;
  const later = Array.from({ length: 600 }, (_, at) => [null, at === 599 ? long : 'iam:PassRole']);
  const shown = (await brief([['Yes, it is so.', 'iam:PassRole'], ...later], 30, shape)).lines;
  expect(
    shown
      .slice(602)
      .map((line) => line.trim())
      .join(''),
  ).toBe(long);
});

it.each([80, 120, 200])('at %i columns every row has its account, and no line ends inside a word', async (width) => {
  const names = ['task', 'account_name', 'risk', 'principal_arn', 'service_namespace', 'action_name'];
  const shape: ResultColumn[] = names.map((name) => ({ name, type: name === 'risk' ? 'bigint' : 'varchar' }));
  const rows = Array.from({ length: 30 }, (_, at) => [
    'Ask its owner, then delete the role hackathon-2024-admin: no use in the last 90 days is known.',
    `data-platform-staging-${at}`,
    4n,
    `arn:aws:iam::1111222233${10 + at}:role/vendors/eu-central-1/CloudCostVendorRole-for-team-${at}`,
    'resource-groups-tagging',
    `PutApplicationAssignmentConfiguration${at}`,
  ]);
  const { lines } = await brief(rows, width, shape);
  const words = new Set(rows.flatMap(([task]) => String(task).split(' ')));
  const body = lines.slice(lines.findIndex((line) => line.startsWith('─')) + 1);
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
  for (const row of rows) {
    const account = new RegExp(String(row[1]).replace(/^data-platform-staging/, 'data-p.*'));
    expect(body.some((line) => account.test(line))).toBe(true);
  }
  const wholeWords = body.flatMap((line) => line.split(/ {2,}/)[0]?.split(' ') ?? []).filter((word) => word !== '');
  for (const word of wholeWords) expect(words.has(word) || /[…-]/.test(word), word).toBe(true);
});

it('writes Parquet that reads back with every type', async () => {
  const folder = mkdtempSync(join(tmpdir(), "parquet it's "));
  const path = join(folder, 'answer.parquet');
  const shape: ResultColumn[] = (
    ['varchar', 'integer', 'bigint', 'double', 'boolean', 'date', 'timestamp'] as const
  ).map((type) => ({ name: `a "${type}"`, type }));
  const rows: Cell[][] = [
    ["it's\0", 5, 12345678901234n, 0.5, true, '1969-12-31', '2026-07-01 10:00:00.120'],
    [null, null, null, null, null, null, null],
  ];
  await writeParquet(path, shape, paged(rows));
  const engine = await duckdbEngine(folderStore(folder), { writes: [path] });
  const answer = await engine.query('SELECT * FROM read_parquet(?)', [path]);
  expect(answer.columns).toEqual(shape);
  expect(await rowsOf(Promise.resolve(answer))).toEqual(rows);
  await engine.close();
  rmSync(folder, { recursive: true });
});

it('breaks the name of a narrow column after a low line, and never cuts it to another name', async () => {
  const counts = ['accounts', 'accounts_unmeasured', 'principals_measured', 'principals_unmeasured'];
  const shape: ResultColumn[] = counts.map((name) => ({ name, type: 'bigint' }));
  expect(await written('table', [[1n, 20n, 300n, 4000n]], 46, shape)).toBe(
    [
      '           accounts_  principals_  principals_',
      'accounts  unmeasured     measured   unmeasured',
      '────────  ──────────  ───────────  ───────────',
      '       1          20          300         4000\n',
    ].join('\n'),
  );
  expect(await written('table', [[1n, 20n, 300n, 4000n]], 45, shape)).toContain('accounts_unmeasured    20\n');
});

it('writes times of JSON as ISO 8601 with Z', async () => {
  const shape: ResultColumn[] = [{ name: 'at', type: 'timestamp' }];
  for (const format of ['json', 'ndjson'] as const) {
    const [found] = [JSON.parse(await written(format, [['2026-07-01 10:00:00.120']], 80, shape))].flat();
    expect(found.at).toBe('2026-07-01T10:00:00.120Z');
  }
});

const wide: ResultColumn[] = [
  { name: 'action', type: 'varchar' },
  { name: 'used_at', type: 'timestamp' },
  { name: 'error_code', type: 'varchar' },
];

async function table(rows: readonly (readonly Cell[])[], width: number, brief: boolean): Promise<string[]> {
  let text = '';
  for await (const piece of textFormat('table', { width, brief })(wide, paged(rows))) text += piece;
  return text.split('\n');
}

it('leaves out, for a person, columns without a value and the hours of times', async () => {
  const rows = [['s3:GetObject', '2026-07-01 10:00:00.120', null]];
  expect(await table(rows, 80, true)).toEqual([
    'action        used_at',
    '────────────  ──────────',
    's3:GetObject  2026-07-01',
    '',
  ]);
  expect((await table(rows, 80, false))[0]).toMatch(/used_at +error_code$/);
  expect((await table([...rows, [null, null, 'Denied']], 80, true))[0]).toMatch(/error_code$/);
  const late = Array.from({ length: 3000 }, (_, at) => ['a', null, at === 2999 ? 'Denied' : null]);
  expect((await table(late, 80, true)).at(-2)).toContain('Denied');
});

it('cuts no two names to the same, and nothing where there is no terminal', async () => {
  const names = [
    'iam:DeleteRolePermissionsBoundary',
    'iam:DeleteRolePolicy',
    'arn:aws:iam::111111111111:role/deploy',
    'arn:aws:iam::222222222222:role/deploy',
    'CheckNoPublicAccess',
    'CheckNoPublicAcls',
    'arn:aws:iam::222222222222:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport',
    'arn:aws:iam::111111111111:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport',
  ];
  for (const width of [20, 30, 40, 60]) {
    const lines = await table(
      names.map((name) => [name, null, null]),
      width,
      true,
    );
    const isInBlocks = lines.some((line) => line.startsWith('action  '));
    const shown = (isInBlocks ? lines.join('\n').split('\n\n') : lines.slice(2)).filter(Boolean);
    expect(new Set(shown).size, String(width)).toBe(names.length);
  }
  const long = 'x'.repeat(700);
  const rows = Array.from({ length: 600 }, (_, at) => [at === 599 ? long : 'a', null, 'b']);
  expect((await table(rows, Number.POSITIVE_INFINITY, false)).at(-2)).toContain(long);
});
