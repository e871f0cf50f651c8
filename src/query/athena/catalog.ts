/** What is in the Glue catalog and among the saved queries, through the Athena API. */
import {
  type AthenaClient,
  BatchGetNamedQueryCommand,
  CreateNamedQueryCommand,
  type NamedQuery,
  paginateListDatabases,
  paginateListNamedQueries,
  paginateListTableMetadata,
  type UnprocessedNamedQueryId,
  UpdateNamedQueryCommand,
} from '@aws-sdk/client-athena';
import { UserError } from '../../model/errors.js';
import type { KnownCatalog, KnownTable, SavedQuery } from '../catalog/known.js';
import { type AthenaOptions, athenaClient, CATALOG } from './client.js';
import { callError } from './errors.js';

/**
 * Opens the catalog of `database`. It reads lists, never a single name: a list that lacks a name says that it is
 * not there, where the error of a look-up may also mean that we may not look. Every failure is a UserError.
 */
export function athenaCatalog(
  options: AthenaOptions & { readonly database: string },
): KnownCatalog & { close(): void } {
  const client = athenaClient(options);
  const { database, workgroup } = options;
  const attempt = async <T>(action: string, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw callError(error, action, options);
    }
  };
  return {
    hasDatabase: (name) => attempt('list the databases of Glue', () => hasDatabase(client, name)),
    tables: () => attempt(`list the tables of database "${database}"`, () => readTables(client, database)),
    savedQueries: () =>
      attempt(`list the saved queries of workgroup "${workgroup}"`, () => readSavedQueries(client, options)),
    save: (query) => attempt(`save query "${query.name}"`, () => save(client, options, query)),
    close: () => client.destroy(),
  };
}

async function hasDatabase(client: AthenaClient, database: string): Promise<boolean> {
  for await (const { DatabaseList = [] } of paginateListDatabases({ client }, { CatalogName: CATALOG })) {
    if (DatabaseList.some(({ Name }) => Name === database)) return true;
  }
  return false;
}

async function readTables(client: AthenaClient, database: string): Promise<Map<string, KnownTable>> {
  const tables = new Map<string, KnownTable>();
  const input = { CatalogName: CATALOG, DatabaseName: database };
  for await (const { TableMetadataList = [] } of paginateListTableMetadata({ client }, input)) {
    for (const { Name = '', TableType, Columns = [], PartitionKeys = [], Parameters = {} } of TableMetadataList) {
      const columns = [...Columns, ...PartitionKeys].map(({ Name: column = '', Type = '' }) => `${column} ${Type}`);
      tables.set(Name, { type: TableType ?? '', columns, parameters: Parameters });
    }
  }
  return tables;
}

async function readSavedQueries(
  client: AthenaClient,
  { database, workgroup }: AthenaOptions,
): Promise<Map<string, SavedQuery & { id: string }>> {
  const saved = new Map<string, SavedQuery & { id: string }>();
  for await (const { NamedQueryIds = [] } of paginateListNamedQueries({ client }, { WorkGroup: workgroup })) {
    if (NamedQueryIds.length === 0) continue;
    const answer = await client.send(new BatchGetNamedQueryCommand({ NamedQueryIds }));
    const { NamedQueries = [], UnprocessedNamedQueryIds = [] } = answer;
    if (UnprocessedNamedQueryIds.length > 0) throw unprocessed(UnprocessedNamedQueryIds);
    for (const query of NamedQueries) if (query.Database === database) saved.set(query.Name ?? '', savedQueryOf(query));
  }
  return saved;
}

/** One that could not be read would be saved a second time. */
function unprocessed([{ NamedQueryId, ErrorCode, ErrorMessage } = {}]: readonly UnprocessedNamedQueryId[]): UserError {
  return new UserError(`Cannot read saved query "${NamedQueryId}": ${ErrorCode}: ${ErrorMessage}`);
}

function savedQueryOf({ NamedQueryId = '', Name = '', Description = '', QueryString = '' }: NamedQuery) {
  return { id: NamedQueryId, name: Name, description: Description, sql: QueryString };
}

async function save(
  client: AthenaClient,
  { database, workgroup }: AthenaOptions,
  { id, name, description, sql }: SavedQuery & { readonly id?: string | undefined },
): Promise<void> {
  const text = { Name: name, Description: description, QueryString: sql };
  if (id !== undefined) await client.send(new UpdateNamedQueryCommand({ NamedQueryId: id, ...text }));
  else await client.send(new CreateNamedQueryCommand({ Database: database, WorkGroup: workgroup, ...text }));
}
