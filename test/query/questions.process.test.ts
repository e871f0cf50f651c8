/** Each question against rows worked out by hand. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { readQuestions } from '../../src/query/question/questions.js';
import { casesOf, expectedOf, foundBy } from './lake/cases.js';
import { writeLake } from './lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'questions-'));
const engines = new Map<string, Promise<QueryEngine>>();
afterAll(async () => {
  for (const engine of engines.values()) await (await engine).close();
  rmSync(folder, { recursive: true });
});

function engineOver(input: string): Promise<QueryEngine> {
  const place = join(folder, String(engines.size));
  const engine = engines.get(input) ?? writeLake(place, readFileSync(input, 'utf8')).then(duckdbEngine);
  engines.set(input, engine);
  return engine;
}

for (const { name } of readQuestions()) {
  describe(name, () => {
    const cases = casesOf(name);
    it('has a case', () => expect(cases.length).toBeGreaterThan(0));
    for (const one of cases) {
      it(one.name, async () => {
        expect(await foundBy(await engineOver(one.lake), one)).toEqual(expectedOf(one));
      });
    }
  });
}
