/** Proposals looked at again, when a newer snapshot is there. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_EXCEPTIONS } from '../../src/decisions/except-file.js';
import { type Rechecked, readProposals, recheckProposals } from '../../src/propose/recheck.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../../src/query/duckdb/open-tables.js';
import { writeLake } from '../query/lake/write-lake.js';
import { type Entry, indexOf, proposed, request } from './proposing.js';

const folder = mkdtempSync(join(tmpdir(), 'recheck-'));
const seed = readFileSync(new URL('./seed.lake', import.meta.url), 'utf8');
const question = { date: '2026-07-01', dates: request.dates, reference: undefined, today: '2026-07-02' };
let entries: Map<string, Entry>;
let admin: string;
/** Over the lake as it was when the proposals were made. */
let unchanged: DuckdbEngine;

const entry = (name: string): Entry => entries.get(name) as Entry;
const changed = (from: string, to: string) => (text: string) => {
  if (!text.includes(from)) throw new Error(`The lake lacks ${from}`);
  return text.replaceAll(from, to);
};

beforeAll(async () => {
  unchanged = await duckdbEngine(await writeLake(join(folder, 'lake'), seed));
  entries = await proposed(unchanged, join(folder, 'out'));
  admin = readFileSync(join(folder, 'out', entry('AdministratorAccess').id as string, 'after.json'), 'utf8');
});

afterAll(async () => {
  await unchanged?.close();
  rmSync(folder, { recursive: true });
});

/** Looks at a copy of the proposals with a lake that is not as it was. */
async function rechecked(
  name: string,
  changes: ((text: string) => string)[],
  excepted = NO_EXCEPTIONS,
): Promise<Rechecked> {
  if (!existsSync(join(folder, name))) cpSync(join(folder, 'out'), join(folder, name), { recursive: true });
  const recheck = async (engine: DuckdbEngine): Promise<Rechecked> =>
    recheckProposals(engine, await readProposals(join(folder, name)), { ...question, exceptions: excepted }, {});
  if (changes.length === 0) return await recheck(unchanged);
  const lake = changes.reduce((text, change) => change(text), seed);
  const engine = await duckdbEngine(await writeLake(mkdtempSync(join(folder, 'lake-')), lake));
  try {
    return await recheck(engine);
  } finally {
    await engine.close();
  }
}

it('withdraws what was used since or has changed, and says so in the index and both READMEs', async () => {
  const row = 'PaymentAppTestRole | s3                | CreateBucket       | ';
  const result = await rechecked('used', [
    changed(`${row}-`, `${row}2026-06-30`),
    changed('["sqs:*","s3:CreateBucket"]', '["sqs:*"]'),
  ]);
  const detail = '1 of its actions can no longer be removed, such as s3:CreateBucket';
  expect(result.withdrawn).toEqual([
    { id: entry('shared').id, reason: 'document_changed', detail: 'the document has changed' },
    { id: entry('payments').id, reason: 'not_removable', detail },
  ]);
  expect(result.standing).toBe(3);
  const place = join(folder, 'used', entry('payments').id as string);
  expect(existsSync(join(place, 'apply.sh'))).toBe(false);
  expect(readFileSync(join(place, 'README.md'), 'utf8')).toMatch(
    /^> \*\*Withdrawn\*\* after the snapshot of 2026-07-01/,
  );
  expect(readFileSync(join(folder, 'used', 'README.md'), 'utf8')).toContain('2 withdrawn');
  const [again] = indexOf(join(folder, 'used')).documents.filter(({ id }) => id === entry('payments').id);
  expect(again).toMatchObject({ status: 'withdrawn', reason: 'not_removable', detail });
  expect((await rechecked('used', [])).withdrawn).toEqual([]);
});

it('tells what was applied, of every kind, and counts what is gone', async () => {
  const after = readFileSync(join(folder, 'out', entry('payments').id as string, 'after.json'), 'utf8');
  const before = readFileSync(join(folder, 'out', entry('payments').id as string, 'before.json'), 'utf8');
  const [copy] = entry('AdministratorAccess').copy_names;
  const arn = `arn:aws:iam::222222222222:policy/${copy}`;
  const result = await rechecked('applied', [
    changed(before, after),
    changed(
      '\n\n[inline_policies]',
      `\nr2     | 222222222222 | ${arn} | ${copy} | / | false | v1 | 2026-07-01 | 2026-07-01 | 1 | 0 | ${admin}\n\n[inline_policies]`,
    ),
    (text) => text.replace(/^r2 .*\| fresh +\| \{.*\n/m, ''),
  ]);
  expect(result.applied).toEqual(['AdministratorAccess', 'payments', 'fresh'].map((name) => entry(name).id));
  expect(result.withdrawn).toEqual([]);
  expect(result.actionsApplied).toBe(entry('AdministratorAccess').actions_leave_text + 5 + 1);
  const index = indexOf(join(folder, 'applied'));
  expect(index.applied).toHaveLength(3);
  expect(index.documents.filter(({ status }) => status === 'applied')).toHaveLength(3);
  expect(readFileSync(join(folder, 'applied', 'README.md'), 'utf8')).toContain(
    '3 documents from earlier proposals are now in force',
  );
});

const shared = (document: string) => (text: string) =>
  text.replace(/^(r1 r2 .*policy\/shared .*\| )\{.*$/m, (_row, start: string) => `${start}${document}`);

it('tells that a managed policy was applied, and withdraws one of which somebody used an action since', async () => {
  const after = readFileSync(join(folder, 'out', entry('shared').id as string, 'after.json'), 'utf8');
  const applied = await rechecked('managed', [shared(after)]);
  expect(applied).toMatchObject({ applied: [entry('shared').id], withdrawn: [] });
  expect(applied.actionsApplied).toBe(entry('shared').actions_leave_text);
  expect(readFileSync(join(folder, 'managed', 'README.md'), 'utf8')).toContain(
    '1 document from earlier proposals is now in force',
  );
  const row = 'role/shop               | sqs               | CreateQueue        | ';
  const { withdrawn } = await rechecked('managed-used', [changed(`${row}-`, `${row}2026-06-30`)]);
  expect(withdrawn).toMatchObject([{ id: entry('shared').id, reason: 'not_removable' }]);
});

it('takes no copy for applied that nobody has attached, and no index that leads out of its folder or to another document', async () => {
  const [copy] = entry('AdministratorAccess').copy_names;
  const arn = `arn:aws:iam::222222222222:policy/${copy}`;
  const row = `\nr2     | 222222222222 | ${arn} | ${copy} | / | false | v1 | 2026-07-01 | 2026-07-01 | 0 | 0 | ${admin}`;
  const result = await rechecked('unattached', [changed('\n\n[inline_policies]', `${row}\n\n[inline_policies]`)]);
  expect(result.applied).toEqual([]);
  const index = indexOf(join(folder, 'unattached'));
  const [first] = index.documents.filter(({ id }) => id !== null);
  const elsewhere = { id: '../../elsewhere/inline_policy/x-00000000', document_id: '00000000' };
  for (const change of [elsewhere, { document_id: '00000000' }]) {
    const documents = [{ ...first, ...change }];
    writeFileSync(join(folder, 'unattached', 'index.json'), JSON.stringify({ ...index, documents }));
    await expect(rechecked('unattached', [])).rejects.toThrow('it holds no proposals');
  }
});

it('judges by the options that the proposals were made with, and by exceptions that came since', async () => {
  expect(await rechecked('same', [])).toMatchObject({ withdrawn: [], applied: [], standing: 5 });
  const kept = await rechecked('excepted', [], { ...NO_EXCEPTIONS, actions: ['s3:CreateBucket'] });
  expect(kept.withdrawn.map(({ id }) => id)).toContain(entry('payments').id);
});

it('tells apply.sh of a permission set that it stands, when, and of which texts', async () => {
  await rechecked('standing', []);
  const index = indexOf(join(folder, 'standing'));
  const [set] = index.documents.filter(({ kind, id }) => kind === 'permission_set' && id !== null);
  const told = JSON.parse(readFileSync(join(folder, 'standing', set?.id as string, 'rechecked.json'), 'utf8'));
  const { sha256_before, sha256_after } = set as Entry;
  expect(told).toEqual({
    ...{ format: 1, rechecked_at: index.rechecked_at, snapshot_date: question.date, sha256_before, sha256_after },
  });
  expect(Math.abs(Date.parse(told.rechecked_at) - Date.now())).toBeLessThan(60_000);
});

it('takes nothing for applied, or for gone, of an account that was not measured', async () => {
  const result = await rechecked('failed', [changed('| exported | -            | 8', '| failed   | AccessDenied | -')]);
  expect(result.applied).toEqual([]);
  expect(result.withdrawn[0]?.reason).toBe('account_not_measured');
});

it('counts on proposing again what of the earlier proposals is in force', async () => {
  const [before, after] = ['before.json', 'after.json'].map((file) =>
    readFileSync(join(folder, 'out', entry('payments').id as string, file), 'utf8'),
  ) as [string, string];
  cpSync(join(folder, 'out'), join(folder, 'repeated'), { recursive: true });
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake-repeated'), changed(before, after)(seed)));
  await proposed(engine, join(folder, 'repeated'));
  await proposed(engine, join(folder, 'repeated'));
  await engine.close();
  expect(indexOf(join(folder, 'repeated')).applied).toEqual([
    expect.objectContaining({ name: 'payments', actions_leave_text: 5, snapshot_date: '2026-07-01' }),
  ]);
});

describe('a proof.json that is not as it was written is refused by its name, and nothing changes', () => {
  const tampered: [string, (text: string) => string, string][] = [
    ['no-json', (text) => text.slice(0, 40), 'it holds no JSON'],
    ['null', () => 'null', 'it does not list the actions that the proposal removes'],
    ['no-list', () => '{"format":1}', 'it does not list the actions that the proposal removes'],
    ['numbers', (text) => shortened(text, [1]), 'it does not list the actions that the proposal removes'],
    ['shorter', (text) => shortened(text, []), 'it does not say what index.json says of the proposal'],
    [
      'other',
      (text) => text.replace(/"sha256_after": "./, '$&0'),
      'it does not say what index.json says of the proposal',
    ],
  ];
  it.each(tampered)('%s', async (name, change, found) => {
    const out = join(folder, name);
    cpSync(join(folder, 'out'), out, { recursive: true });
    const proof = join(out, entry('payments').id as string, 'proof.json');
    writeFileSync(proof, change(readFileSync(proof, 'utf8')));
    const index = readFileSync(join(out, 'index.json'), 'utf8');
    await expect(rechecked(name, [])).rejects.toMatchObject({
      name: 'UserError',
      message: `Cannot recheck "${proof}": ${found}.`,
    });
    expect(readFileSync(join(out, 'index.json'), 'utf8')).toBe(index);
  });

  it('missing', async () => {
    const out = join(folder, 'missing');
    cpSync(join(folder, 'out'), out, { recursive: true });
    const proof = join(out, entry('payments').id as string, 'proof.json');
    rmSync(proof);
    await expect(rechecked('missing', [])).rejects.toThrow(`Cannot recheck "${proof}": there is no such file.`);
  });
});

const shortened = (text: string, actions: unknown[]): string =>
  JSON.stringify({ ...JSON.parse(text), actions_removed: actions });
