/** The file of exceptions: what it may say, and how it is refused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readExceptFile } from '../../src/decisions/except-file.js';

const folder = mkdtempSync(join(tmpdir(), 'except-'));
const path = join(folder, 'except.json');
const rest = { reason: 'idle by design', owner: 'platform', expires: '2026-12-31' };
const read = (entries: unknown) => {
  writeFileSync(path, typeof entries === 'string' ? entries : JSON.stringify(entries));
  return readExceptFile(path, '2026-07-02');
};

afterAll(() => rmSync(folder, { recursive: true }));

it('takes principals, actions, policies and tags, and tells what has expired', async () => {
  const names = [{ principal: 'role-*' }, { action: 's3:Get*' }, { policy: 'shared' }, { tag: 'team=payments' }];
  const old = { policy: 'old', ...rest, expires: '2026-07-01' };
  expect(await read([...names.map((name) => ({ ...name, ...rest })), old])).toEqual({
    principals: ['role-*'],
    actions: ['s3:Get*'],
    policies: ['shared'],
    tags: ['team=payments'],
    expired: ['old'],
  });
});

it('takes the same in YAML', async () => {
  const text = `
# the plan for emergencies
- principal: role/break-glass-*
  reason: for emergencies
  owner: platform
  expires: 2026-12-31
- { tag: team=payments, reason: moves out, owner: payments, expires: 2026-07-01 }
`;
  expect(await read(text)).toMatchObject({ principals: ['role/break-glass-*'], tags: [], expired: ['team=payments'] });
});

it.each([
  ['{}', 'it is not a list'],
  ['nobody', 'it is not a list'],
  ['', 'it is not a list'],
  ['[', 'it is neither JSON nor YAML'],
  ['- principal: a\n  principal: b', 'it is neither JSON nor YAML'],
  [
    `a: &a [x]\n${Array.from({ length: 9 }, (_, at) => `k${at}: &k${at} [${Array(9).fill(at === 0 ? '*a' : `*k${at - 1}`)}]`).join('\n')}`,
    'it is neither JSON nor YAML',
  ],
  ['- principal: a\n  reason: b\n  owner: 7\n  expires: 2026-12-31', 'entry 1 has no owner'],
  [[{ ...rest, principal: 'a', owner: '' }], 'entry 1 has no owner'],
  [[{ ...rest, principal: 'a', expires: 'soon' }], 'entry 1 has no date in expires'],
  [[{ ...rest, principal: 'a', expires: '9999-99-99' }], 'entry 1 has no date in expires'],
  [[{ ...rest }], 'entry 1 does not name one of principal, action, policy, tag'],
  [[{ ...rest, principal: 'a', policy: 'b' }], 'entry 1 does not name one of'],
])('refuses %j: %s', async (entries, reason) => {
  await expect(read(entries)).rejects.toThrow(reason);
});
