/** The demo as a new user runs it, and once more: half a minute of CPU each time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Built, buildCommand, ended, start } from '../cli/built.js';
import { shownOnTerminal } from '../cli/on-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-demo-'));
let built: Built;
beforeAll(async () => {
  built = await buildCommand();
});
afterAll(() => {
  built?.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('works twice over the same folder', async () => {
  const lake = join(folder, 'demo');
  for (const environment of [{}, { AWS_PROFILE: 'production' }]) {
    const { code, stdout } = await ended(
      start([built.main, 'demo', '--destination', lake, '--account-count', '2'], environment),
    );
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^The report, to open in a browser: .*demo-report[.]html$/);
  }
});

test('shows on a terminal that it makes the report, and ends with lines that a shell takes whole', async () => {
  const demo = ['demo', '--destination', join(folder, 'terminal'), '--account-count', '1'];
  const shown = await shownOnTerminal([built.main, ...demo]);
  expect(shown).toMatch(/Collecting the report: .*\d+ statements?, .*elapsed/);
  const next = shown.slice(shown.lastIndexOf('Next:')).split('\r\n').slice(1, 5);
  for (const line of next) expect(line).toMatch(/^ {2}(npx [^#]+ )?# \S/);
});
