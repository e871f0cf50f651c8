/** A whole export to a file system that is full, and to one that is read-only: said, nothing shown, and gone on with later. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Simulation, startSimulation } from '../../../src/simulation/simulation.js';
import { type Built, buildCommand } from '../../cli/built.js';
import { isMeasured } from '../../export/truth-rows.js';
import { judge, listedNow, readAccounts } from '../../law/judge.js';
import { sampled } from '../../sampled.js';

const execute = promisify(execFile);
let built: Built;
let simulation: Simulation;
let folder: string;
let lake: string;

beforeAll(async () => {
  built = await buildCommand();
  simulation = await startSimulation({ seed: 9, accounts: 5, principalsPerAccount: 4, jobMs: [1, 20] });
  folder = await mkdtemp(join(tmpdir(), 'access-lake-disk-'));
  lake = join(folder, 'lake');
  await mkdir(lake);
});

afterAll(async () => {
  built.remove();
  await simulation.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs shell lines as the owner of a mount namespace; `export_lake` there is the command, and prints its exit code. */
async function mounted(lines: readonly string[]): Promise<string> {
  const command = `'${process.execPath}' '${built.main}' export --destination '${lake}' --role-name AccessLakeReader`;
  const use = `export_lake() { code=0; ${command} --progress none 2>&1 || code=$?; echo "exit $code"; }`;
  const script = [use, 'set -e', ...lines];
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const env = { ...process.env, ...simulation.env };
  const { stdout } = await execute('unshare', [...asRoot, '--mount', 'sh', '-c', script.join('\n')], { env });
  return stdout;
}

test.each(sampled(3, [128, 64, 192]))(
  'a disk of %i KiB is full: no run is shown; with room the same command goes on',
  async (size) => {
    const copy = join(folder, `copy-${size}`);
    const said = await mounted([
      `mount -t tmpfs -o size=${size}k none '${lake}'`,
      'export_lake',
      `find '${lake}' -path '*/runs/*' | wc -l`,
      `mount -o remount,size=64m '${lake}'`,
      'export_lake',
      `cp -r '${lake}' '${copy}'`,
    ]);
    expect(said).toMatch(/Cannot write ".*": no space is left on the file system \(ENOSPC\)/);
    expect(said).toMatch(/exit 4\n0\n/);
    expect(said).toMatch(/exit 0\n$/);
    const rows = await readAccounts(copy);
    const accounts = simulation.truth().accounts.filter(isMeasured);
    const verdicts = accounts.map((account) => judge(rows(account.row.account_id), account, listedNow(account)));
    expect(verdicts.flatMap(({ silent }) => silent)).toEqual([]);
    expect(verdicts.map(({ status, told }) => [status, told])).toEqual(accounts.map(() => ['exported', 0]));
  },
);

test('a read-only file system is said before the first call', async () => {
  const before = simulation.calls.sum().total;
  const said = await mounted([`mount -t tmpfs -o ro none '${lake}'`, 'export_lake']);
  expect(said).toMatch(/the file system is read-only \(EROFS\)[\s\S]*exit 4\n$/);
  expect(simulation.calls.sum().total).toBe(before);
});
