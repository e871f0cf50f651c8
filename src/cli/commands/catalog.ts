import { usageError } from '../../model/errors.js';
import type { CatalogOptions } from '../../query/catalog/catalog.js';
import { declareCommand } from '../command.js';
import { athenaOptions, openCatalog } from '../options/athena.js';
import { flag } from '../options/option.js';
import { destinationOf, storeOptions } from '../options/shared.js';
import type { Terminal } from '../terminal.js';

export const command = declareCommand({
  description:
    "Creates or updates the lake's database in the Glue catalog, through Athena: tables, views, and one saved query a question. " +
    'It can be run again any time; a table that lacks a column gets it, and data is never touched.',
  options: {
    destination: storeOptions.destination,
    ...athenaOptions,
    dryRun: flag('print the SQL of what there is to do, and do nothing'),
  },
  examples: [
    'access-lake catalog --destination s3://my-bucket/lake',
    'access-lake catalog --destination s3://my-bucket/lake --database security --workgroup audit --dry-run',
  ],
  check: (values) => {
    if (locationOf(values.destination).startsWith('s3://')) return;
    throw usageError(
      `Cannot make a catalog of "${values.destination}": Athena reads S3 alone.`,
      'Ask a folder with `access-lake query`, which needs no catalog.',
    );
  },
  run: async (values, { terminal, signal }) => {
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

async function apply(catalog: CatalogOptions, terminal: Terminal): Promise<void> {
  const { catalogSteps } = await import('../../query/catalog/catalog.js');
  for await (const step of catalogSteps(catalog, false)) {
    await step.apply();
    await terminal.print(`${step.title}\n`);
  }
}

async function show(catalog: CatalogOptions, terminal: Terminal): Promise<void> {
  const { catalogSteps } = await import('../../query/catalog/catalog.js');
  for await (const { title, sql } of catalogSteps(catalog, true)) await terminal.print(`-- ${title}\n${sql};\n\n`);
}
