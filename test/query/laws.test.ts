/** What holds for every question, whatever it asks. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../../src/query/ask.js';
import { duckdbEngine } from '../../src/query/duckdb.js';
import type { QueryEngine } from '../../src/query/engine.js';
import { type Parameter, readQuestions } from '../../src/query/questions.js';
import { rowsOf } from './lake/rows-of.js';
import { writeLake } from './lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'laws-'));
let engine: QueryEngine;
beforeAll(async () => {
  const base = readFileSync(new URL('./questions/base.txt', import.meta.url), 'utf8');
  engine = await duckdbEngine(await writeLake(folder, base));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** A value that is well formed and names nothing that there is. */
const NOTHING: Readonly<Record<Parameter['type'], string>> = {
  string: 'none',
  integer: '1',
  snapshot: 'newest',
  arn: 'arn:aws:iam::999999999999:role/none',
  action: 'none:None',
  tag: 'none=none',
  choice: 'account',
};

function required(parameters: readonly Parameter[]): Record<string, string> {
  return Object.fromEntries(parameters.filter((each) => each.required).map(({ name, type }) => [name, NOTHING[type]]));
}

const questions = readQuestions();

it.each(questions.map((question) => [question.name, question] as const))(
  '%s takes every parameter',
  async (name, { parameters }) => {
    const all = Object.fromEntries(parameters.map((each) => [each.name, each.default ?? NOTHING[each.type]]));
    await rowsOf(ask(engine, name, all));
    await rowsOf(ask(engine, name, required(parameters), { limit: 1 }));
  },
);

/** Say beside each row how many were not measured, or leave out whole OUs; removable_actions lists what was measured alone. */
const NUMBERS_ONLY = new Set([
  ...['actions_unused_everywhere', 'permission_set_services', 'service_usage', 'services_unused_everywhere'],
  'removable_actions',
]);
/** Says what the service reference knows; no account has a part in it. */
const OF_THE_REFERENCE = 'known_actions';
const narrow = ['service', 'access_level', 'action', 'principal_type'];
const narrowed = questions.filter(
  ({ name, parameters }) =>
    parameters.some((each) => narrow.includes(each.name)) && !NUMBERS_ONLY.has(name) && name !== OF_THE_REFERENCE,
);

it.each(narrowed.map((question) => [question.name, question] as const))(
  '%s shows accounts that were not measured through every filter on what is not known of them',
  async (name, { parameters }) => {
    const filters = parameters.filter((each) => narrow.includes(each.name));
    const given = Object.fromEntries(filters.map((each) => [each.name, NOTHING[each.type]]));
    const rows = await rowsOf(ask(engine, name, { ...required(parameters), ...given }));
    const flat = rows.map((row) => row.join('|'));
    expect(flat.some((row) => row.includes('333333333333') && /NOT_MEASURED|UNKNOWN|failed/.test(row))).toBe(true);
  },
);
