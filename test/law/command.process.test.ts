/** The command in a process of its own, under other time zones, by both encoders: its lake equals the truth. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { type Built, buildCommand, ended, start } from '../cli/built.js';
import { inFolder } from '../export/lake.js';
import { isMeasured } from '../export/truth-rows.js';
import { judge, listedNow, readAccounts } from './judge.js';

let built: Built;
let simulation: Simulation;

beforeAll(async () => {
  built = await buildCommand();
  simulation = await startSimulation({ seed: 23, accounts: 5, principalsPerAccount: 3, jobMs: [5, 40] });
});

afterAll(async () => {
  built.remove();
  await simulation.stop();
});

const ways = [
  ['arrow', 'America/New_York'],
  ['parquetjs', 'Asia/Kolkata'],
] as const;

test.concurrent.each(ways)(
  'encoder %s under TZ=%s',
  async (encoder, TZ) => {
    await inFolder(async (folder) => {
      rmSync(folder, { recursive: true });
      const access = ['--role-name', 'AccessLakeReader', '--no-trends'];
      const args = ['export', '--destination', folder, ...access, '--encoder', encoder];
      const { code, stderr } = await ended(start([built.main, ...args], { ...simulation.env, TZ }));
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const lake = await readAccounts(folder);
      const { accounts } = simulation.truth();
      const measured = accounts.filter(isMeasured);
      const verdicts = measured.map((account) => judge(lake(account.row.account_id), account, listedNow(account)));
      expect(verdicts.flatMap(({ silent }) => silent)).toEqual([]);
      expect(verdicts.map(({ status, told }) => [status, told])).toEqual(measured.map(() => ['exported', 0]));
      expect(verdicts.every(({ rightRows }) => rightRows > 10)).toBe(true);
      const others = accounts
        .filter((account) => !isMeasured(account))
        .map(({ row }) => lake(row.account_id).accounts[0]);
      expect(others.map((row) => row?.status)).toEqual(others.map(() => 'skipped'));
    });
  },
  60_000,
);
