/** The pairs of dates that each landing leaves: the digest is the same on Trino and DuckDB. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engines, startEngines } from '../engines/programs/engines.js';
import { FIRST_PAIR, PAIRS, QUICK, sameDigest } from '../engines/questions/digest-twins.js';
import { type TwinLake, twinLake } from '../engines/questions/lake.js';
import { openTwins, type Twins } from '../engines/questions/twins.js';
import { BASE_LAKE } from '../engines/questions/variants.js';

let engines: Engines;
let lake: TwinLake;
let twins: Twins;

beforeAll(async () => {
  engines = await startEngines();
  lake = await twinLake(engines, 'digest', BASE_LAKE);
  twins = await openTwins(engines, lake, 'digest');
});

afterAll(async () => {
  await twins?.close();
  await lake?.remove();
});

const others = PAIRS.filter((pair) => pair.join() !== FIRST_PAIR.join());

test('each landing compares one pair, a release the other five', () => {
  expect(others).toHaveLength(5);
});

test.each(others)('Trino and DuckDB tell the same of %s and %s', async (...pair) => {
  await sameDigest(twins, pair, QUICK);
});
