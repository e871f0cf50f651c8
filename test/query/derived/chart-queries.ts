/** What the charts of the dashboard ask, as SQL over the bi_ views. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

interface Chart {
  readonly slice_name: string;
  readonly dataset_uuid: string;
  readonly params: {
    readonly metric?: string;
    readonly metrics?: readonly string[];
    readonly groupby?: readonly string[];
    readonly x_axis?: string;
    readonly all_columns?: readonly string[];
    readonly order_by_cols?: readonly string[];
    readonly adhoc_filters: readonly { readonly subject: string; readonly comparator: number }[];
  };
}

interface Dataset {
  readonly uuid: string;
  readonly table_name: string;
  readonly metrics: readonly { readonly metric_name: string; readonly expression: string }[];
}

export interface DashboardQuery {
  readonly title: string;
  readonly sql: string;
  /** Shows every date. */
  readonly isTrend: boolean;
}

const ROOT = fileURLToPath(new URL('../../../dashboards/superset/', import.meta.url));

export function dashboardQueries(): DashboardQuery[] {
  const datasets = documents<Dataset>('datasets/Access_Lake');
  return documents<Chart>('charts').map((chart) => {
    const dataset = datasets.find(({ uuid }) => uuid === chart.dataset_uuid) as Dataset;
    const isTrend = chart.params.x_axis === 'snapshot_date';
    return { title: chart.slice_name, sql: statement(chart, dataset), isTrend };
  });
}

function statement({ params }: Chart, { table_name, metrics: declared }: Dataset): string {
  const { metric, metrics = [], groupby = [], x_axis, all_columns = [], order_by_cols = [], adhoc_filters } = params;
  const by = [...(x_axis === undefined ? [] : [x_axis]), ...groupby];
  const sums = [...(metric === undefined ? [] : [metric]), ...metrics].map((name) => {
    const found = declared.find(({ metric_name }) => metric_name === name);
    return `${found?.expression} AS "${name}"`;
  });
  const filters = adhoc_filters.map(({ subject, comparator }) => `${subject} = ${comparator}`);
  const order = order_by_cols.map((each) => JSON.parse(each)[0]);
  return [
    `SELECT ${[...by, ...all_columns, ...sums].join(', ')}`,
    `FROM ${table_name}`,
    ...(filters.length === 0 ? [] : [`WHERE ${filters.join(' AND ')}`]),
    ...(by.length === 0 ? [] : [`GROUP BY ${by.join(', ')}`]),
    ...(order.length === 0 ? [] : [`ORDER BY ${order.join(', ')}`]),
  ].join(' ');
}

function documents<T>(folder: string): T[] {
  return readdirSync(ROOT + folder).map((file) => parse(readFileSync(`${ROOT}${folder}/${file}`, 'utf8')) as T);
}
