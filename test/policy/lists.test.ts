/** Lists that ship as data: each line names something that there is, and no two lines speak of the same. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readReference } from '../../src/model/reference.js';
import { matchesAction } from '../../src/policy/pattern.js';

const { actions } = readReference();
const SERVICES = [...new Set(actions.map((row) => row.service_namespace))];
const NAMES = actions.map((row) => `${row.service_namespace}:${row.action_name}`);

const rowsOf = (file: string, heads = 1): string[][] =>
  readFileSync(new URL(`../../src/policy/${file}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(heads)
    .map((line) => line.split('\t'));
const unnamed = (patterns: readonly string[], names: readonly string[]): string[] =>
  patterns.filter((pattern) => !names.some((name) => matchesAction(pattern, name)));
const twice = (keys: readonly string[]): string[] => keys.filter((key, at) => keys.indexOf(key) !== at);

it('left-alone.tsv names services of AWS, in five kinds, each once', () => {
  const rows = rowsOf('left-alone.tsv');
  const services = rows.flatMap(([kind, pattern = '']) => (kind === 'service' ? [pattern] : []));
  expect(unnamed(services, SERVICES)).toEqual([]);
  expect(services.length).toBeGreaterThan(5);
  expect(new Set(rows.map(([kind]) => kind))).toEqual(
    new Set(['document', 'emergency', 'trust', 'workload', 'service']),
  );
  expect(twice(rows.map(([kind, pattern]) => `${kind} ${pattern}`))).toEqual([]);
});

it('left-alone.tsv runs the code of customers in no service that restores or recovers', () => {
  const patterns = (asked: string): string[] =>
    rowsOf('left-alone.tsv').flatMap(([kind, pattern = '']) => (kind === asked ? [pattern] : []));
  const workloads = patterns('workload').map((pattern) => pattern.replace('*', 'amazonaws.com'));
  expect(workloads.filter((name) => patterns('trust').some((trust) => matchesAction(trust, name)))).toEqual([]);
});

it.each([
  ['permission-only.tsv', 1],
  ['power.tsv', 1],
  ['idle-by-design.tsv', 1],
])('%s has no two lines of the same name', (file, heads) => {
  const keys = rowsOf(file, heads).map(([key = '']) => key.toLowerCase());
  expect(twice(keys)).toEqual([]);
  expect(keys.length).toBeGreaterThan(20);
});

it('dependent-actions.tsv names as needed what an action of AWS is', () => {
  const needed = rowsOf('dependent-actions.tsv', 2).flatMap(([, list = '']) => list.split(' '));
  const lower = new Set(NAMES.map((name) => name.toLowerCase()));
  expect([...new Set(needed)].filter((name) => !lower.has(name.toLowerCase()))).toEqual([]);
});
