/** How a digest is shown: bounded, in order, and harmless whatever the names hold. */
import { expect, test } from 'vitest';
import { digestJson } from '../../../src/cli/digest/json.js';
import { digestMarkdown } from '../../../src/cli/digest/markdown.js';
import { digestText, mailText } from '../../../src/cli/digest/text.js';
import { KIND_CODES, kindOf } from '../../../src/digest/kinds.js';
import { harmless } from '../../../src/query/format/markdown.js';
import { comparisonOf, findingOf, valuesOf } from './hand.js';

const values = valuesOf({ destination: ['./lake'] });
const many = (kinds: readonly (typeof KIND_CODES)[number][], each: number, name = 'role') =>
  kinds.flatMap((kind) =>
    Array.from({ length: each }, (_, at) =>
      findingOf(kind, {
        principal_id: `AROA${at}`,
        principal_arn: `arn:aws:iam::111122223333:role/${name}${at}`,
        subject: `${at}`,
      }),
    ),
  );
const linesOf = (text: string) => text.trimEnd().split('\n');
const rowsOf = (text: string) =>
  linesOf(text).filter((line) => line.startsWith('  ') && !/^ {2}(and|all of)/.test(line));

test('a mail names no path of this machine, says what stands for one, and names each task', () => {
  const options = { destination: ['/home/ann/lake'], ownersFile: ['/home/ann/owners.yaml'] };
  const found = [findingOf('WORK_NEW', { task_id: '0123456789abcdef' }), ...many(['GRANT_GROWN'], 20)];
  const text = mailText(comparisonOf(found), valuesOf(options));
  expect(text).not.toContain('/home/ann');
  expect(text).toContain(' more: npx --no-install access-lake digest --destination LAKE --kind grant_grown ');
  expect(text).toMatch(/ --owners-file OWNERS\n/);
  expect(text).toMatch(/\nIn these commands, LAKE is the folder of the lake, OWNERS is the file of owners\.\n$/);
  expect(text).toContain(' Task 01234567.\n');
  expect(mailText(comparisonOf(found), valuesOf({ destination: ['s3://audit/lake'] }))).toContain(
    '--destination s3://audit/lake ',
  );
});

test('nothing new is one line', () => {
  expect(digestText(comparisonOf([]), values)).toBe(
    'Nothing new from 2026-06-24 to 2026-07-01: 2 of 2 accounts compared.\n',
  );
  const compared = { accounts: 3, accountsCompared: 2, principalsNotCompared: 1, principalsNew: 4, principalsGone: 1 };
  expect(digestText(comparisonOf([], { compared, snoozed: 2 }), values)).toBe(
    'Nothing new from 2026-06-24 to 2026-07-01: 2 of 3 accounts compared; not compared, because a snapshot lacks them: 1 account and 1 principal; users and roles: 4 new, 1 gone; 2 tasks snoozed in the tasks file.\n',
  );
});

test('10 rows of a kind, 40 in all, 8 KB, and the kinds in their order', () => {
  const text = digestText(comparisonOf(many(KIND_CODES, 300)), values);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8000);
  expect(rowsOf(text)).toHaveLength(40);
  const headings = KIND_CODES.map((code) => `${kindOf(code).title}: 300`);
  expect(linesOf(text).filter((line) => headings.includes(line))).toEqual(headings);
  expect(text).toContain(
    '  and 290 more: npx --no-install access-lake digest --destination ./lake --kind coverage_lost ',
  );
});

test('2,000 new principals with names as long as they come are bounded too, and JSON has them all', () => {
  const found = many(['ADMINISTRATOR_NEW'], 2000, `${'ü'.repeat(500)}/`);
  const digest = comparisonOf(found);
  const text = digestText(digest, values);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8000);
  expect(text).toContain('New administrators: 2,000');
  const { findings } = JSON.parse(digestJson(digest)) as { findings: { uid: string }[] };
  expect(new Set(findings.map(({ uid }) => uid)).size).toBe(2000);
  expect(digestMarkdown(digest, values).match(/^\| shop/gm)).toHaveLength(2000);
});

test('a destination of thousands of characters cuts the text, and says so', () => {
  const text = digestText(comparisonOf(many(KIND_CODES, 20)), valuesOf({ destination: [`./${'x'.repeat(3000)}`] }));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8000);
  expect(text).toMatch(/Cut at 8,000 bytes: --format json has all\.\n$/);
});

test('who is dormant is named where it is an administrator, and else counted', () => {
  const dormant = [true, false].map((is_administrator, at) =>
    findingOf('DORMANT_NEW', {
      is_administrator,
      principal_id: `${at}`,
      principal_arn: `arn:aws:iam::111122223333:role/r${at}`,
    }),
  );
  const text = digestText(comparisonOf(dormant), values);
  expect(rowsOf(text)).toEqual(['  shop (111122223333)  role/r0: an administrator; no use is known']);
  expect(text).toContain('  and 1 more: ');
});

const HOSTILE =
  'New administrators: 9\n# Heading\x1b[2K\u202e | <img src=x> @all https://evil.example www.evil.example [a](b)';
const hostile = comparisonOf(
  KIND_CODES.map((kind) =>
    findingOf(kind, {
      ...{ account_name: HOSTILE, principal_arn: `arn:aws:iam::111122223333:role/${HOSTILE}`, trusted: HOSTILE },
      ...{
        error_code: HOSTILE,
        error_message: HOSTILE,
        task: HOSTILE,
        owner: HOSTILE,
        example: HOSTILE,
        power: HOSTILE,
      },
    }),
  ),
);

test('hostile names forge no line of the text, and move no cursor', () => {
  const text = digestText(hostile, values);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what may not be there
  expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/);
  const headings = new Set<string>(KIND_CODES.map((code) => `${kindOf(code).title}: 1`));
  const others = linesOf(text)
    .slice(1)
    .filter((line) => line !== '' && !line.startsWith('  '));
  expect(others.filter((line) => !headings.has(line))).toEqual([]);
});

test('hostile names are no markup of Markdown, no link, and mention nobody', () => {
  const text = digestMarkdown(hostile, values);
  expect(text.match(/^#+ .*$/gm)).toEqual([
    '# What is new',
    ...KIND_CODES.map((code) => `## ${kindOf(code).title}: 1`),
  ]);
  expect(text).not.toMatch(/(?<!\\)<img|@all|:\/\/evil|www\.evil|(?<!\\)\[a\]/);
  const rows = text.split('\n').filter((line) => line.includes('img'));
  for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(5);
  expect(harmless('a|b')).toBe('a\\|b');
});

test('JSON says what the names are, and holds nothing harmful', () => {
  const json = digestJson(hostile);
  expect(json.split('\n')).toHaveLength(2);
  expect(json).not.toContain('\u202e');
  expect(JSON.parse(json).findings[0].account_name).toBe(HOSTILE);
});

test('the uid is of what was found, and of no date', () => {
  const before = findingOf('OUTSIDER_NEW', { subject: 'AWS:*', created_at: '2026-06-20' });
  expect(findingOf('OUTSIDER_NEW', { subject: 'AWS:*', created_at: '2026-06-27', account_name: 'renamed' }).uid).toBe(
    before.uid,
  );
  const others = [{ subject: 'AWS:1' }, { subject: null }, { principal_id: 'X' }, { account_id: null }];
  const uids = others.map((cells) => findingOf('OUTSIDER_NEW', cells).uid);
  expect(new Set([before.uid, findingOf('ADMINISTRATOR_NEW', { subject: 'AWS:*' }).uid, ...uids]).size).toBe(6);
});
