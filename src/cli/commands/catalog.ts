import { usageError } from '../../model/errors.js';
import type { CatalogOptions } from '../../query/catalog/catalog.js';
import type { QueryEngine } from '../../query/engine/engine.js';
import { declareCommand } from '../command.js';
import { openDestination } from '../exporting.js';
import { makeLakeFile } from '../lake-file.js';
import { lakePlaces } from '../modes.js';
import { athenaOptions, openCatalog } from '../options/athena.js';
import { flag } from '../options/option.js';
import { destinationOf, makingOptions, memoryOptions, storeOptions } from '../options/shared.js';
import type { Terminal } from '../terminal.js';

export const command = declareCommand({
  description:
    "Creates or updates the lake's database in the Glue catalog, through Athena: tables, views, a scratch database, and a saved query for each question that is one statement. " +
    'For a folder it writes lake.duckdb, which any program with DuckDB can open and later exports into the folder renew. ' +
    'Run it again at any time: missing columns are added, and data is never touched.',
  options: {
    destination: storeOptions.destination,
    ...makingOptions,
    ...memoryOptions,
    ...athenaOptions,
    dryRun: flag('print the SQL of the pending changes, and change nothing'),
    print: flag('print the SQL of the whole catalog, without credentials or calls to AWS'),
  },
  examples: [
    'access-lake catalog --destination s3://my-bucket/lake',
    'access-lake catalog --destination s3://my-bucket/lake --database security --workgroup audit --dry-run',
    'access-lake catalog --destination s3://my-bucket/lake --print > catalog.sql',
    'access-lake catalog --destination ./lake',
  ],
  check: (values) => {
    if (isOnS3(values.destination) || (!values.print && !values.dryRun)) return;
    throw usageError(
      `Cannot print the catalog of "${values.destination}": the catalog of a folder is one file, lake.duckdb.`,
      'Leave --print and --dry-run out: that file is replaced, and nothing else is touched.',
    );
  },
  makes: lakePlaces,
  run: async (values, { terminal, signal }) => {
    if (!isOnS3(values.destination)) {
      await terminal.print(`${await makeLakeFile(await openDestination(values, 'make the catalog'), terminal)}\n`);
      return 'ok';
    }
    if (values.print) {
      await printWhole(values.database, locationOf(values.destination), terminal);
      return 'ok';
    }
    const catalog = await openCatalog(values, locationOf(values.destination), signal);
    try {
      await (values.dryRun ? show : apply)(catalog, terminal);
    } finally {
      await catalog.close();
    }
    return 'ok';
  },
});

/** The lake, without a slash at its end. */
function locationOf(destination: string | undefined): string {
  const written = destinationOf({ destination }, 'make the catalog');
  return written.replace(/\/+$/, '');
}

function isOnS3(destination: string | undefined): boolean {
  return locationOf(destination).startsWith('s3://');
}

async function apply(catalog: CatalogOptions, terminal: Terminal): Promise<void> {
  const { catalogSteps } = await import('../../query/catalog/catalog.js');
  for await (const step of catalogSteps(catalog, { dryRun: false })) {
    await step.apply();
    await terminal.print(`${step.title}\n`);
  }
}

async function show(catalog: CatalogOptions, terminal: Terminal): Promise<void> {
  const { catalogSteps } = await import('../../query/catalog/catalog.js');
  for await (const { title, sql } of catalogSteps(catalog, { dryRun: true }))
    await terminal.print(`-- ${title}\n${sql};\n\n`);
}

/** Every statement for a database that is not there yet. The dates of the lake are not known without asking for it. */
async function printWhole(database: string, location: string, terminal: Terminal): Promise<void> {
  const [{ emptyCatalog }, { UNKNOWN_DATE }] = await Promise.all([
    import('../../query/catalog/known.js'),
    import('../../query/catalog/dates.js'),
  ]);
  const note = `-- ${UNKNOWN_DATE.date} is a placeholder: \`access-lake catalog\` puts the dates of the lake in.\n\n`;
  await terminal.print(note);
  await show({ database, location, known: emptyCatalog, engine: nobody, serverEngine: nobody }, terminal);
}

/** The engine of statements that are printed and never run. */
const nobody: QueryEngine = {
  name: 'athena',
  query: async () => {
    throw new Error('A statement that is only printed was run');
  },
  close: async () => {},
};
