/** The live bar on a stream that says it is a terminal. */
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { barProgress } from '../../../src/cli/progress/bar.js';

function terminal(columns: number) {
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, taken) => {
      written.push(String(chunk));
      taken();
    },
  });
  return { written, stream: Object.assign(stream, { isTTY: true, columns }) as unknown as NodeJS.WriteStream };
}

test('lines worth keeping stand above the bar, and the bar is gone at the end', () => {
  const { written, stream } = terminal(80);
  const { progress, close } = barProgress(stream, { monotonic: () => 0 });
  progress({ type: 'planned', planId: 'p1', snapshotDate: '2026-11-25', resumed: true, accounts: 2 });
  progress({ type: 'notice', message: 'a \x1b[31mnotice' });
  close();
  const text = written.join('');
  expect(text).toContain('Resuming plan p1: 2 accounts, snapshot 2026-11-25.\n');
  expect(text).toContain(String.raw`a \x1b[31mnotice`);
  expect(text).toContain('accounts 0/2');
  expect(text.endsWith('\x1b[0J')).toBe(true);
});

test('the bar is gone once it is stopped, and what follows is lines', async () => {
  const { written, stream } = terminal(80);
  const stop = new AbortController();
  const { progress, close } = barProgress(stream, { monotonic: () => 0 }, stop.signal);
  progress({ type: 'planned', planId: 'p1', snapshotDate: '2026-11-25', resumed: false, accounts: 2 });
  stop.abort();
  expect(written.join('').endsWith('\x1b[0J')).toBe(true);
  const before = written.length;
  progress({ type: 'notice', message: 'later' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  close();
  expect(written.slice(before)).toEqual(['later\n']);
});

test('no setting of the terminal is changed: cursor and line wrap stay', () => {
  const { written, stream } = terminal(80);
  barProgress(stream, { monotonic: () => 0 }).close();
  expect(written.join('')).not.toContain('\x1b[?');
});
