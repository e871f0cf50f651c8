/** What is in a catalog already, and the saved queries beside it. */

/** A table or view as the catalog has it. */
export interface KnownTable {
  /** EXTERNAL_TABLE or VIRTUAL_VIEW. */
  readonly type: string;
  /** `name type` of each column, partition keys last. */
  readonly columns: readonly string[];
  /** Properties of the table, and its `location`. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface SavedQuery {
  /** Up to 128 characters. */
  readonly name: string;
  /** Up to 1024 characters. */
  readonly description: string;
  readonly sql: string;
}

/** The database beside that of a lake that holds tables as long as a command runs. */
export function scratchOf(database: string): string {
  return `${database}_scratch`;
}

/** The catalog of a database that is not there. It is asked of nobody, and nothing can be saved in it. */
export const emptyCatalog: KnownCatalog = {
  hasDatabase: async () => false,
  tables: async () => new Map(),
  savedQueries: async () => new Map(),
  save: async () => {
    throw new Error('An empty catalog saves nothing');
  },
};

/** Every failure is a UserError: what could not be read is never reported as absent. */
export interface KnownCatalog {
  hasDatabase(name: string): Promise<boolean>;
  /** Tables and views of the database, by name. */
  tables(): Promise<ReadonlyMap<string, KnownTable>>;
  /** Saved queries of the database, by name. */
  savedQueries(): Promise<ReadonlyMap<string, SavedQuery & { readonly id: string }>>;
  /** Saves a query; one with an id takes the place of the saved query of that id. */
  save(query: SavedQuery & { readonly id?: string | undefined }): Promise<void>;
}
