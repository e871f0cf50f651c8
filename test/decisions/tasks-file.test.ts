/** The file of what people decided of tasks. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTasksFile, withDecision } from '../../src/decisions/tasks-file.js';

const folder = mkdtempSync(join(tmpdir(), 'tasks-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];

async function read(text: string) {
  const path = join(folder, 'tasks.yaml');
  writeFileSync(path, text);
  return readTasksFile(path, '2026-07-01');
}

test('put off with a reason, taken on by somebody, and expired', async () => {
  const { decisions, expired } = await read(`
- { task: ${A}, reason: wait, owner: shop, expires: 2026-07-01 }
- { task: ${B}, assignee: Ann, owner: shop, expires: 2026-08-01 }
- { task: ${C}, reason: was, owner: shop, expires: 2026-06-30 }`);
  expect([...decisions]).toEqual([
    [A, { reason: 'wait', owner: 'shop', expires: '2026-07-01', assignee: undefined }],
    [B, { reason: undefined, owner: 'shop', expires: '2026-08-01', assignee: 'Ann' }],
  ]);
  expect(expired).toEqual([C]);
});

test.each([
  ['{}', 'it is not a list'],
  [`[{ task: ${A}, reason: r, owner: o }]`, 'entry 1 has no expires'],
  [`[{ task: ${A}, reason: r, owner: o, expires: 2026-02-30 }]`, 'entry 1 has no date in expires'],
  [`[{ task: ${A}, reason: r, expires: 2026-08-01 }]`, 'entry 1 has no owner'],
  [`[{ task: ${A}, owner: o, expires: 2026-08-01 }]`, 'entry 1 has neither a reason nor an assignee'],
  [`[{ task: ${A}, reason: 3, owner: o, expires: 2026-08-01 }]`, 'entry 1 has a reason that is not text'],
  [
    `[{ task: ${A}, reason: r, assignee: [x], owner: o, expires: 2026-08-01 }]`,
    'entry 1 has an assignee that is not text',
  ],
  ['[{ task: all, reason: r, owner: o, expires: 2026-08-01 }]', 'entry 1 names no task'],
  ['[{ principal: x, reason: r, owner: o, expires: 2026-08-01 }]', 'entry 1 names no task'],
  ['[null]', 'entry 1 names no task'],
])('%s is refused', async (text, reason) => {
  await expect(read(text)).rejects.toThrow(`Cannot use --tasks-file "${join(folder, 'tasks.yaml')}": ${reason}`);
});

test('a decision is added to the file or takes the place of the one before it; comments, order and assignee stay', async () => {
  const decision = { reason: 'wait: "shop", #12', owner: 'me', expires: '2026-09-01' };
  const first = await withDecision('', A, decision);
  expect([...(await read(first)).decisions]).toEqual([[A, { ...decision, assignee: undefined }]]);
  const commented = `# weekly\n- { task: ${A}, assignee: Ann, owner: shop, expires: 2026-08-01 } # hers\n- { task: ${B}, reason: was, owner: shop, expires: 2026-08-01 }\n`;
  const changed = await withDecision(commented, A, decision);
  expect(changed).toContain('# weekly');
  expect(changed).toContain('# hers');
  expect([...(await read(changed)).decisions]).toEqual([
    [A, { ...decision, assignee: 'Ann' }],
    [B, { reason: 'was', owner: 'shop', expires: '2026-08-01', assignee: undefined }],
  ]);
});
