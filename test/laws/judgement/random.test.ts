/**
 * Two-sided, over random lakes: the set of bits of each judged row and subject is the oracle's. What is withheld without a
 * reason fails as what is listed against one does.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { REASONS } from '../../../src/model/reasons.js';
import { lawLake } from '../judged/lakes.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { judgementsOf } from '../reasons/judgements.js';
import { seeds } from '../seeds.js';
import { allBySql, keyOfItem } from './by-sql.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const DAYS = [90, 30, 200, 0, 400];

it.each(seeds(4))('every row is judged as the oracle judges it: seed %i', async (seed) => {
  const { lake } = lawLake(seed);
  await engine.show(lake);
  const dates = [...new Set((lake.get('runs') ?? []).map((run) => String(run.snapshot_date)))].sort();
  const found: string[] = [];
  for (const [at, date] of dates.toReversed().slice(0, 3).entries()) {
    const days = DAYS[(seed + at) % DAYS.length] as number;
    const question = { date, days };
    const bySql = await allBySql(engine, question);
    const byOracle = new Map(
      [...judgementsOf(lake, question)].flatMap((row) => {
        const key = keyOfItem(row);
        return key === null ? [] : [[key, row] as const];
      }),
    );
    for (const key of new Set([...bySql.keys(), ...byOracle.keys()])) {
      if (key.startsWith('MANAGED_POLICY') && !bySql.has(key)) continue; // the policy does not name it
      if (key.startsWith('ROLE_NAME') && key.includes('-renamed')) continue; // IAM gives no role another name
      const [sql, oracle] = [bySql.get(key), byOracle.get(key)];
      const said = [
        sql === undefined ? 'no row' : wordsOf(sql),
        oracle === undefined ? 'no row' : wordsOf(oracle.bits),
      ];
      if (said[0] !== said[1]) found.push(`${date} ${days} ${key}: SQL says ${said[0]}; the oracle ${said[1]}`);
    }
  }
  if (found.length > 0) expect.fail(`${found.length}\n${found.slice(0, 12).join('\n')}`);
});

function wordsOf(bits: number): string {
  return (
    REASONS.filter(({ bit }) => (bits & bit) > 0)
      .map(({ code }) => code)
      .join(' ') || 'nothing'
  );
}
