/** What a person sees meanwhile on a terminal. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSimulation } from '../../../src/simulation/simulation.js';
import { type Built, buildCommand } from '../built.js';
import { shownOnTerminal, startOnTerminal } from '../on-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-terminal-'));
const lake = join(folder, 'lake');
cpSync(new URL('../../fixtures/lake', import.meta.url), lake, { recursive: true });
let built: Built;
beforeAll(async () => {
  built = await buildCommand();
});
afterAll(() => {
  built.remove();
  rmSync(folder, { recursive: true });
});

test.each([
  ['report', ['report', '--destination', lake, '--out', join(folder, 'report.html')], 'Collecting the report: '],
])('%s says what it does, how far it is and for how long, and leaves no line of it', async (_, argv, phase) => {
  const shown = await shownOnTerminal([built.main, ...argv]);
  const drawn = shown.split('\r\x1b[K').slice(1);
  expect(drawn.find((line) => line.startsWith(phase))).toMatch(
    /: (\d+ statements?, )?([\d,]+ rows, )?\d+:\d\d elapsed/,
  );
  expect(drawn.at(-1)).not.toContain('elapsed');
});

test('Ctrl-C in an export is answered by a sentence that no bar is drawn over', async () => {
  const simulation = await startSimulation({ seed: 7, accounts: 4, principalsPerAccount: 30, jobMs: [15_000, 30_000] });
  try {
    const argv = ['export', '--destination', join(folder, 'stopped'), '--role-name', 'AccessLakeReader'];
    const terminal = startOnTerminal([built.main, ...argv], { environment: simulation.env });
    let isPressed = false;
    terminal.child.stdout?.on('data', () => {
      if (isPressed || !terminal.shown().includes('under way')) return;
      isPressed = true;
      terminal.child.stdin?.write('\x03');
    });
    await terminal.closed;
    const shown = terminal.shown();
    const after = shown.slice(shown.indexOf('Stopping: what is whole is kept. Once more stops at once.'));
    expect(after).toContain('Interrupted: ');
    expect(after).not.toContain('\x1b[');
  } finally {
    await simulation.stop();
  }
});

test.each([
  [80, 'worklist'],
  [120, 'worklist'],
  [80, 'administrators'],
  [120, 'administrators'],
])(
  'at %i columns no line of %s is broken by the terminal, but for commands, which are pasted',
  async (columns, name) => {
    const shown = await shownOnTerminal([built.main, 'query', name, '--destination', lake], { columns });
    const lines = shown.split('\r\n').map((line) => line.slice(line.lastIndexOf('\x1b[K') + 1).replace('[K', ''));
    const commands = lines.filter((line) => line.includes('npx --no-install access-lake'));
    expect(commands.length).toBeGreaterThan(1);
    for (const command of commands) expect(command).toMatch(new RegExp(`--destination ${lake}$`));
    const long = lines.filter((line) => line.length > columns);
    for (const line of long) expect(line).toMatch(/^ *npx /);
    const at = lines.findIndex((line) => line.includes('account_name'));
    expect(lines[at]).toMatch(name === 'worklist' ? /^task +account_name/ : /^account_name +principal_arn/);
  },
);
