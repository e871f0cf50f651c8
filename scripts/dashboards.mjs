// Writes dashboards/superset, a dashboard of Apache Superset as YAML, over the bi_ views. Its IDs follow from names, so
// that an import renews what an earlier one made. Needs a build (`npm run build`), which tells columns and comments.
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { describeViews } from '../dist/query/duckdb/describe-views.js';

const folder = fileURLToPath(new URL('../dashboards/superset/', import.meta.url));
const VERSION = '1.0.0';
const DATABASE = 'Access Lake';

/** UUID version 5 in the namespace of this project's address. */
function idOf(...names) {
  const hash = createHash('sha1').update(Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex'));
  const bytes = hash
    .update(`access-lake/dashboards/${names.join('/')}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const PEOPLE = ['principals_measured', 'principals_dormant', 'principals_never_used', 'principals_use_unknown'];
const GRANTS = ['services_granted', 'services_used', 'services_unused', 'services_too_young'];
const ACTIONS = ['actions_granted', 'actions_used', 'actions_unused', 'actions_too_young', 'actions_removable'];
const summed = (names) => Object.fromEntries(names.map((name) => [name, `sum(${name})`]));

/** Metrics by view. */
const VIEWS = {
  bi_coverage: {
    ...summed(['accounts', 'accounts_complete', 'accounts_incomplete', 'principals_failed']),
    coverage: 'sum(account_coverage) / sum(accounts)',
  },
  bi_accounts: summed([...PEOPLE, ...GRANTS, ...ACTIONS]),
  bi_services: summed([...GRANTS, ...ACTIONS]),
  bi_permission_sets: summed([...PEOPLE, ...GRANTS, ...ACTIONS]),
  bi_owners: summed([...PEOPLE, ...GRANTS, ...ACTIONS]),
};

const only = (subject, comparator) => ({
  ...{ clause: 'WHERE', expressionType: 'SIMPLE', subject, operator: '==', comparator },
});
const latest = only('is_latest', 1);
const number = (view, title, metric, format = 'SMART_NUMBER') => ({
  ...{ view, title, viz: 'big_number_total', width: 3, height: 22 },
  params: { metric, adhoc_filters: [latest], y_axis_format: format, header_font_size: 0.4, subheader: '' },
});
const line = (view, title, metrics, format = 'SMART_NUMBER') => ({
  ...{ view, title, viz: 'echarts_timeseries_line', width: 6, height: 50 },
  params: {
    ...{ x_axis: 'snapshot_date', time_grain_sqla: 'P1D', metrics, groupby: [], adhoc_filters: [] },
    ...{ row_limit: 10000, y_axis_format: format, show_legend: true, markerEnabled: true, truncateYAxis: false },
  },
});
const bars = (view, title, column, metrics) => ({
  ...{ view, title, viz: 'echarts_timeseries_bar', width: 12, height: 50 },
  params: {
    ...{ x_axis: column, metrics, groupby: [], adhoc_filters: [latest], row_limit: 100 },
    ...{ x_axis_sort: metrics[0], x_axis_sort_asc: false, y_axis_format: 'SMART_NUMBER', show_legend: true },
  },
});
const table = (view, title, groupby, metrics, filters = [latest]) => ({
  ...{ view, title, viz: 'table', width: 12, height: 60 },
  params: {
    ...{ query_mode: 'aggregate', groupby, metrics, adhoc_filters: filters, row_limit: 1000 },
    ...{ timeseries_limit_metric: metrics[0], order_desc: true, show_cell_bars: false },
  },
});

const REMOVE = ['actions_removable', 'actions_unused', 'services_unused', 'principals_dormant', 'principals_measured'];
const PAGES = {
  Overview: [
    number('bi_coverage', 'Coverage', 'coverage', '.1%'),
    number('bi_coverage', 'Accounts with a gap', 'accounts_incomplete'),
    number('bi_accounts', 'Users and roles measured', 'principals_measured'),
    number('bi_accounts', 'Of these, dormant for 90 days', 'principals_dormant'),
    table(
      'bi_coverage',
      'What was not measured',
      ['account_id', 'account_name', 'status', 'error_code', 'last_measured_date'],
      ['accounts_incomplete', 'principals_failed'],
      [latest, only('accounts_complete', 0)],
    ),
  ],
  Trends: [
    line('bi_coverage', 'Coverage by date: read the others by it', ['coverage'], '.1%'),
    line('bi_accounts', 'Users and roles by date', ['principals_measured', 'principals_dormant']),
    line('bi_accounts', 'Granted services by date', ['services_used', 'services_unused', 'services_too_young']),
    line('bi_accounts', 'Actions by date', ['actions_used', 'actions_unused', 'actions_removable']),
  ],
  'Accounts and OUs': [
    bars('bi_accounts', 'Actions by OU', 'ou_level_1', ['actions_removable', 'actions_used']),
    table(
      'bi_coverage',
      'Coverage by OU',
      ['ou_level_1', 'ou_level_2'],
      ['coverage', 'accounts', 'accounts_incomplete'],
    ),
    table('bi_accounts', 'Accounts', ['account_id', 'account_name', 'ou_level_1', 'ou_level_2'], REMOVE),
  ],
  Services: [
    table(
      'bi_services',
      'Services',
      ['service_namespace', 'service_name'],
      [...['services_unused', 'services_used', 'services_granted', 'actions_removable']],
    ),
  ],
  'Permission sets': [table('bi_permission_sets', 'Permission sets', ['permission_set_name'], REMOVE)],
  Owners: [table('bi_owners', 'Owners', ['owner'], REMOVE)],
};

const documents = new Map();
const write = (path, document) => documents.set(path, { ...document, version: VERSION });

function writeDatabase() {
  write('databases/Access_Lake.yaml', {
    database_name: DATABASE,
    sqlalchemy_uri: 'duckdb:////lake/lake.duckdb?access_mode=READ_ONLY',
    ...{ cache_timeout: null, expose_in_sqllab: true, allow_run_async: false, allow_ctas: false, allow_cvas: false },
    ...{ allow_dml: false, allow_csv_upload: false, extra: {}, uuid: idOf('database') },
  });
}

function writeDataset({ name, comment, columns }) {
  const metrics = Object.entries(VIEWS[name]).map(([metric_name, expression]) => ({
    ...{ metric_name, verbose_name: null, metric_type: null, expression },
    description: columns.find((column) => column.name === metric_name)?.comment ?? null,
    ...{ d3format: metric_name === 'coverage' ? '.1%' : null, extra: {}, warning_text: null },
  }));
  write(`datasets/Access_Lake/${name}.yaml`, {
    ...{ table_name: name, main_dttm_col: 'snapshot_date', description: comment, default_endpoint: null, offset: 0 },
    ...{ cache_timeout: null, schema: 'main', sql: null, params: null, template_params: null },
    ...{ filter_select_enabled: true, fetch_values_predicate: null, extra: null, normalize_columns: false },
    ...{ always_filter_main_dttm: false, uuid: idOf('dataset', name), metrics },
    columns: columns.map((column) => ({
      ...{ column_name: column.name, verbose_name: null, is_dttm: column.type === 'date', is_active: true },
      ...{ type: column.type.toUpperCase(), advanced_data_type: null, groupby: true, filterable: true },
      ...{ expression: null, description: column.comment, python_date_format: null, extra: {} },
    })),
    database_uuid: idOf('database'),
  });
}

function writeChart({ view, title, viz, params }) {
  write(`charts/${title.replaceAll(/\W+/g, '_')}.yaml`, {
    ...{ slice_name: title, description: null, certified_by: null, certification_details: null, viz_type: viz },
    params: { viz_type: viz, ...params },
    ...{ query_context: null, cache_timeout: null, uuid: idOf('chart', title), dataset_uuid: idOf('dataset', view) },
  });
}

/** Charts side by side, twelve columns a row. */
function rowsOf(charts) {
  const rows = [];
  let left = 0;
  for (const chart of charts) {
    if (left < chart.width) {
      rows.push([]);
      left = 12;
    }
    rows.at(-1).push(chart);
    left -= chart.width;
  }
  return rows;
}

function positions() {
  const found = { DASHBOARD_VERSION_KEY: 'v2' };
  const put = (type, id, parents, children, meta = {}) => {
    found[id] = { type, id, children, parents, meta };
  };
  const tabs = Object.keys(PAGES).map((_, at) => `TAB-${at}`);
  put('ROOT', 'ROOT_ID', [], ['TABS-pages']);
  put('GRID', 'GRID_ID', ['ROOT_ID'], []);
  put('HEADER', 'HEADER_ID', [], [], { text: 'Access Lake' });
  put('TABS', 'TABS-pages', ['ROOT_ID'], tabs);
  for (const [at, [text, charts]] of Object.entries(PAGES).entries()) {
    const above = ['ROOT_ID', 'TABS-pages', tabs[at]];
    const rows = rowsOf(charts);
    put(
      'TAB',
      tabs[at],
      above.slice(0, 2),
      rows.map((_, row) => `ROW-${at}-${row}`),
      { text },
    );
    for (const [row, members] of rows.entries()) {
      const id = `ROW-${at}-${row}`;
      const names = members.map(({ title }) => `CHART-${idOf('chart', title)}`);
      put('ROW', id, above, names, { background: 'BACKGROUND_TRANSPARENT' });
      for (const { title, width, height } of members) {
        const uuid = idOf('chart', title);
        put('CHART', `CHART-${uuid}`, [...above, id], [], { width, height, uuid, sliceName: title, chartId: 0 });
      }
    }
  }
  return found;
}

function writeDashboard() {
  write('dashboards/Access_Lake.yaml', {
    ...{ dashboard_title: 'Access Lake', description: null, css: '', slug: 'access-lake', certified_by: null },
    ...{ certification_details: null, published: true, uuid: idOf('dashboard'), position: positions() },
    metadata: { color_scheme: 'supersetColors', cross_filters_enabled: true, native_filter_configuration: [] },
  });
}

writeDatabase();
for (const view of await describeViews()) if (view.name in VIEWS) writeDataset(view);
for (const chart of Object.values(PAGES).flat()) writeChart(chart);
writeDashboard();
write('metadata.yaml', { type: 'Dashboard', timestamp: '2026-01-01T00:00:00+00:00' });

rmSync(folder, { recursive: true, force: true });
for (const [path, document] of documents) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), stringify(document, { lineWidth: 0, version: '1.1' }));
}
