/** A staged part that was cut or changed by hand is found by its checksum, and its account collected again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { parseFault } from '../../src/simulation/faults.js';
import type { TruthAccount } from '../../src/simulation/truth.js';
import { filesIn, inFolder, optionsFor } from '../export/lake.js';
import { fastEffects } from './fast-effects.js';
import { judge, listedNow, readAccounts } from './judge.js';
import { simulated } from './simulated.js';

const simulation = simulated({ seed: 3, accounts: 3, principalsPerAccount: 2 });

const damages: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['cut', (bytes) => bytes.subarray(0, bytes.length / 2)],
  [
    'changed by a byte',
    (bytes) => Buffer.concat([bytes.subarray(0, 40), Buffer.of((bytes[40] ?? 0) ^ 1), bytes.subarray(41)]),
  ],
];

test.each(damages)(
  'a part that is %s',
  async (_, damage) => {
    const [damaged, denied, kept] = simulation().truth().accounts as [TruthAccount, TruthAccount, TruthAccount];
    const fault = parseFault(`access-denied:account=${denied.row.account_id},action=GetServiceLastAccessedDetails`);
    await inFolder(async (folder, store) => {
      simulation().faults.add(fault);
      const incomplete = exportSnapshot(optionsFor(store, { minCoverage: 100 }), fastEffects(40));
      await expect(incomplete).rejects.toThrow(/below "100" per cent/);
      simulation().faults.remove(fault);
      const [part, ...more] = filesIn(folder).filter(
        (file) => /\.arrow\.br$/.test(file) && file.includes(damaged.row.account_id),
      );
      expect(more).toEqual([]);
      const path = join(folder, part as string);
      writeFileSync(path, damage(readFileSync(path)));
      const jobs = ({ principals }: TruthAccount) =>
        principals.map(({ row }) => simulation().calls.generated(row.principal_arn));
      const [again, once] = [jobs(damaged), jobs(kept)];
      await exportSnapshot(optionsFor(store, { minCoverage: 100 }), fastEffects(40));
      expect(jobs(damaged)).toEqual(again.map((count) => count + 1));
      expect(jobs(kept)).toEqual(once);
      const lake = await readAccounts(folder);
      const verdicts = [damaged, denied, kept].map((account) =>
        judge(lake(account.row.account_id), account, listedNow(account)),
      );
      expect(verdicts.flatMap(({ silent }) => silent)).toEqual([]);
      expect(verdicts.map(({ status, told }) => [status, told])).toEqual([
        ['exported', 0],
        ['exported', 0],
        ['exported', 0],
      ]);
    });
  },
  60_000,
);
