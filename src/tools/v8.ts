/** The one place where V8 is tuned, each time with the figure that it buys (bench/results). */
import { setFlagsFromString } from 'node:v8';

/** Of what was in use at the last collection: as V8 takes it where memory is short; else it lets the heap grow by up to 300 %. */
const GROWTH_PERCENT = 30;
/** V8 decides itself. */
const ANY = 0;

/**
 * Works in a heap that follows what is in use; afterwards it is V8's to decide again. `propose` of 10,000 documents takes
 * 497 MB by it in place of 601, `report` of 400 accounts 1,590 in place of 1,734, one run each.
 */
export async function inTightHeap<T>(work: () => Promise<T>): Promise<T> {
  setGrowth(GROWTH_PERCENT);
  try {
    return await work();
  } finally {
    setGrowth(ANY);
  }
}

/** V8 reads the flag at each collection, so it may change while the program runs. */
function setGrowth(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}

/** What a function of WebAssembly must have done, in bytes executed, before V8 compiles it anew with its optimizing compiler. */
const TIERING_BUDGET = 20_000_000;

/**
 * Leaves WebAssembly as it was compiled first until a function has run for long: reading a few manifests takes 290 ms of
 * CPU by it in place of 610. To be called before the module is loaded.
 */
export function optimizeWasmLate(): void {
  setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`);
}
