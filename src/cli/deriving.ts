/** Options that say who names owners, and the trends of the commands that commit. */

import { EXIT_CODES, type ExitName, Interrupted, UserError } from '../model/errors.js';
import { escapeForTerminal } from '../model/escape.js';
import type { DerivedDate } from '../query/derived/trends.js';
import type { Store } from '../store/store.js';
import type { Context } from './command.js';
import { historyLeft, ownerWords, trendsLeft, trendsToMake } from './committed.js';
import { failure } from './failure.js';
import { renewLakeFile } from './lake-file.js';
import { ownersFile } from './options/decided.js';
import { flag, flagOf, repeated, type Values } from './options/option.js';
import { tagKey } from './options/parsers.js';
import { memoryOptions, type outputOptions } from './options/shared.js';
import { runQuietly } from './process/run-quietly.js';
import type { Terminal } from './terminal.js';

export const ownerOptions = {
  ownerTag: repeated(
    '<key>',
    'tag that names the owner of a user, role or account; if you give several, the first that is present counts (default: owner, Owner, team, Team)',
    tagKey,
  ),
  ownersFile,
};

/** Of a command that commits: trends are made behind the commit. */
export const trendsOptions = {
  ...ownerOptions,
  ...memoryOptions,
  noTrends: flag('end with the commit, without trends: `access-lake derive` makes them'),
};

/** A usageError where the owners file is none: before the work, not behind the commit. */
export async function checkOwners({ ownersFile: path }: Values<typeof ownerOptions>): Promise<void> {
  const { readOwnerEntries } = await import('../decisions/owners-file.js');
  await readOwnerEntries(path);
}

type DerivedValues = Values<typeof trendsOptions & Pick<typeof outputOptions, 'progress'>>;

/**
 * Makes anew what is derived from a lake in a folder, trends and lake.duckdb, by `access-lake derive` in a process of its own:
 * this one's memory is full of what it measured. Of a bucket the files would have to be copied: that is left to who runs
 * the command, with the words. The snapshot is committed whatever becomes of it: a failure or a stop is reported, and the command ends with 4.
 */
export async function renewDerived(
  store: Store,
  committed: ExitName,
  values: DerivedValues,
  context: Pick<Context, 'signal' | 'terminal' | 'onCommit'>,
): Promise<ExitName> {
  const { signal, terminal } = context;
  const { location } = store;
  if (values.noTrends) return renewLakeFile(store, committed, context);
  if (location.startsWith('s3://')) {
    terminal.note(trendsToMake(location, values));
    return committed;
  }
  if (signal.aborted) {
    terminal.note(trendsLeft(location, values));
    return 'nothing';
  }
  const exit = await runQuietly(deriveWords(location, values), signal);
  if (exit === EXIT_CODES.ok.code) return committed;
  terminal.note(trendsLeft(location, values));
  return signal.aborted ? 'nothing' : renewLakeFile(store, 'nothing', context);
}

/**
 * {@link renewDerived} by whoever supervises this process, once it has ended: what it measured and what `derive` holds are
 * not in memory together. `last` is printed after that. False, and nothing is told, where nobody would do it.
 */
export async function handDerived(
  { location }: Store,
  values: DerivedValues,
  last: string,
  { signal, onNext }: Pick<Context, 'signal' | 'onNext'>,
): Promise<boolean> {
  if (onNext === undefined || values.noTrends || location.startsWith('s3://') || signal.aborted) return false;
  const { hasLakeFile } = await import('../query/duckdb/lake-file.js');
  const catalog = (await hasLakeFile({ location })) ? ['catalog', flagOf('destination'), location] : undefined;
  await onNext({
    argv: deriveWords(location, values),
    left: trendsLeft(location, values),
    otherwise: catalog,
    last,
  });
  return true;
}

function deriveWords(location: string, { memory, progress, ...owners }: DerivedValues): string[] {
  const allowed = memory === undefined ? [] : [flagOf('memory'), `${memory / 1e6}MB`];
  const to = [flagOf('destination'), location, flagOf('progress'), progress];
  return ['derive', ...to, ...ownerWords(owners), ...allowed];
}

/**
 * Takes what `expire` hid out of the one file of all dates of trends. The lake is as told whatever becomes of it: a failure or
 * a stop is reported, and the command ends with 4.
 */
export async function expireTrends(
  store: Store,
  done: ExitName,
  { signal, terminal }: Pick<Context, 'signal' | 'terminal'>,
): Promise<ExitName> {
  const { renewHistory } = await import('../query/derived/history.js');
  try {
    signal.throwIfAborted();
    await renewHistory(store, { signal });
    return done;
  } catch (error) {
    if (error instanceof Interrupted) terminal.note(historyLeft(store.location));
    else if (!(error instanceof UserError)) throw error;
    else terminal.note(`Done, but the trends still have rows that no view shows. ${failure(error).text}`);
    return 'nothing';
  }
}

/** Tells where nobody of the newest date that was made has a tag that was asked for: the key may be a typo. */
export function noteOwners(
  terminal: Pick<Terminal, 'note'>,
  derived: readonly DerivedDate[],
  { ownerTag: ownerTags, ownersFile: path }: Values<typeof ownerOptions>,
): void {
  const newest = derived.findLast(({ owners }) => owners !== undefined);
  if (newest?.owners !== 0 || ownerTags.length === 0) return;
  const others = path === undefined ? 'only' : 'only the owners file and';
  const keys = ownerTags.map((key) => JSON.stringify(key)).join(' or ');
  terminal.note(
    escapeForTerminal(
      `No user, role or account of ${newest.date} has a tag ${keys}, so ${others} the email addresses of accounts name owners. Tag keys are case-sensitive: check --owner-tag.`,
    ),
  );
}
