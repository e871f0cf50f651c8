/** How much memory asking a lake may take. */
import { totalmem } from 'node:os';

/** Unless somebody says so: it must leave room for the rest of the machine, and an answer that does not end must end. */
const MOST_OF_DUCKDB = 4e9;
/** With less, questions fail on the lake of the demo. */
export const LEAST_OF_DUCKDB = 256e6;
/** Below this, what an allocator keeps for each thread counts. */
const LITTLE = 2e9;
/** Beside what DuckDB counts: Node, the answer on its way, and the vectors that a statement works with. */
const [LEAST_BESIDE, MOST_BESIDE] = [500e6, 1.5e9];

/** The ways out, where there was too little. */
export const MORE_MEMORY =
  'Allow more by --memory, such as 8GB (the process takes up to 1.5 GB more), or ask for less: one date, an account or a service.';

let given: number | undefined;

/** What a person allows DuckDB in this process, bytes; undefined: the default. From the next database on. */
export function allowMemory(bytes: number | undefined): void {
  given = bytes;
}

/** Bytes that DuckDB may take, as it counts them itself: unless given, at most half of the machine, or of the container. */
export function duckdbMemory(): number {
  return given ?? Math.floor(Math.min(MOST_OF_DUCKDB, machineMemory() / 2));
}

/** Resident bytes that a process that asks may have, whatever DuckDB counts; `allowed`: what a person allows DuckDB. */
export function queryMemory(allowed = duckdbMemory()): number {
  return allowed + Math.max(LEAST_BESIDE, Math.min(MOST_BESIDE, machineMemory() / 4));
}

/** Whether every byte counts that an allocator keeps for itself. */
export function isMemoryShort(): boolean {
  return machineMemory() < LITTLE;
}

/** Bytes of the machine, or of the container that this process is in. */
export function machineMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory?.() || Number.POSITIVE_INFINITY);
}
