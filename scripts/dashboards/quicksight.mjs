// The dashboard of Amazon QuickSight, as `cid-cmd deploy --resources` of AWS's Cloud Intelligence Dashboards reads it. Its
// data sets ask Athena each time (DIRECT_QUERY): the views are small, and nothing of them can be older than the lake.
import { stringify } from 'yaml';
import { idOf } from './ids.mjs';
import { PAGES, rowsOf } from './pages.mjs';

const TYPES = { varchar: 'STRING', date: 'DATETIME', integer: 'INTEGER', bigint: 'INTEGER', double: 'DECIMAL' };
/** Rows of the grid, at most 21 each; a page has 36 columns. */
const HEIGHTS = { number: 6, line: 14, bars: 14, table: 18, rows: 21 };
const COLUMNS_OF_TWELVE = 3;

/** What cid-cmd puts in place of a name. */
const filledIn = (name) => `\${${name}}`;
const dataSet = (view) => `access_lake_${view}`;

/** The resources, over these views. */
export function quicksightResources(views) {
  return {
    dashboards: {
      'ACCESS-LAKE': {
        name: 'Access Lake',
        dashboardId: 'access-lake',
        category: 'Custom',
        theme: 'CLASSIC',
        version: 'v1.0.0',
        dependsOn: { datasets: views.map(({ name }) => dataSet(name)) },
        data: stringify(definition(views), { lineWidth: 0 }), // cid-cmd takes no more than text
      },
    },
    datasets: Object.fromEntries(
      views.map((view) => [dataSet(view.name), { data: dataSetOf(view), dependsOn: { views: [view.name] } }]),
    ),
  };
}

function dataSetOf({ name, columns }) {
  const physical = idOf('quicksight', 'physical', name);
  return {
    DataSetId: idOf('quicksight', 'dataset', name),
    Name: dataSet(name),
    ImportMode: 'DIRECT_QUERY',
    PhysicalTableMap: {
      [physical]: {
        RelationalTable: {
          DataSourceArn: filledIn('athena_datasource_arn'),
          Catalog: 'AwsDataCatalog',
          Schema: filledIn('athena_database_name'),
          Name: name,
          InputColumns: columns.map((column) => ({ Name: column.name, Type: TYPES[column.type] })),
        },
      },
    },
    LogicalTableMap: {
      [idOf('quicksight', 'logical', name)]: {
        Alias: name,
        DataTransforms: [
          ...columns.map((column) => ({
            TagColumnOperation: { ColumnName: column.name, Tags: [{ ColumnDescription: { Text: column.comment } }] },
          })),
          { ProjectOperation: { ProjectedColumns: columns.map((column) => column.name) } },
        ],
        Source: { PhysicalTableId: physical },
      },
    },
  };
}

function definition(views) {
  return {
    DataSetIdentifierDeclarations: views.map(({ name }) => ({
      Identifier: dataSet(name),
      DataSetArn: `arn:aws:quicksight:::dataset/${idOf('quicksight', 'dataset', name)}`,
    })),
    CalculatedFields: [
      {
        DataSetIdentifier: dataSet('bi_coverage'),
        Name: 'coverage',
        Expression: 'sum({account_coverage}) / sum({accounts})',
      },
    ],
    Sheets: Object.entries(PAGES).map(([name, charts]) => ({
      SheetId: idOf('quicksight', 'sheet', name),
      Name: name,
      ContentType: 'INTERACTIVE',
      Visuals: charts.map(visual),
      Layouts: [{ Configuration: { GridLayout: { Elements: layout(charts) } } }],
    })),
    FilterGroups: Object.entries(PAGES).flatMap(([page, charts]) =>
      charts.flatMap((chart) => chart.filters.map((filter) => filterGroup(page, chart, filter))),
    ),
  };
}

const visualId = ({ title }) => idOf('quicksight', 'visual', title);

function layout(charts) {
  const elements = [];
  let top = 0;
  for (const row of rowsOf(charts)) {
    let left = 0;
    for (const chart of row) {
      const ColumnSpan = chart.width * COLUMNS_OF_TWELVE;
      const place = { ColumnIndex: left, ColumnSpan, RowIndex: top, RowSpan: HEIGHTS[chart.kind] };
      elements.push({ ElementId: visualId(chart), ElementType: 'VISUAL', ...place });
      left += ColumnSpan;
    }
    top += Math.max(...row.map(({ kind }) => HEIGHTS[kind]));
  }
  return elements;
}

function filterGroup(page, chart, { column, value }) {
  const id = idOf('quicksight', 'filter', chart.title, column);
  return {
    FilterGroupId: id,
    CrossDataset: 'SINGLE_DATASET',
    Status: 'ENABLED',
    ScopeConfiguration: {
      SelectedSheets: {
        SheetVisualScopingConfigurations: [
          { SheetId: idOf('quicksight', 'sheet', page), Scope: 'SELECTED_VISUALS', VisualIds: [visualId(chart)] },
        ],
      },
    },
    Filters: [
      {
        NumericEqualityFilter: {
          FilterId: id,
          Column: columnOf(chart, column),
          MatchOperator: 'EQUALS',
          Value: value,
          NullOption: 'NON_NULLS_ONLY',
        },
      },
    ],
  };
}

const columnOf = ({ view }, column) => ({ DataSetIdentifier: dataSet(view), ColumnName: column });
const fieldId = ({ title }, column) => idOf('quicksight', 'field', title, column);
const isDate = (column) => column.endsWith('_date');

/** A sum; coverage is one already. */
function measure(chart, column) {
  const of = { FieldId: fieldId(chart, column), Column: columnOf(chart, column) };
  if (column !== 'coverage')
    return { NumericalMeasureField: { ...of, AggregationFunction: { SimpleNumericalAggregation: 'SUM' } } };
  const percent = { DecimalPlacesConfiguration: { DecimalPlaces: 1 } };
  const format = { PercentageDisplayFormatConfiguration: percent };
  return { NumericalMeasureField: { ...of, FormatConfiguration: { FormatConfiguration: format } } };
}

function dimension(chart, column) {
  const of = { FieldId: fieldId(chart, column), Column: columnOf(chart, column) };
  return isDate(column) ? { DateDimensionField: { ...of, DateGranularity: 'DAY' } } : { CategoricalDimensionField: of };
}

const sortBy = (chart, column, Direction) => [{ FieldSort: { FieldId: fieldId(chart, column), Direction } }];

/** What QuickSight calls each kind, and its configuration. */
const KINDS = {
  number: (chart) => ['KPIVisual', { FieldWells: { Values: measures(chart) } }],
  line: (chart) => [
    'LineChartVisual',
    {
      FieldWells: {
        LineChartAggregatedFieldWells: { Category: [dimension(chart, 'snapshot_date')], Values: measures(chart) },
      },
      SortConfiguration: { CategorySort: sortBy(chart, 'snapshot_date', 'ASC') },
    },
  ],
  bars: (chart) => [
    'BarChartVisual',
    {
      Orientation: 'HORIZONTAL',
      BarsArrangement: 'CLUSTERED',
      FieldWells: { BarChartAggregatedFieldWells: { Category: dimensions(chart), Values: measures(chart) } },
      SortConfiguration: { CategorySort: sortBy(chart, chart.metrics[0], 'DESC') },
    },
  ],
  table: (chart) => [
    'TableVisual',
    {
      FieldWells: { TableAggregatedFieldWells: { GroupBy: dimensions(chart), Values: measures(chart) } },
      SortConfiguration: { RowSort: sortBy(chart, chart.metrics[0], 'DESC') },
    },
  ],
  rows: (chart) => [
    'TableVisual',
    {
      FieldWells: {
        TableUnaggregatedFieldWells: {
          Values: chart.columns.map((column) => ({ FieldId: fieldId(chart, column), Column: columnOf(chart, column) })),
        },
      },
      SortConfiguration: { RowSort: sortBy(chart, chart.order, 'ASC') },
    },
  ],
};

function measures(chart) {
  return chart.metrics.map((column) => measure(chart, column));
}

function dimensions(chart) {
  return chart.columns.map((column) => dimension(chart, column));
}

function visual(chart) {
  const [type, ChartConfiguration] = KINDS[chart.kind](chart);
  const Title = { Visibility: 'VISIBLE', FormatText: { PlainText: chart.title } };
  return { [type]: { VisualId: visualId(chart), Title, ChartConfiguration } };
}
