/** --out below the lake that is asked is refused, by whatever way it leads there. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands.js';
import { refuseInLake } from '../../../src/cli/options/outside.js';
import { inFolder } from '../../export/lake.js';
import { runCommand } from '../run-command.js';

const ASKING: Readonly<Record<string, readonly string[]>> = {
  query: ['query', '--sql', 'SELECT 1'],
  report: ['report'],
  propose: ['propose'],
};

test.each(Object.entries(ASKING))('%s refuses it, before anything is read', (_, argv) =>
  inFolder(async (folder) => {
    const lake = join(folder, 'lake');
    mkdirSync(lake);
    const out = join(lake, 'runs', 'x');
    const { error } = await runCommand([...argv, '--destination', lake, '--out', out]);
    expect(error).toMatchObject({
      message: `Cannot write "${out}": it lies in the lake "${lake}".`,
      hint: 'Give an --out outside of the lake.',
      exit: 'usage',
    });
  }),
);

test('every command with --out and --destination is among them', async () => {
  const loaded = await Promise.all(
    COMMANDS.map(async ({ name, load }) => ({ name, options: (await load()).command.options })),
  );
  const both = loaded.filter(({ options }) => 'out' in options && 'destination' in options);
  expect(both.map(({ name }) => name).sort()).toEqual(Object.keys(ASKING).sort());
});

test('links and dots do not hide it, and what only looks alike is taken', () =>
  inFolder(async (folder) => {
    const lake = join(folder, 'lake');
    mkdirSync(join(lake, 'runs'), { recursive: true });
    symlinkSync(join(lake, 'runs'), join(folder, 'link'));
    symlinkSync(lake, join(folder, 'other-name'));
    const refused =
      (out: string, destination = lake) =>
      () =>
        refuseInLake({ out: join(folder, out), destination });
    for (const out of ['lake', 'lake/x.csv', 'lake/no/such/x', 'link/x.csv', 'other-name/x'])
      expect(refused(out), out).toThrow('it lies in the lake');
    expect(refused('lake/x', join(folder, 'other-name'))).toThrow('it lies in the lake');
    for (const out of ['x.csv', 'lake.csv', 'lake-report.html', '..lake/x', 'lake/../x.csv'])
      expect(refused(out), out).not.toThrow();
    expect(() => refuseInLake({ out: 'x', destination: 's3://bucket/lake' })).not.toThrow();
  }));
