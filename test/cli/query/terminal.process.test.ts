/** What a person sees meanwhile, under a pseudo terminal (`script` of util-linux). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

async function onTerminal(...argv: readonly string[]): Promise<string> {
  const command = [process.execPath, built.main, ...argv].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm', NODE_NO_WARNINGS: '1' },
  });
  child.stdin.end();
  const [shown] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return shown;
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
