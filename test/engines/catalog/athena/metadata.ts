/** Databases and tables of Glue as the Athena API shows them. */
import { type Glue, GlueError } from '../../programs/glue.js';
import { ServiceError } from './service-error.js';

interface GlueTable {
  readonly Name: string;
  readonly TableType?: string;
  readonly PartitionKeys?: unknown[];
  readonly Parameters?: Record<string, string>;
  readonly StorageDescriptor?: { Columns?: unknown[]; Location?: string };
}

export async function listDatabases(glue: Glue): Promise<unknown> {
  const { DatabaseList } = (await glue.call('GetDatabases', {})) as { DatabaseList: { Name: string }[] };
  return { DatabaseList: DatabaseList.map(({ Name }) => ({ Name })) };
}

/** One table a page, so that whoever reads the first page alone is found out. */
export async function listTables(glue: Glue, { DatabaseName, NextToken = '0' }: ListTablesInput): Promise<unknown> {
  const tables = await tablesOf(glue, DatabaseName);
  const at = Number(NextToken);
  return {
    TableMetadataList: tables.slice(at, at + 1).map(metadataOf),
    ...(at + 1 < tables.length ? { NextToken: String(at + 1) } : {}),
  };
}

export interface ListTablesInput {
  readonly DatabaseName: string;
  readonly NextToken?: string;
}

async function tablesOf(glue: Glue, DatabaseName: string): Promise<GlueTable[]> {
  try {
    return ((await glue.call('GetTables', { DatabaseName })) as { TableList: GlueTable[] }).TableList;
  } catch (error) {
    if (!(error instanceof GlueError && error.name.startsWith('EntityNotFound'))) throw error;
    throw new ServiceError(
      'MetadataException',
      `Database ${DatabaseName} not found. (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException)`,
    );
  }
}

function metadataOf({ Name, TableType, PartitionKeys, Parameters, StorageDescriptor }: GlueTable): unknown {
  const location = StorageDescriptor?.Location;
  return {
    Name,
    TableType,
    Columns: StorageDescriptor?.Columns ?? [],
    PartitionKeys: PartitionKeys ?? [],
    Parameters: { ...Parameters, ...(location === undefined ? {} : { location }) },
  };
}
