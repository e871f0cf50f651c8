/** The Parquet library, loaded when it is needed: its WebAssembly takes some 30 ms. */
import { optimizeWasmLate } from '../../model/v8.js';

export type ParquetWasm = typeof import('parquet-wasm');

export async function loadParquetWasm(): Promise<ParquetWasm> {
  optimizeWasmLate();
  return import('parquet-wasm');
}

/** False where Node runs without a compiler (`--jitless`), as hardened machines may. */
export function hasWebAssembly(): boolean {
  return (globalThis as { WebAssembly?: unknown }).WebAssembly !== undefined;
}
