/** Every name in the dashboard of QuickSight is one of the views: a data set, a column, a field, a filter. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { DescribedView } from '../../src/query/catalog/view-comments.js';
import { describeViews } from '../../src/query/duckdb/describe-views.js';

type Named = Record<string, string>;
interface Visual {
  VisualId: string;
  Title: { FormatText: { PlainText: string } };
  ChartConfiguration: { FieldWells: object; SortConfiguration?: object };
}

const file = new URL('../../dashboards/quicksight/access-lake.yaml', import.meta.url);
const { dashboards, datasets } = parse(readFileSync(file, 'utf8'));
const { dependsOn, data } = dashboards['ACCESS-LAKE'];
const definition = parse(data);
const visuals: Visual[] = definition.Sheets.flatMap(({ Visuals }: { Visuals: Record<string, Visual>[] }) =>
  Visuals.flatMap((visual) => Object.values(visual)),
);
const TYPES: Named = { varchar: 'STRING', date: 'DATETIME', integer: 'INTEGER', bigint: 'INTEGER', double: 'DECIMAL' };
let views: ReadonlyMap<string, DescribedView>;
beforeAll(async () => {
  const all = (await describeViews()).filter(({ name }) => name.startsWith('bi_'));
  views = new Map(all.map((view) => [`access_lake_${view.name}`, view]));
});

/** Every value of that key, however deep. */
function deep<T>(value: unknown, key: string): T[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner as T] : []),
    ...deep<T>(inner, key),
  ]);
}

test('each data set is a bi_ view, with its columns, types and comments', () => {
  expect(Object.keys(datasets).sort()).toEqual([...views.keys()].sort());
  expect(dependsOn.datasets).toEqual(Object.keys(datasets));
  for (const [name, { data, dependsOn: needs }] of Object.entries<{ data: object; dependsOn: object }>(datasets)) {
    const { name: view, columns } = views.get(name) as DescribedView;
    const [table] = deep<{ Name: string; InputColumns: Named[] }>(data, 'RelationalTable');
    expect([table?.Name, needs]).toEqual([view, { views: [view] }]);
    expect(table?.InputColumns, 'run `npm run generate`').toEqual(
      columns.map((column) => ({ Name: column.name, Type: TYPES[column.type] })),
    );
    expect(deep(data, 'Text')).toEqual(columns.map(({ comment }) => comment));
    expect(deep(data, 'ProjectedColumns')).toEqual([columns.map((column) => column.name)]);
  }
});

test('each field, filter and order names a column of its data set; coverage is had from bi_coverage alone', () => {
  const columns = deep<Named>(definition, 'Column');
  expect(columns.length).toBeGreaterThan(50);
  const calculated = definition.CalculatedFields.map((field: Named) => `${field.DataSetIdentifier} ${field.Name}`);
  expect(calculated).toEqual(['access_lake_bi_coverage coverage']);
  for (const { DataSetIdentifier = '', ColumnName = '' } of columns) {
    const known = (views.get(DataSetIdentifier)?.columns ?? []).map(({ name }) => name);
    const isKnown = known.includes(ColumnName) || calculated.includes(`${DataSetIdentifier} ${ColumnName}`);
    expect(isKnown, `${DataSetIdentifier} ${ColumnName}`).toBe(true);
  }
  for (const { Title, ChartConfiguration } of visuals) {
    const fields = deep<string>(ChartConfiguration.FieldWells, 'FieldId');
    const sorted = deep<string>(ChartConfiguration.SortConfiguration, 'FieldId');
    expect(fields, Title.FormatText.PlainText).toEqual(expect.arrayContaining(sorted));
  }
});

test('each chart is of one date or by date', () => {
  for (const { VisualId, Title, ChartConfiguration } of visuals) {
    const own = definition.FilterGroups.filter((group: object) =>
      deep<string[]>(group, 'VisualIds').flat().includes(VisualId),
    );
    const filtered = deep<Named>(own, 'Column').map(({ ColumnName }) => ColumnName);
    const dates = deep<{ Column: Named }>(ChartConfiguration, 'DateDimensionField').map(
      ({ Column }) => Column.ColumnName,
    );
    expect(dates.includes('snapshot_date') || filtered.includes('is_latest'), Title.FormatText.PlainText).toBe(true);
  }
});

test('the pages are those of Superset, each chart stands on its page once, and no ID is given twice', () => {
  const superset = parse(readFileSync(new URL('../superset/dashboards/Access_Lake.yaml', file), 'utf8'));
  const tabs = Object.values<{ type?: string; meta: { text: string } }>(superset.position).filter(
    ({ type }) => type === 'TAB',
  );
  expect(definition.Sheets.map(({ Name }: Named) => Name)).toEqual(tabs.map(({ meta }) => meta.text));
  for (const sheet of definition.Sheets) {
    const shown = Object.values<object>(sheet.Visuals).flatMap((visual) => deep<string>(visual, 'VisualId'));
    expect(deep(sheet.Layouts, 'ElementId')).toEqual(shown);
  }
  for (const kind of ['VisualId', 'SheetId', 'FilterGroupId', 'DataSetId', 'FilterId']) {
    const ids = [
      ...deep(
        kind === 'SheetId' ? definition.Sheets.map(({ SheetId }: Named) => ({ SheetId })) : { definition, datasets },
        kind,
      ),
    ];
    expect(new Set(ids).size, kind).toBe(ids.length);
  }
  for (const { ChartConfiguration, Title } of visuals) {
    const fields = deep<string>(ChartConfiguration.FieldWells, 'FieldId');
    expect(new Set(fields).size, Title.FormatText.PlainText).toBe(fields.length);
  }
});

test('IDs are those of the versions before, so that a later deployment renews what is there', () => {
  expect(dashboards['ACCESS-LAKE'].dashboardId).toBe('access-lake');
  expect(datasets.access_lake_bi_coverage.data.DataSetId).toBe('0a5a0c71-5188-58e0-813c-931daf282071');
});
