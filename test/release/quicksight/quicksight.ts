/** QuickSight, as far as cid-cmd asks it: what was created is there, and has a next version where it is updated. */
import { ACCOUNT, ServiceError } from './service.js';

export const DATA_SOURCE = 'lake';
export const USER = 'analyst';

type Input = Readonly<Record<string, unknown>>;
type Kept = Readonly<Record<string, unknown>>;

const arn = (kind: string, id: unknown) => `arn:aws:quicksight:us-east-1:${ACCOUNT}:${kind}/${id}`;
const user = { UserName: USER, Arn: arn('user', `default/${USER}`), Role: 'ADMIN', Active: true };
const dataSource = {
  DataSourceId: DATA_SOURCE,
  Arn: arn('datasource', DATA_SOURCE),
  Name: 'Athena',
  Type: 'ATHENA',
  Status: 'CREATION_SUCCESSFUL',
  DataSourceParameters: { AthenaParameters: { WorkGroup: 'primary' } },
};

export function quicksight(): (operation: string, input: Input) => object {
  const dataSets = new Map<unknown, Kept>();
  const dashboards = new Map<unknown, { readonly input: Input; readonly version: number }>();
  const keep = (input: Input) => {
    const OutputColumns = outputColumns(input);
    dataSets.set(input.DataSetId, { ...input, OutputColumns, Arn: arn('dataset', input.DataSetId) });
    return { Arn: arn('dataset', input.DataSetId), DataSetId: input.DataSetId };
  };
  const version = (input: Input) => {
    const number = (dashboards.get(input.DashboardId)?.version ?? 0) + 1;
    dashboards.set(input.DashboardId, { input, version: number });
    const Arn = arn('dashboard', input.DashboardId);
    return { Arn, VersionArn: `${Arn}/version/${number}`, DashboardId: input.DashboardId };
  };
  const operations: Readonly<Record<string, (input: Input) => object>> = {
    DescribeAccountSubscription: () => ({
      AccountInfo: {
        Edition: 'ENTERPRISE',
        AccountSubscriptionStatus: 'ACCOUNT_CREATED',
        AuthenticationType: 'IAM_AND_QUICKSIGHT',
      },
    }),
    DescribeUser: () => ({ User: user }),
    ListDataSources: () => ({ DataSources: [dataSource] }),
    DescribeDataSource: ({ DataSourceId }) => ({
      DataSource: found(DataSourceId === DATA_SOURCE ? dataSource : undefined),
    }),
    ListDataSets: () => ({
      DataSetSummaries: [...dataSets.values()].map(({ Arn, DataSetId, Name }) => ({ Arn, DataSetId, Name })),
    }),
    DescribeDataSet: ({ DataSetId }) => ({ DataSet: found(dataSets.get(DataSetId)) }),
    CreateDataSet: keep,
    UpdateDataSet: keep,
    ListDashboards: () => ({
      DashboardSummaryList: [...dashboards.values()].map(({ input: { DashboardId, Name } }) => ({
        DashboardId,
        Name,
        Arn: arn('dashboard', DashboardId),
      })),
    }),
    DescribeDashboard: ({ DashboardId }) => ({ Dashboard: described(found(dashboards.get(DashboardId))) }),
    DescribeDashboardDefinition: ({ DashboardId }) => ({
      Definition: found(dashboards.get(DashboardId)).input.Definition,
    }),
    DescribeDashboardPermissions: ({ DashboardId }) => ({ DashboardId, Permissions: [] }),
    CreateDashboard: (input) => ({ ...version(input), CreationStatus: 'CREATION_IN_PROGRESS' }),
    UpdateDashboard: version,
    UpdateDashboardPublishedVersion: ({ DashboardId }) => ({ DashboardId }),
    ListTagsForResource: () => ({ Tags: [] }),
    TagResource: () => ({}),
  };
  return (operation, input) => {
    const run = operations[operation];
    if (run === undefined) throw new ServiceError(400, 'UnknownOperation', operation);
    return run(input);
  };
}

function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw new ServiceError(404, 'ResourceNotFoundException', 'It is not there');
  return thing;
}

function outputColumns({ PhysicalTableMap }: Input): object[] {
  const tables = Object.values(PhysicalTableMap as Record<string, { RelationalTable: { InputColumns: object[] } }>);
  return tables.flatMap(({ RelationalTable }) => RelationalTable.InputColumns);
}

function described({ input, version }: { readonly input: Input; readonly version: number }): object {
  const { DashboardId, Name } = input;
  const declared = (input.Definition as { DataSetIdentifierDeclarations: { DataSetArn: string }[] })
    .DataSetIdentifierDeclarations;
  const Arn = arn('dashboard', DashboardId);
  const Version = { VersionNumber: version, Status: 'CREATION_SUCCESSFUL', Arn: `${Arn}/version/${version}` };
  return { DashboardId, Name, Arn, Version: { ...Version, DataSetArns: declared.map(({ DataSetArn }) => DataSetArn) } };
}
