/** Options of the commands that reach Athena, and what they open. */
import type { CatalogOptions } from '../../query/catalog/catalog.js';
import { option, Refusal, type Values } from './option.js';

export const athenaOptions = {
  database: option('<name>', 'database of the lake in the Glue catalog', databaseName, { fallback: 'access_lake' }),
  workgroup: option('<name>', 'workgroup of Athena', workgroup, { fallback: 'primary' }),
  outputLocation: option('<s3://…>', 'where Athena writes results', outputLocation, { shown: "the workgroup's own" }),
  region: option('<region>', 'Region of Athena', region, { shown: 'from the environment' }),
};

export type AthenaValues = Values<typeof athenaOptions>;

/** Opens the catalog of the lake at `location`, and the engine that works on it. */
export async function openCatalog(
  values: AthenaValues,
  location: string,
  signal: AbortSignal,
): Promise<CatalogOptions & { close(): Promise<void> }> {
  const [{ athenaEngine }, { athenaCatalog }] = await Promise.all([
    import('../../query/athena/engine.js'),
    import('../../query/athena/catalog.js'),
  ]);
  const known = athenaCatalog(values);
  const engine = athenaEngine(values);
  const serverEngine = athenaEngine({ ...values, database: undefined });
  return {
    database: values.database,
    location,
    known,
    engine,
    serverEngine,
    signal,
    close: async () => {
      known.close();
      await Promise.all([engine.close(), serverEngine.close()]);
    },
  };
}

/** Athena User Guide, "Name databases, tables, and columns"; Glue takes hyphens as well. */
export function databaseName(text: string): string {
  if (!/^[a-z0-9_-]{1,255}$/.test(text)) {
    throw new Refusal('a database has up to 255 lower-case letters, digits, underscores and hyphens');
  }
  return text;
}

/** Athena API Reference, StartQueryExecution. */
function workgroup(text: string): string {
  if (!/^[a-zA-Z0-9._-]{1,128}$/.test(text)) throw new Refusal('a workgroup has up to 128 letters, digits and ._-');
  return text;
}

function outputLocation(text: string): string {
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/|$)/.test(text)) {
    throw new Refusal('not a place on S3', 'Write s3://bucket/prefix/.');
  }
  return text;
}

function region(text: string): string {
  if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(text)) throw new Refusal('not a Region', 'Write us-east-1 or eu-central-1.');
  return text;
}
