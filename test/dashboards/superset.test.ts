/** Every name in the dashboard of Superset is one of the views: a data set, a column, a metric, a chart. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { DescribedView } from '../../src/query/catalog/view-comments.js';
import { describeViews } from '../../src/query/duckdb/describe-views.js';

const root = fileURLToPath(new URL('../../dashboards/superset/', import.meta.url));

function documents(folder: string) {
  return readdirSync(`${root}${folder}`).map((file) => parse(readFileSync(`${root}${folder}/${file}`, 'utf8')));
}

const datasets = documents('datasets/Access_Lake');
const charts = documents('charts');
const [dashboard] = documents('dashboards');
const [database] = documents('databases');
let views: ReadonlyMap<string, DescribedView>;
beforeAll(async () => {
  views = new Map((await describeViews()).map((view) => [view.name, view]));
});

test('each data set is a bi_ view, with its columns, types and comments', () => {
  expect(datasets.map(({ table_name }) => table_name).sort()).toEqual(
    [...views.keys()].filter((name) => name.startsWith('bi_')).sort(),
  );
  for (const { table_name, description, columns, database_uuid } of datasets) {
    const view = views.get(table_name) as DescribedView;
    const found = columns.map((column: Record<string, string>) => [
      column.column_name,
      column.type,
      column.description,
    ]);
    expect(found, 'run `npm run generate`').toEqual(
      view.columns.map(({ name, type, comment }) => [name, type.toUpperCase(), comment]),
    );
    expect([description, database_uuid]).toEqual([view.comment, database.uuid]);
  }
});

test('every column and metric has a label for people, one of its own within its data set', () => {
  for (const { columns, metrics } of datasets) {
    for (const named of [columns, metrics]) {
      const labels = named.map(({ verbose_name }: Record<string, string>) => verbose_name);
      for (const label of labels) expect(label).toMatch(/^[A-Z][^_]*$/);
      expect(new Set(labels).size).toBe(labels.length);
    }
  }
});

test('each metric sums columns of its view, and coverage is had from bi_coverage alone', () => {
  for (const { table_name, metrics } of datasets) {
    const columns = (views.get(table_name) as DescribedView).columns.map(({ name }) => name);
    for (const { metric_name, expression } of metrics) {
      const summed = [...String(expression).matchAll(/sum\((\w+)\)/g)].map(([, column]) => String(column));
      expect(String(expression).replaceAll(/sum\(\w+\)/g, 'x')).toBe(metric_name === 'coverage' ? 'x / x' : 'x');
      expect(columns).toEqual(expect.arrayContaining(summed));
    }
  }
  const withCoverage = datasets.filter(({ metrics }) => JSON.stringify(metrics).includes('coverage'));
  expect(withCoverage.map(({ table_name }) => table_name)).toEqual(['bi_coverage']);
});

test('each chart names columns and metrics of its data set, and is of one date or by date', () => {
  expect(charts.length).toBeGreaterThan(12);
  for (const { slice_name, params, dataset_uuid } of charts) {
    const dataset = datasets.find(({ uuid }) => uuid === dataset_uuid);
    const columns = dataset.columns.map((column: Record<string, string>) => column.column_name);
    const metrics = dataset.metrics.map((metric: Record<string, string>) => metric.metric_name);
    const { metric, x_axis, groupby = [], timeseries_limit_metric, x_axis_sort, adhoc_filters } = params;
    const filtered = adhoc_filters.map(({ subject }: { subject: string }) => subject);
    const ordered = (params.order_by_cols ?? []).map((order: string) => JSON.parse(order)[0]);
    const rows = [...(params.all_columns ?? []), ...ordered];
    const named = [...groupby, ...filtered, ...rows, ...(x_axis === undefined ? [] : [x_axis])];
    const counted = [metric, timeseries_limit_metric, x_axis_sort, ...(params.metrics ?? [])];
    expect(columns, slice_name).toEqual(expect.arrayContaining(named));
    expect(metrics, slice_name).toEqual(expect.arrayContaining(counted.filter((name) => name !== undefined)));
    expect(x_axis === 'snapshot_date' || filtered.includes('is_latest'), slice_name).toBe(true);
  }
});

test('the dashboard shows each chart once, coverage first', () => {
  type Item = { type: string; meta: { uuid: string; text: string; sliceName: string } };
  const items = Object.values(dashboard.position as Record<string, Item>).filter(({ type }) => type !== undefined);
  const shown = items.filter(({ type }) => type === 'CHART').map(({ meta }) => meta.uuid);
  expect([...shown].sort()).toEqual(charts.map(({ uuid }) => uuid).sort());
  expect(items.find(({ type }) => type === 'CHART')?.meta.sliceName).toBe('Coverage');
  expect(items.filter(({ type }) => type === 'TAB').map(({ meta }) => meta.text)).toEqual([
    'Overview',
    'Trends',
    'Accounts and OUs',
    'Services',
    'Permission sets',
    'Owners',
    'Worklist',
  ]);
});
