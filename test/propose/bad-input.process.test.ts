/** What cannot be used is refused and named: documents, while the others go on; lakes, dates and folders, before any work. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { runCommand } from '../cli/run-command.js';
import { writeLake } from '../query/lake/write-lake.js';
import { type Entry, proposed } from './proposing.js';

const role = 'arn:aws:iam::222222222222:role/app';
const statement = { Effect: 'Allow', Action: 's3:CreateBucket', Resource: '*' };
const json = (more: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...more }] });
const deep = `${'['.repeat(200)}${']'.repeat(200)}`;
const documents = {
  good: json({}),
  huge: json({ Sid: 'x'.repeat(10_000_000) }),
  many: JSON.stringify({ Statement: Array.from({ length: 10_000 }, () => statement) }),
  nonsense: '{"Statement": [',
  deep: json({}).replace('"*"', deep),
  list: '[]',
};
const lake = `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-07-01    | 2026-06-25
[accounts]
run_id | account_id | status
r1 | 222222222222 | exported
[principals]
run_id | principal_arn | created_at | inline_policy_names
r1 | ${role} | 2024-01-01 | ${Object.keys(documents).join(', ')}
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at
r1 | ${role} | s3 | -
r1 | ${role} | sqs | 2026-06-20
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 | s3 | CreateBucket | Write | true
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
${Object.entries(documents)
  .map(([name, text]) => `r1 | 222222222222 | ${role} | role | ${name} | ${text}`)
  .join('\n')}
`;
const folder = mkdtempSync(join(tmpdir(), 'bad-input-'));
let entries: Map<string, Entry>;

beforeAll(async () => {
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lake));
  entries = await proposed(engine, join(folder, 'out'), { dates: ['2026-07-01'] });
  await engine.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

it.each(['huge', 'many', 'nonsense', 'deep', 'list'])('refuses the document "%s" by its name', (name) => {
  expect(entries.get(name)).toMatchObject({ id: null, name, owner_arn: role, status: 'refused', reason: 'unreadable' });
});

it('goes on with the others, though what cannot be read may grant the same', () => {
  expect(entries.get('good')).toMatchObject({
    status: 'proposed',
    actions_leave_text: 1,
    gain: { holders: 0, actions_lost: 0 },
  });
});

const propose = (...more: string[]) => runCommand(['propose', '--destination', join(folder, 'lake'), ...more]);
const out = join(folder, 'never');

it('refuses a lake without a snapshot', async () => {
  mkdirSync(join(folder, 'empty'));
  const { text, exit } = await runCommand(['propose', '--destination', join(folder, 'empty'), '--out', out]);
  expect(text).toMatch(/no (committed )?snapshot/i);
  expect(exit).not.toBe('bug');
});

it('refuses a lake whose history is too short for the days, and says when it will do', async () => {
  const { text } = await propose('--out', out, '--grant-age', 'known');
  expect(text).toContain('the lake begins on 2026-07-01, less than 90 days before 2026-07-01');
  expect(text).toContain('Use a snapshot of 2026-09-29 or later, fewer --days, or --grant-age any.');
});

it.each([
  ['a date that no snapshot has', ['--out', out, '--snapshot-date', '2026-06-01'], '2026-07-01'],
  ['a folder that holds something else', ['--out', folder], 'it holds something else'],
  ['a recheck of what are no proposals', ['--recheck', folder], 'it holds no proposals'],
  ['days with --recheck', ['--recheck', join(folder, 'out'), '--days', '30'], 'Cannot use --days with --recheck'],
  ['no folder', [], 'no folder given'],
  ['a policy that is not there', ['--out', out, '--policy', 'goof'], 'Did you mean good?'],
  ['an accept file that is none', ['--out', out, '--accept-file', join(folder, 'accept.json')], 'entry 1 has no owner'],
  [
    'an accept file with a code of before',
    ['--out', out, '--accept-file', join(folder, 'before.json')],
    'no document has the blocker "acts_through_cloudformation-1a2b3c4d"',
  ],
  [
    'an exception that names nobody',
    ['--out', out, '--except-file', join(folder, 'except.yaml')],
    'Did you mean role/app',
  ],
])('refuses %s', async (_what, args, told) => {
  writeFileSync(join(folder, 'except.yaml'), '[{ principal: role/apq-*, reason: x, owner: y, expires: 2999-01-01 }]');
  writeFileSync(join(folder, 'accept.json'), '[{"id":"young_holder-00000000","reason":"x"}]');
  const before = { id: 'acts_through_cloudformation-1a2b3c4d', reason: 'x', owner: 'y', expires: '2999-01-01' };
  writeFileSync(join(folder, 'before.json'), JSON.stringify([before]));
  expect((await propose(...args)).text).toContain(told);
  expect(existsSync(out)).toBe(false);
});

it('ranks in the summary, and tells where the rest is', async () => {
  const { text, exit } = await propose('--out', join(folder, 'told'));
  expect(exit).toBe('ok');
  expect(text).toContain(
    '6 documents of the snapshot of 2026-07-01: 1 proposed, 0 conditional, 0 unchanged, 5 refused.',
  );
  expect(text).toMatch(/^good +222222222222 +proposed/m);
  expect(text).toContain('6 of 6 documents looked at');
});
