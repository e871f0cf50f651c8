/** What a person sees meanwhile, under a pseudo terminal (`script` of util-linux). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSimulation } from '../../../src/simulation/simulation.js';
import { type Built, buildCommand } from '../built.js';

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

const ENDED = 'the command has ended';

/** Its terminal stays until all that it wrote was read: `script` drops what it has not read when its child exits. */
function startOnTerminal(argv: readonly string[], environment: Readonly<Record<string, string>> = {}, columns = 80) {
  const words = [process.execPath, built.main, ...argv].map((word) => `'${word}'`);
  const command = ['trap : INT; stty', 'cols', `${columns};`, ...words, `; echo '${ENDED}'; read line`].join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm', NODE_NO_WARNINGS: '1', ...environment },
  });
  const terminal = { child, shown: '', closed: once(child, 'close') };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    terminal.shown += piece;
    if (terminal.shown.endsWith(`${ENDED}\r\n`)) child.stdin.end('\n');
  });
  return terminal;
}

async function onTerminal(...argv: readonly string[]): Promise<string> {
  return shownOn(80, argv);
}

async function shownOn(columns: number, argv: readonly string[]): Promise<string> {
  const terminal = startOnTerminal(argv, {}, columns);
  await terminal.closed;
  return terminal.shown.slice(0, terminal.shown.lastIndexOf(ENDED));
}

test.each([
  ['report', ['report', '--destination', lake, '--out', join(folder, 'report.html')], 'Collecting the report: '],
])('%s says what it does, how far it is and for how long, and leaves no line of it', async (_, argv, phase) => {
  const shown = await onTerminal(...argv);
  const drawn = shown.split('\r\x1b[K').slice(1);
  expect(drawn.find((line) => line.startsWith(phase))).toMatch(
    /: (\d+ statements?, )?([\d,]+ rows, )?\d+:\d\d elapsed/,
  );
  expect(drawn.at(-1)).not.toContain('elapsed');
});

test('the demo shows that it makes the report, and ends with lines that a shell takes whole', async () => {
  const shown = await onTerminal('demo', '--destination', join(folder, 'demo'), '--account-count', '1');
  expect(shown).toMatch(/Collecting the report: .*\d+ statements?, .*elapsed/);
  const next = shown.slice(shown.lastIndexOf('Next:')).split('\r\n').slice(1, 5);
  for (const line of next) expect(line).toMatch(/^ {2}(npx [^#]+ )?# \S/);
});

test('Ctrl-C in an export is answered by a sentence that no bar is drawn over', async () => {
  const simulation = await startSimulation({ seed: 7, accounts: 4, principalsPerAccount: 30, jobMs: [15_000, 30_000] });
  try {
    const argv = ['export', '--destination', join(folder, 'stopped'), '--role-name', 'AccessLakeReader'];
    const terminal = startOnTerminal(argv, simulation.env);
    let isPressed = false;
    terminal.child.stdout.on('data', () => {
      if (isPressed || !terminal.shown.includes('under way')) return;
      isPressed = true;
      terminal.child.stdin.write('\x03');
    });
    await terminal.closed;
    const after = terminal.shown.slice(terminal.shown.indexOf('Stopping: what is whole is kept. Once more stops'));
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
    const shown = await shownOn(columns, ['query', name, '--destination', lake]);
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
