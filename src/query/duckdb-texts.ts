/** The texts of a column of an answer, read from DuckDB's memory many at a time. */
import { isAscii } from 'node:buffer';
import { DuckDBBlobVector, type DuckDBVarCharVector } from '@duckdb/node-api';

type MakeVector = ConstructorParameters<typeof DuckDBBlobVector>;

/** What a vector of texts holds: 16 bytes a text, laid out as `duckdb_string_t` of DuckDB's C API. */
interface Memory {
  readonly dataView: DataView;
  readonly validity: MakeVector[1];
  readonly vector: MakeVector[2];
}

const bytesAnItem = 16;
const bytesOfLength = 4;
/** Longer texts lie elsewhere: their item holds length and address. */
const longestInItem = 12;

/**
 * Every text of a vector. The library asks its addon for each longer text by itself, which is most of the time that a
 * large answer takes; those of a vector lie side by side in memory, and are asked for together here.
 */
export function textsOf(vector: DuckDBVarCharVector): (string | null)[] {
  const memory = vector as unknown as Memory;
  const { buffer, byteOffset, byteLength } = memory.dataView;
  const inItems = Buffer.from(buffer, byteOffset, byteLength);
  const texts: (string | null)[] = [];
  const longer: number[] = [];
  for (let item = 0; item < vector.itemCount; item++) {
    const length = memory.validity.itemValid(item) ? lengthOf(memory, item) : -1;
    const start = item * bytesAnItem + bytesOfLength;
    if (length > longestInItem) longer.push(item);
    texts.push(length < 0 ? null : length > longestInItem ? '' : inItems.toString('utf8', start, start + length));
  }
  for (let from = 0; from < longer.length; ) {
    const to = endOfRun(memory, longer, from);
    readRun(memory, longer.slice(from, to), texts);
    from = to;
  }
  return texts;
}

/** Where in `items` the texts end that follow each other byte by byte from `from` on. */
function endOfRun(memory: Memory, items: readonly number[], from: number): number {
  let to = from;
  let end = addressOf(memory, items[from] as number);
  while (to < items.length && addressOf(memory, items[to] as number) === end) {
    end += BigInt(lengthOf(memory, items[to] as number));
    to += 1;
  }
  return to;
}

function readRun(memory: Memory, items: readonly number[], texts: (string | null)[]): void {
  const lengths = items.map((item) => lengthOf(memory, item));
  const bytes = bytesFrom(
    memory,
    items[0] as number,
    lengths.reduce((sum, length) => sum + length, 0),
  );
  const encoding = isAscii(bytes) ? 'latin1' : 'utf8';
  let start = 0;
  for (const [at, item] of items.entries()) {
    const end = start + (lengths[at] as number);
    texts[item] = bytes.toString(encoding, start, end);
    start = end;
  }
}

/** The bytes of the text of an item and of those behind it, by a vector whose one item is as long as all of them. */
function bytesFrom(memory: Memory, item: number, length: number): Buffer {
  const whole = new DataView(new ArrayBuffer(bytesAnItem));
  whole.setUint32(0, length, true);
  whole.setBigUint64(8, addressOf(memory, item), true);
  const vector = new DuckDBBlobVector(whole, memory.validity.slice(item, 1), memory.vector, 0, 1);
  const bytes = vector.getItemBytes(0) as Uint8Array;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function lengthOf({ dataView }: Memory, item: number): number {
  return dataView.getUint32(item * bytesAnItem, true);
}

function addressOf({ dataView }: Memory, item: number): bigint {
  return dataView.getBigUint64(item * bytesAnItem + 8, true);
}
