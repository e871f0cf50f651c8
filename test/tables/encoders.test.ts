import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { accounts, runs } from '../../src/model/tables.js';
import { openEncoder } from '../../src/tables/encoders.js';
import { readParquet } from '../../src/tables/read.js';
import { rowsOfTable } from './arbitrary-rows.js';
import { encoderConformance, flat } from './encoder-conformance.js';
import { parquetOf } from './parquet-of.js';

encoderConformance({
  name: 'arrow',
  open: () => openEncoder('arrow'),
  compressions: ['ZSTD', 'GZIP'],
  dictionaries: true,
  largeGroup: 300_000,
});

encoderConformance({
  name: 'parquetjs',
  open: () => openEncoder('parquetjs'),
  compressions: ['GZIP'],
  dictionaries: false,
  largeGroup: 40_000,
});

describe('without WebAssembly', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('parquetjs comes in place of arrow and says so; its runs and accounts are read back', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    const notices: string[] = [];
    const encoder = await openEncoder('arrow', (message) => notices.push(message));
    expect(encoder.name).toBe('parquetjs');
    expect(notices).toEqual([expect.stringContaining('WebAssembly is missing')]);
    for (const table of [runs, accounts]) {
      await fc.assert(
        fc.asyncProperty(fc.array(rowsOfTable(table, 3), { maxLength: 2 }), async (groups) => {
          const rows = groups.flat().map((row) => flat(table, row));
          expect(await readParquet(table, await parquetOf(encoder, table, groups))).toEqual(rows);
        }),
        { numRuns: 20 },
      );
    }
  });

  it('with it, there is nothing to say', async () => {
    const notices: string[] = [];
    expect((await openEncoder('arrow', (message) => notices.push(message))).name).toBe('arrow');
    expect(notices).toEqual([]);
  });
});

describe('reading Parquet back', () => {
  it.each(['arrow', 'parquetjs'] as const)('bytes of %s cut anywhere are named as damaged', async (name) => {
    const encoder = await openEncoder(name);
    const file = await parquetOf(encoder, runs, [fc.sample(rowsOfTable(runs), { numRuns: 1, seed: 5 })[0] ?? []]);
    for (const end of [0, 3, 4, 8, file.length >> 1, file.length - 1]) {
      await expect(readParquet(runs, file.subarray(0, end)), `cut at ${end}`).rejects.toMatchObject({
        name: 'DamagedError',
      });
    }
    expect(await readParquet(runs, file)).not.toBeUndefined();
  });
});
