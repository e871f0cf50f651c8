/** How much memory asking a lake may take. */
import { totalmem } from 'node:os';

/** Whatever is asked: it must leave room for the rest of the machine, and an answer that does not end must end. */
const MOST_OF_DUCKDB = 4e9;
/** Less is little: DuckDB's half is hardly more than what Node and an answer on its way take beside it. */
const LITTLE = 2e9;
/** Beside what DuckDB counts: Node, the answer on its way, and the vectors that a statement works with. */
const [LEAST_BESIDE, MOST_BESIDE] = [500e6, 1.5e9];

/** Bytes that DuckDB may take, as it counts them itself: at most half of the machine, or of the container. */
export function duckdbMemory(): number {
  return Math.floor(Math.min(MOST_OF_DUCKDB, machineMemory() / 2));
}

/** Resident bytes that a process that asks may have, whatever DuckDB counts. */
export function queryMemory(): number {
  return duckdbMemory() + Math.max(LEAST_BESIDE, Math.min(MOST_BESIDE, machineMemory() / 4));
}

/** Whether every byte counts that an allocator keeps for itself. */
export function isMemoryShort(): boolean {
  return machineMemory() < LITTLE;
}

function machineMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory?.() || Number.POSITIVE_INFINITY);
}
