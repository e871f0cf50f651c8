/** `--database` of the commands that commit: afterwards the dates in the catalog are updated. */
import { type ExitName, Interrupted, UserError, usageError } from '../model/errors.js';
import type { Context } from './command.js';
import { viewsLeft } from './committed.js';
import { failure } from './failure.js';
import { athenaOptions, databaseName, openCatalog } from './options/athena.js';
import { option, type Values } from './options/option.js';

export const renewalOptions = {
  ...athenaOptions,
  database: option(
    '<name>',
    'after the commit, update the tables and views of this Athena database (see `access-lake catalog`)',
    databaseName,
  ),
};

type RenewalValues = Values<typeof renewalOptions>;

/** Only a lake on S3 has views in Athena. */
export function checkRenewal({ database }: RenewalValues, destination: string): void {
  if (database === undefined || destination.startsWith('s3://')) return;
  throw usageError(`Cannot use --database "${database}": Athena only reads S3, not "${destination}".`);
}

/** Renews them, if asked to. The snapshot is committed whatever becomes of it: a failure or a stop is reported, and the command ends with 4. */
export async function renewViews(
  { database, ...values }: RenewalValues,
  location: string,
  committed: ExitName,
  { signal, terminal, onCommit }: Context,
): Promise<ExitName> {
  if (database === undefined) return committed;
  const left = viewsLeft(location, { ...values, database });
  onCommit?.(left);
  const { renewDates } = await import('../query/catalog/catalog.js');
  const catalog = await openCatalog({ ...values, database }, location, signal);
  try {
    signal.throwIfAborted();
    await renewDates(catalog);
    return committed;
  } catch (error) {
    if (error instanceof Interrupted) terminal.note(left);
    else if (!(error instanceof UserError)) throw error;
    else terminal.note(`The snapshot is committed, but its dates in Athena are not updated. ${failure(error).text}`);
    return 'nothing';
  } finally {
    await catalog.close();
  }
}
