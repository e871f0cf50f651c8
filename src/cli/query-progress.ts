/** How a statement goes, on stderr: of Athena its state, bytes scanned and what they cost; DuckDB is silent. */
import type { QueryEngine, QueryOptions } from '../query/engine.js';
import { bytes } from './numbers.js';
import type { Terminal } from './terminal.js';

/** Athena's price a TB (10^12 bytes) scanned, in US dollars, and the least that a statement is billed for. */
const dollarsPerTb = 5;
const leastBilledBytes = 10_000_000;

export function queryProgress(
  engine: QueryEngine['name'],
  terminal: Terminal,
): { report: NonNullable<QueryOptions['onProgress']>; end(): void } {
  let last = '';
  const isTerminal = terminal.stderr.isTTY === true;
  return {
    report: ({ state, bytesScanned }) => {
      if (engine !== 'athena') return;
      last = `${state.toLowerCase()}: ${bytesScanned === null ? 'nothing scanned yet' : scanned(bytesScanned)}`;
      if (isTerminal) terminal.note(`\r\x1b[K${last}`);
    },
    end: () => {
      if (last !== '') terminal.note(isTerminal ? `\r\x1b[K${last}\n` : `${last}\n`);
    },
  };
}

function scanned(number: number): string {
  const cost = (Math.max(number, leastBilledBytes) / 1e12) * dollarsPerTb;
  return `${bytes(number)} scanned, about $${cost.toFixed(5)}`;
}
