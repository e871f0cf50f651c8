/** The Parquet library, loaded when it is needed: its WebAssembly takes some 30 ms. */
import { createRequire } from 'node:module';
import { optimizeWasmLate } from '../../tools/v8.js';

export type ParquetWasm = typeof import('parquet-wasm');

export async function loadParquetWasm(): Promise<ParquetWasm> {
  optimizeWasmLate();
  return createRequire(import.meta.url)('parquet-wasm') as ParquetWasm; // faster than an import, as for DuckDB's client
}

/** False where Node runs without a compiler (`--jitless`), as hardened machines may. */
export function hasWebAssembly(): boolean {
  return (globalThis as { WebAssembly?: unknown }).WebAssembly !== undefined;
}
