/** Hard policies as customer managed ones of two roles and of a hundred: whatever judges shared policies ends as without them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Source } from '../../src/collect/source.js';
import { exportSnapshot } from '../../src/export.js';
import { DAY_MS } from '../../src/model/days.js';
import { systemEffects } from '../../src/model/effects.js';
import type { AccountReports } from '../../src/model/report.js';
import { folderStore } from '../../src/store/folder.js';
import { succeeded } from '../cli/run-command.js';
import { fakeSource } from '../export/fake-source.js';
import { optionsFor } from '../export/lake.js';
import { HARD, type HardPolicy, ORDINARY } from './hard-policies.js';

const ACCOUNT = '222222222222';
const ROLES = 100;
/** Actions of each role: their names repeat a digit, so that patterns of it may be tried at many places. */
const ACTIONS = 300;
/** Of the CPU time without hard policies, what a command may take with them, besides what starting anything differs by. */
const MOST_TIMES = 2;
const MARGIN_MS = 1500;
/** What one hard policy may add to the report, whose proposals look through it until they refuse it. */
const LONGEST_OF_ONE_MS = 250;

const COMMANDS: readonly (readonly string[])[] = [
  ['derive'],
  ['query', 'worklist', '--days', '91'],
  ['query', 'policies'],
  ['query', 'policies', '--by', 'service'],
  ['query', 'policies', '--by', 'principal'],
  ['query', 'policies', '--kind', 'wildcard'],
  ['digest'],
];

/** Every policy is attached to all roles, or to the first two. */
function sourceOf(policies: readonly HardPolicy[], at: number): Source {
  const principals = Array.from({ length: ROLES }, (_, number) => {
    return { id: `AROA${number}`, name: `role-${number}`, actions: ACTIONS, usedAt: at - DAY_MS };
  });
  const source = fakeSource([{ id: ACCOUNT, principals }]);
  return { ...source, reports: (account, options) => withShared(policies, at, source.reports(account, options)) };
}

async function* withShared(policies: readonly HardPolicy[], at: number, reports: AccountReports): AccountReports {
  const arns = policies.map((_, number) => `arn:aws:iam::${ACCOUNT}:policy/shared-${number}`);
  for (let number = 0; ; number++) {
    const next = await reports.next();
    if (next.done)
      return { ...next.value, groups: [], policies: policies.map((policy, n) => rowOf(policy, arns[n] as string)) };
    const attached_policy_arns = number < 2 ? arns : arns.filter((_, n) => n % 2 === 1);
    const own = { attached_policy_arns, inline_policy_names: [], generated_at: at };
    yield { ...next.value, principal: { ...next.value.principal, ...own } };
  }
}

function rowOf({ name, text }: HardPolicy, policy_arn: string) {
  return {
    ...{ account_id: ACCOUNT, policy_arn, policy_id: `ANPA${policy_arn}`, policy_name: name, path: '/' },
    ...{ is_aws_managed: false, default_version_id: 'v1', document: text, created_at: 0, updated_at: 0 },
    ...{ attachment_count: 2, permissions_boundary_usage_count: 0 },
  };
}

const folder = mkdtempSync(join(tmpdir(), 'access-lake-shared-'));
const tookMs = new Map<string, { calm: number; hard: number }>();

/** CPU time of a command in this process. */
async function timed(...argv: readonly string[]): Promise<number> {
  const begun = process.cpuUsage();
  await succeeded(argv);
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

beforeAll(async () => {
  const many = Array.from({ length: HARD.length }, (_, at) => ORDINARY[at % ORDINARY.length] as HardPolicy);
  for (const [name, policies] of Object.entries({ calm: many, hard: HARD })) {
    for (const at of [Date.now() - 100 * DAY_MS, Date.now()]) {
      const effects = { ...systemEffects, now: () => at };
      await exportSnapshot(optionsFor(folderStore(join(folder, name))), effects, async () => sourceOf(policies, at));
    }
  }
  for (const command of COMMANDS) {
    const [calm = 0, hard = 0] = [
      await timed(...command, '--destination', join(folder, 'calm')),
      await timed(...command, '--destination', join(folder, 'hard')),
    ];
    tookMs.set(command.join(' '), { calm, hard });
  }
  for (const name of ['calm', 'hard'] as const) {
    const took = await timed('report', '--destination', join(folder, name), '--out', join(folder, `${name}.html`));
    tookMs.set('report', { ...{ calm: 0, hard: 0 }, ...tookMs.get('report'), [name]: took });
  }
}, 900_000);

afterAll(() => rmSync(folder, { recursive: true }));

test('no command takes more than twice the CPU of one over ordinary policies', () => {
  const shown = [...tookMs].map(
    ([command, { calm, hard }]) => `${command}: ${Math.round(calm)} ms, ${Math.round(hard)} ms`,
  );
  console.log(shown.join('\n'));
  const slow = [...tookMs].filter(([command, { calm, hard }]) => {
    const more = command === 'report' ? LONGEST_OF_ONE_MS * HARD.length : MARGIN_MS;
    return hard > MOST_TIMES * calm + more;
  });
  expect(slow.map(([command]) => command)).toEqual([]);
});
