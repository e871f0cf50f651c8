/** Athena, as far as cid-cmd asks it: one database with the views, and no statement finds a table. */
import type { DescribedView } from '../../../src/query/catalog/view-comments.js';
import { ServiceError } from './service.js';

export const DATABASE = 'access_lake';

type Input = Readonly<Record<string, string>>;

export function athena(
  views: readonly DescribedView[],
  statements: string[],
): (operation: string, input: Input) => unknown {
  const table = ({ name, columns }: DescribedView) => ({
    Name: name,
    TableType: 'VIRTUAL_VIEW',
    Columns: columns.map((column) => ({ Name: column.name, Type: column.type })),
  });
  const polled = new Set<string | undefined>();
  const operations: Readonly<Record<string, (input: Input) => unknown>> = {
    ListDataCatalogs: () => ({ DataCatalogsSummary: [{ CatalogName: 'AwsDataCatalog', Type: 'GLUE' }] }),
    GetDatabase: ({ DatabaseName }) => ({ Database: { Name: DatabaseName } }),
    ListDatabases: () => ({ DatabaseList: [{ Name: DATABASE }] }),
    GetWorkGroup: ({ WorkGroup }) => ({
      WorkGroup: { Name: WorkGroup, Configuration: { ResultConfiguration: { OutputLocation: 's3://results/' } } },
    }),
    ListTableMetadata: () => ({ TableMetadataList: views.map(table) }),
    GetTableMetadata: ({ TableName }) => {
      const view = views.find(({ name }) => name === TableName);
      if (view === undefined) throw new ServiceError(400, 'MetadataException', `No table ${TableName}`);
      return { TableMetadata: table(view) };
    },
    StartQueryExecution: ({ QueryString = '' }) => ({ QueryExecutionId: String(statements.push(QueryString)) }),
    GetQueryExecution: ({ QueryExecutionId }) => {
      const Status = polled.has(QueryExecutionId)
        ? statusOf(statements[Number(QueryExecutionId) - 1] ?? '')
        : { State: 'QUEUED' };
      polled.add(QueryExecutionId);
      return { QueryExecution: { QueryExecutionId, Status } };
    },
    GetQueryResults: () => ({ ResultSet: { Rows: [], ResultSetMetadata: { ColumnInfo: [] } } }),
  };
  return (operation, input) => {
    const run = operations[operation];
    if (run === undefined) throw new ServiceError(400, 'UnknownOperation', operation);
    return run(input);
  };
}

function statusOf(statement: string): object {
  if (!/^\s*select/i.test(statement)) return { State: 'SUCCEEDED' };
  const reason = 'TABLE_NOT_FOUND: line 1:16: Table does not exist';
  return { State: 'FAILED', StateChangeReason: reason, AthenaError: { ErrorMessage: reason } };
}
