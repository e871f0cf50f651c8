import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { queryProgress } from '../../../src/cli/query/progress.js';
import { watched } from '../../../src/cli/query/watched.js';
import type { QueryEngine } from '../../../src/query/engine/engine.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A terminal, and all that is written to it. */
function progressOn(isTTY: boolean, columns = 80, isDrawn = true) {
  const written: string[] = [];
  const terminal = {
    note: (text: string) => void written.push(text),
    stderr: { isTTY, columns } as NodeJS.WriteStream,
  };
  return { written, progress: queryProgress(terminal, { monotonic: () => Date.now() }, { isDrawn }) };
}

const pages = (async function* () {
  yield [[1], [2]];
  yield [[3]];
})();
const engine: QueryEngine = {
  name: 'duckdb',
  query: async () => ({ columns: [], pages }),
  close: async () => undefined,
};

test('a terminal reads every second what is done, how far it is and for how long', async () => {
  const { written, progress } = progressOn(true);
  progress.phase('Asking worklist');
  expect(written).toEqual([]);
  const { pages } = await watched(engine, progress).query('', []);
  for await (const _ of pages) vi.advanceTimersByTime(1000);
  expect(written).toEqual([
    '\r\x1b[KAsking worklist: 1 statement, 2 rows, 0:01 elapsed',
    '\r\x1b[KAsking worklist: 1 statement, 3 rows, 0:02 elapsed',
  ]);
  progress.note('A line of its own.\n');
  expect(written.slice(2)).toEqual(['\r\x1b[K', 'A line of its own.\n']);
  vi.advanceTimersByTime(10_000);
  expect(written).toHaveLength(4);
  progress.phase('Reading');
  vi.advanceTimersByTime(1000);
  expect(written.at(-1)).toBe('\r\x1b[KReading: 0:13 elapsed');
});

test('what takes less than a second leaves no trace, and a line is never wider than the terminal', () => {
  const { written, progress } = progressOn(true, 12);
  progress.phase('Asking');
  vi.advanceTimersByTime(999);
  progress.end();
  expect(written).toEqual([]);
  progress.phase('Asking for something long');
  vi.advanceTimersByTime(1000);
  expect(written).toEqual(['\r\x1b[KAsking for ']);
});

test('where nobody looks, or nobody wants it, nothing is drawn; what was told last stays', () => {
  for (const { written, progress } of [progressOn(false), progressOn(true, 80, false)]) {
    progress.phase('Asking');
    progress.statement();
    vi.advanceTimersByTime(60_000);
    expect(written).toEqual([]);
  }
  const { written, progress } = progressOn(false);
  progress.show('2 of 2 documents looked at');
  progress.end();
  expect(written).toEqual(['2 of 2 documents looked at\n']);
});
