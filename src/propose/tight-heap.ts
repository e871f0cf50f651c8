/**
 * How far V8 lets the heap grow before it looks for what is in use: the one place where V8 is tuned. `propose` of 10,000
 * documents takes 497 MB by it in place of 601 (bench/results).
 */
import { setFlagsFromString } from 'node:v8';

/** Of what was in use at the last collection: as V8 takes it where memory is short; else it lets the heap grow by up to 300 %. */
const GROWTH_PERCENT = 30;
/** V8 decides itself. */
const ANY = 0;

/** Works in a heap that follows what is in use; afterwards it is V8's to decide again. */
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
