/** The cases of questions that test/engines leaves: Trino and DuckDB give the same answer on the lakes they were written for. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bound, bind } from '../../src/query/question/bind.js';
import { visibleDates, withDates } from '../../src/query/question/dates.js';
import { findQuestion } from '../../src/query/question/find.js';
import { readQuestions } from '../../src/query/question/questions.js';
import { type Engines, startEngines } from '../engines/programs/engines.js';
import { type TwinLake, twinLake } from '../engines/questions/lake.js';
import { differences, openTwins, type Twins } from '../engines/questions/twins.js';
import { BASE_LAKE, variantsOf } from '../engines/questions/variants.js';
import { type Case, casesOf, parametersOf } from '../query/lake/cases.js';
import { answerOf } from '../recorded/engine.js';

let engines: Engines;
beforeAll(async () => {
  engines = await startEngines();
});

const own = readQuestions()
  .flatMap(({ name }) => casesOf(name))
  .filter(({ lake }) => !lake.endsWith('/base.txt'));
const lakes = [...new Set(own.map(({ lake }) => lake))];

describe.each(lakes)('%s', (path) => {
  const name = `case-${lakes.indexOf(path)}`;
  let lake: TwinLake;
  let twins: Twins;
  beforeAll(async () => {
    lake = await twinLake(engines, name, readFileSync(path, 'utf8'));
    twins = await openTwins(engines, lake, name.replace('-', '_'));
  });
  afterAll(async () => {
    await twins?.close();
    await lake?.remove();
  });

  test.each(own.filter((one) => one.lake === path))('$question: $name', async ({ question, text }: Case) => {
    const dates = await visibleDates(twins.duckdb, {});
    const asked = findQuestion(question);
    expect(await differencesOf(twins, bind(asked, withDates(asked, parametersOf(text), dates)))).toEqual([]);
  });
});

describe('the lake of most cases', () => {
  let lake: TwinLake;
  let twins: Twins;
  beforeAll(async () => {
    lake = await twinLake(engines, 'case-base', BASE_LAKE);
    twins = await openTwins(engines, lake, 'case_base');
  });
  afterAll(async () => {
    await twins?.close();
    await lake?.remove();
  });

  describe.each(readQuestions())('$name', (question) => {
    test.each(variantsOf(question).others)('$name', async ({ given }) => {
      expect(await differencesOf(twins, bind(question, given))).toEqual([]);
    });
  });
});

async function differencesOf({ athena, duckdb }: Twins, { sql, parameters }: Bound): Promise<string[]> {
  const [ours, theirs] = await Promise.all([answerOf(athena, sql, parameters), answerOf(duckdb, sql, parameters)]);
  return differences(ours, theirs, true);
}
