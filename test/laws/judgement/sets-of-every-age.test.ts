/**
 * Permission sets with no, one and only young roles, at every number of days that may be asked: what may go at some days may
 * go at fewer. The models say what the oracle says: the first reason and the age of the grant.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { REASONS } from '../../../src/model/judgement/reasons.js';
import type { AnswerRow } from '../claims.js';
import { withFacts } from '../facts.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { codesAt, grantAgeAt, modelRows } from '../models/by-models.js';
import { judgementsOf } from '../reasons/judgements.js';
import { lakeOf } from '../reasons/text-lake.js';

const MOST_DAYS = 400;
const EVERY_DAYS = Array.from({ length: MOST_DAYS + 1 }, (_, days) => days);
const lake = withFacts(lakeOf(readFileSync(new URL('./sets-of-every-age.txt', import.meta.url), 'utf8')));
let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
  await engine.show(lake);
});
afterAll(() => engine?.close());

type Sets = ReadonlyMap<string, string>;
const DATE = '2026-07-01';

function byModels(days: number, rows: readonly AnswerRow[]): Sets {
  const said = rows.map((row) => {
    const key = `${row.subject} ${row.service_namespace}:${row.action_key || '*'}`;
    return [key.toLowerCase(), wordsOf(codesAt(days, row), grantAgeAt(days, row))] as const;
  });
  return new Map(said);
}

function byOracle(days: number): Sets {
  const rows = [...judgementsOf(lake, { date: DATE, days })].flatMap(({ subject, service, action, bits, grantAge }) => {
    if (subject.kind !== 'permission_set' || service === null) return [];
    const codes = REASONS.filter(({ bit }) => (bits & bit) > 0).map(({ code }) => code);
    return [[`${subject.name} ${service}:${action ?? '*'}`.toLowerCase(), wordsOf(codes, grantAge)] as const];
  });
  return new Map(rows);
}

const MAY_GO = 'nothing';

function wordsOf(codes: readonly string[], grantAge: string | null): string {
  return `${codes[0] ?? MAY_GO}, ${grantAge}`;
}

const ORACLE = EVERY_DAYS.map(byOracle);

it('the oracle lets ever less of a set go, at every number of days', () => {
  for (const [days, sets] of ORACLE.entries()) {
    for (const [key, words] of sets) {
      const fewer = ORACLE[days - 1]?.get(key) ?? MAY_GO;
      if (words.startsWith(MAY_GO)) expect(fewer, `${key} at ${days} days`).toContain(MAY_GO);
    }
  }
  const all = ORACLE.flatMap((sets) => [...sets].map(([key, words]) => `${key.split(' ')[0]} ${words}`));
  for (const set of ['none', 'one']) expect(all).toContain(`${set} ${MAY_GO}, KNOWN`);
  expect(all).toContainEqual(expect.stringMatching(/^one .*YOUNG_GRANT/));
  expect(all).toContainEqual(expect.stringMatching(/^only .*YOUNG_PRINCIPAL/));
});

it('the models say of sets without, with one and with only young roles what the oracle says', async () => {
  const select = "SELECT * FROM judged_subject_items WHERE subject_type = 'PERMISSION_SET'";
  const rows = await modelRows(engine, select, { snapshotDate: DATE, usesUntil: DATE });
  for (const days of EVERY_DAYS) {
    const expected = [...(ORACLE[days] as Sets)].sort();
    expect([days, ...[...byModels(days, rows)].sort()]).toEqual([days, ...expected]);
  }
}, 600_000);
