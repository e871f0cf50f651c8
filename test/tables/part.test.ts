import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Columns } from '../../src/model/columns.js';
import { withConstants } from '../../src/tables/columns/complete.js';
import { decodePart, encodePart } from '../../src/tables/part.js';
import { ALL_KINDS, columnsLike } from './arbitrary-columns.js';
import { recordsOf } from './records.js';

const tables = fc.dictionary(
  fc.constantFrom('principals', 'actions', 'groups'),
  fc.oneof(columnsLike(ALL_KINDS), columnsLike({})),
  { maxKeys: 3, noNullPrototype: true },
);

describe('a staged part', () => {
  it('holds what it was given', async () => {
    await fc.assert(fc.asyncProperty(tables, roundTrip), { numRuns: 150 });
  });

  it('holds tables without rows, and no tables', async () => {
    await roundTrip({});
    await roundTrip({
      actions: { rows: 0, columns: { name: { kind: 'codes', dictionary: [], codes: new Int32Array() } } },
    });
  });

  it('keeps constants small', async () => {
    const table = withConstants({ rows: 100_000, columns: {} }, { account_id: '111122223333' });
    expect((await encodePart({ table })).length).toBeLessThan(1000);
    await roundTrip({ table });
  });

  it('damaged in any byte, is found or decodes equal', async () => {
    const [original] = fc.sample(columnsLike(ALL_KINDS), { numRuns: 1, seed: 11 }) as [Columns];
    const bytes = await encodePart({ original });
    const rows = recordsOf(original);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = (damaged[at] as number) ^ (1 << (at & 7));
      await foundOrEqual(damaged, rows);
    }
    for (let end = 0; end < bytes.length; end++) await expectDamaged(bytes.subarray(0, end));
  });

  it('bytes of anything else are found', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), expectDamaged), { numRuns: 200 });
  });
});

async function roundTrip(given: Readonly<Record<string, Columns>>): Promise<void> {
  const decoded = await decodePart(await encodePart(given));
  expect(Object.keys(decoded)).toEqual(Object.keys(given));
  for (const [name, columns] of Object.entries(given)) {
    expect(decoded[name]?.rows).toBe(columns.rows);
    expect(Object.keys(decoded[name]?.columns ?? {})).toEqual(Object.keys(columns.columns));
    expect(recordsOf(decoded[name] as Columns)).toEqual(recordsOf(columns));
  }
}

async function foundOrEqual(bytes: Uint8Array, rows: ReturnType<typeof recordsOf>): Promise<void> {
  const decoded = await decodePart(bytes).catch((error: Error) => error);
  if (decoded instanceof Error) expect(decoded.name).toBe('DamagedError');
  else expect(recordsOf(decoded.original as Columns)).toEqual(rows);
}

async function expectDamaged(bytes: Uint8Array): Promise<void> {
  await expect(decodePart(bytes)).rejects.toMatchObject({ name: 'DamagedError' });
}
