// The dashboard of Apache Superset: YAML documents by path.
import { idOf } from './ids.mjs';
import { CHARTS, PAGES, rowsOf, SUMS } from './pages.mjs';

const VERSION = '1.0.0';
const DATABASE = 'Access Lake';
const HEIGHTS = { number: 22, line: 50, bars: 50, table: 60, rows: 100 };

const isCoverage = ({ metrics }) => metrics.includes('coverage');
const filtered = ({ filters }) =>
  filters.map(({ column, value }) => ({
    clause: 'WHERE',
    expressionType: 'SIMPLE',
    subject: column,
    operator: '==',
    comparator: value,
  }));

/** What Superset calls each kind, and its parameters. */
const KINDS = {
  number: (chart) => [
    'big_number_total',
    {
      metric: chart.metrics[0],
      adhoc_filters: filtered(chart),
      y_axis_format: isCoverage(chart) ? '.1%' : 'SMART_NUMBER',
      header_font_size: 0.4,
      subheader: '',
    },
  ],
  line: (chart) => [
    'echarts_timeseries_line',
    {
      x_axis: 'snapshot_date',
      time_grain_sqla: 'P1D',
      metrics: chart.metrics,
      groupby: [],
      adhoc_filters: [],
      row_limit: 10000,
      y_axis_format: isCoverage(chart) ? '.1%' : 'SMART_NUMBER',
      show_legend: true,
      markerEnabled: true,
      truncateYAxis: false,
    },
  ],
  bars: (chart) => [
    'echarts_timeseries_bar',
    {
      x_axis: chart.columns[0],
      metrics: chart.metrics,
      groupby: [],
      adhoc_filters: filtered(chart),
      row_limit: 100,
      x_axis_sort: chart.metrics[0],
      x_axis_sort_asc: false,
      y_axis_format: 'SMART_NUMBER',
      show_legend: true,
    },
  ],
  table: (chart) => [
    'table',
    {
      query_mode: 'aggregate',
      groupby: chart.columns,
      metrics: chart.metrics,
      adhoc_filters: filtered(chart),
      row_limit: 1000,
      timeseries_limit_metric: chart.metrics[0],
      order_desc: true,
      show_cell_bars: false,
    },
  ],
  rows: (chart) => [
    'table',
    {
      query_mode: 'raw',
      all_columns: chart.columns,
      adhoc_filters: filtered(chart),
      row_limit: 1000,
      order_by_cols: [JSON.stringify([chart.order, true])],
      order_desc: false,
      show_cell_bars: false,
    },
  ],
};

/** The documents, over these views. */
export function supersetDocuments(views) {
  const documents = new Map();
  const write = (path, document) => documents.set(path, { ...document, version: VERSION });
  write('databases/Access_Lake.yaml', database());
  for (const view of views) write(`datasets/Access_Lake/${view.name}.yaml`, dataset(view));
  for (const chart of CHARTS) write(`charts/${chart.title.replaceAll(/\W+/g, '_')}.yaml`, chartDocument(chart));
  write('dashboards/Access_Lake.yaml', dashboard());
  write('metadata.yaml', { type: 'Dashboard', timestamp: '2026-01-01T00:00:00+00:00' });
  return documents;
}

function database() {
  return {
    database_name: DATABASE,
    sqlalchemy_uri: 'duckdb:////lake/lake.duckdb?access_mode=READ_ONLY',
    cache_timeout: null,
    expose_in_sqllab: true,
    allow_run_async: false,
    allow_ctas: false,
    allow_cvas: false,
    allow_dml: false,
    allow_csv_upload: false,
    extra: {},
    uuid: idOf('database'),
  };
}

/** `services_granted` as a person reads it: `Services granted`; an `ou_id` is an `OU ID`. */
function labelOf(name) {
  const words = name.replace(/^is_/, '').replaceAll('_', ' ');
  const label = words
    .replaceAll(/\bou\b/g, 'OU')
    .replaceAll(/\bid\b/g, 'ID')
    .replaceAll(/\barn\b/g, 'ARN');
  return label[0].toUpperCase() + label.slice(1);
}

function metricsOf({ name, columns }) {
  const sums = SUMS[name].map((column) => [column, `sum(${column})`]);
  const ratio = name === 'bi_coverage' ? [['coverage', 'sum(account_coverage) / sum(accounts)']] : [];
  return [...sums, ...ratio].map(([metric_name, expression]) => ({
    metric_name,
    verbose_name: labelOf(metric_name),
    metric_type: null,
    expression,
    description: columns.find((column) => column.name === metric_name)?.comment ?? null,
    d3format: metric_name === 'coverage' ? '.1%' : null,
    extra: {},
    warning_text: null,
  }));
}

function columnDocument({ name, type, comment }) {
  return {
    column_name: name,
    verbose_name: labelOf(name),
    is_dttm: type === 'date',
    is_active: true,
    type: type.toUpperCase(),
    advanced_data_type: null,
    groupby: true,
    filterable: true,
    expression: null,
    description: comment,
    python_date_format: null,
    extra: {},
  };
}

function dataset(view) {
  const { name, comment, columns } = view;
  return {
    table_name: name,
    main_dttm_col: 'snapshot_date',
    description: comment,
    default_endpoint: null,
    offset: 0,
    cache_timeout: null,
    schema: 'main',
    sql: null,
    params: null,
    template_params: null,
    filter_select_enabled: true,
    fetch_values_predicate: null,
    extra: null,
    normalize_columns: false,
    always_filter_main_dttm: false,
    uuid: idOf('dataset', name),
    metrics: metricsOf(view),
    columns: columns.map(columnDocument),
    database_uuid: idOf('database'),
  };
}

function chartDocument(chart) {
  const [viz, params] = KINDS[chart.kind](chart);
  return {
    slice_name: chart.title,
    description: null,
    certified_by: null,
    certification_details: null,
    viz_type: viz,
    params: { viz_type: viz, ...params },
    query_context: null,
    cache_timeout: null,
    uuid: idOf('chart', chart.title),
    dataset_uuid: idOf('dataset', chart.view),
  };
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
    const ids = rowsOf(charts).map((_, row) => `ROW-${at}-${row}`);
    put('TAB', tabs[at], above.slice(0, 2), ids, { text });
    for (const [row, members] of rowsOf(charts).entries()) {
      const names = members.map(({ title }) => `CHART-${idOf('chart', title)}`);
      put('ROW', ids[row], above, names, { background: 'BACKGROUND_TRANSPARENT' });
      for (const { title, width, kind } of members) {
        const uuid = idOf('chart', title);
        const meta = { width, height: HEIGHTS[kind], uuid, sliceName: title, chartId: 0 };
        put('CHART', `CHART-${uuid}`, [...above, ids[row]], [], meta);
      }
    }
  }
  return found;
}

function dashboard() {
  return {
    dashboard_title: 'Access Lake',
    description: null,
    css: '',
    slug: 'access-lake',
    certified_by: null,
    certification_details: null,
    published: true,
    uuid: idOf('dashboard'),
    position: positions(),
    metadata: { color_scheme: 'd3Category10', cross_filters_enabled: true, native_filter_configuration: [] },
  };
}
