/**
 * N is a number, at every one from 0 to 400: of permission sets without, with one and with only young roles, and of these roles,
 * the models say what the oracle says.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withFacts } from '../facts.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import { lakeOf } from '../reasons/text-lake.js';
import { differences, saidAt } from './by-models.js';
import { judgedRows, saidByModels, saidByOracle } from './principals.js';
import { judgedSubjectRows, saidOfSubjects } from './subjects.js';

const DATE = '2026-07-01';
const MOST_DAYS = 400;
const lake = withFacts(lakeOf(readFileSync(new URL('../judgement/sets-of-every-age.txt', import.meta.url), 'utf8')));

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
  await engine.show(lake);
});
afterAll(() => engine?.close());

it('the models say at every number of days what the oracle says', async () => {
  const dates = { snapshotDate: DATE, usesUntil: DATE };
  const [principals, subjects] = [await judgedRows(engine, dates), await judgedSubjectRows(engine, dates)];
  const history = historyOf(lake);
  for (let days = 0; days <= MOST_DAYS; days++) {
    const asked = ask(history, { date: DATE, days });
    const said = new Map([...subjects].map(([key, row]) => [key, saidAt(days, row)]));
    const found = [
      ...differences(saidByModels(principals, days), saidByOracle(asked), 'the oracle'),
      ...differences(said, saidOfSubjects(asked), 'the oracle'),
    ];
    expect([days, found]).toEqual([days, []]);
  }
});
