/** Puts what the tests on real engines need into the cache, so that it is there before they begin: `node scripts/bundle.mjs`. */
import { motoFolder } from './glue.js';
import { hiveFolder } from './hive-ddl/parser.js';
import { trinoFolder, trinoJava } from './trino.js';
import { versitygwProgram } from './versitygw.js';

const PARTS = { trinoFolder, trinoJava, versitygwProgram, motoFolder, hiveFolder };

for (const [name, fetchPart] of Object.entries(PARTS)) {
  const from = performance.now();
  await fetchPart();
  console.log(`${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
}
