/** The file of who answers for what. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ownerEntryValue, readOwnersFile } from '../../src/decisions/owners-file.js';

const folder = mkdtempSync(join(tmpdir(), 'owners-file-'));
const path = join(folder, 'owners.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string) {
  writeFileSync(path, text);
  return readOwnersFile(path);
}

test('entries by account, OU and name, in their order', async () => {
  const entries = await read(`
- { principal: role/ci-*, owner: " build, release " }
- { ou: ou-ab12-11111111, owner: platform }
- { account: "111122223333", owner: shop }`);
  expect(entries).toEqual([
    { kind: 'principal', names: 'role/ci-*', owner: 'build, release' },
    { kind: 'ou', names: 'ou-ab12-11111111', owner: 'platform' },
    { kind: 'account', names: '111122223333', owner: 'shop' },
  ]);
  expect(entries.map(ownerEntryValue)).toEqual([
    'principal␟^role/ci-.*$␟build, release␟role/ci-',
    'ou␟ou-ab12-11111111␟platform',
    'account␟111122223333␟shop',
  ]);
});

test.each([
  ['ci-*', 'role/CI-deploy', true],
  ['ci-*', 'user/ci-deploy', true],
  ['ci-*', 'role/my-ci-deploy', false],
  ['role/ci*', 'user/ci', false],
  ['role/a.b*', 'role/aXb', false],
  ['role/a+b?', 'role/a+bc', true],
  ['role/(a|b)*', 'role/a', false],
])('%s names %s: %s', (names, principal, isNamed) => {
  const value = ownerEntryValue({ kind: 'principal', names, owner: 'x' });
  const [kind, expression = '', , held = ''] = value.split('␟');
  expect(kind).toBe('principal');
  expect(new RegExp(expression).test(principal.toLowerCase())).toBe(isNamed);
  if (isNamed) expect(principal.toLowerCase()).toContain(held);
});

test.each(['role/CI', 'CI', 'role/a.(b|c)'])('%s without wildcards is a name', (names) => {
  const value = ownerEntryValue({ kind: 'principal', names, owner: 'x' });
  expect(value).toBe(`name␟${names.toLowerCase()}␟x`);
});

test.each([
  ['{}', 'it is not a list'],
  ['[{ owner: o }]', 'entry 1 names no account or ou or principal'],
  ['[{ account: a, ou: b, owner: o }]', 'entry 1 names account and ou: an entry names one'],
  ['[{ account: 111122223333, owner: o }]', 'entry 1 has no text as account'],
  ['[{ account: a }]', 'entry 1 has no text as owner'],
  ['[{ principal: "arn:aws:iam::1:role/x", owner: o }]', 'entry 1 has an ARN: give a name, such as role/ci-*'],
  ['[{ account: a, owner: " " }]', 'entry 1 holds an empty text'],
  ['[{ account: "a␟b", owner: o }]', 'entry 1 holds the character "␟"'],
  ['[{ account: a, owner: "o\\u0007" }]', 'entry 1 holds a control character or a backslash'],
])('%s is refused', async (text, reason) => {
  await expect(read(text)).rejects.toThrow(`Cannot use --owners-file "${path}": ${reason}.`);
});
