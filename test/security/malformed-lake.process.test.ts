/** A lake with commits that nobody can believe: the commands tell them, answer from the others, and never from nothing. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { runCommand } from '../cli/run-command.js';

const FIXTURE = fileURLToPath(new URL('../fixtures/lake', import.meta.url));
const KEY = 'runs/20990101T000000000Z-aaaaaaaa.parquet';
const TOLD = `${KEY} cannot be read as a commit: its run is not shown.`;
const folder = mkdtempSync(join(tmpdir(), 'access-lake-malformed-'));
const lake = join(folder, 'lake');
const alone = join(folder, 'alone');
afterAll(() => rmSync(folder, { recursive: true }));

cpSync(FIXTURE, lake, { recursive: true });
mkdirSync(join(alone, 'runs'), { recursive: true });
for (const place of [lake, alone]) writeFileSync(join(place, KEY), 'no Parquet');

const run = (place: string, ...argv: readonly string[]) =>
  runCommand([...argv, '--destination', place], { columns: 200 });

const COMMANDS = [
  ['query', 'usage', '--format', 'csv'],
  ['query', '--sql', 'SELECT count(*) FROM snapshot_accounts'],
  ['report', '--out', join(folder, 'report.html')],
  ['expire', '--older-than', '9999d', '--dry-run'],
];

test.each(COMMANDS)('%s %s tells it on stderr and answers from the other runs', async (...argv) => {
  const { exit, out, text } = await run(lake, ...argv);
  expect(exit).toBe('ok');
  expect(out.length).toBeGreaterThan(10);
  expect(text).toContain(`Warning: ${TOLD}\n`);
});

test('snapshots tells it in its answer, verify as damage', async () => {
  const snapshots = await run(lake, 'snapshots');
  expect(snapshots).toMatchObject({ exit: 'ok', out: expect.stringMatching(/^2 committed runs .*\n/) });
  expect(snapshots.out).toContain(`\nNot shown:\n  ${TOLD}\n`);
  expect(JSON.parse((await run(lake, 'snapshots', '--json')).out)).toMatchObject({ malformed: [{ key: KEY }] });
  const verified = await run(lake, 'verify');
  expect(verified).toMatchObject({ exit: 'nothing', out: expect.stringContaining('2 committed runs') });
  expect(verified.out).toContain(`  commit: ${KEY} cannot be read as a commit\n`);
});

test.each(COMMANDS.slice(0, 3))('%s %s of a lake that holds nothing else answers nothing', async (...argv) => {
  const { exit, out, text } = await run(alone, ...argv);
  expect({ exit, out }).toEqual({ exit: 'nothing', out: '' });
  expect(text).toContain(TOLD);
});
