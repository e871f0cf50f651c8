/** `--owner-tag`, and the trends of the commands that commit. */
import type { DerivedDate } from '../derive/trends.js';
import { type ExitName, Interrupted, UserError } from '../model/errors.js';
import { escapeForTerminal } from '../model/escape.js';
import type { ExportSummary } from '../model/summary.js';
import type { LakeDate } from '../query/lake-dates.js';
import type { Store } from '../store/store.js';
import type { Context } from './command.js';
import { historyLeft, trendsLeft } from './committed.js';
import { failure } from './failure.js';
import { repeated } from './options/option.js';
import { tagKey } from './options/parsers.js';
import { openDuckdb } from './query/engine.js';
import type { Terminal } from './terminal.js';

export const ownerOptions = {
  ownerTag: repeated(
    '<key>',
    'tag that names the owner of a user, role or account; of several the first that it has counts (default: owner, Owner, team, Team)',
    tagKey,
  ),
};

/** A run, and how the command ends that committed it. */
interface Committed extends Pick<ExportSummary, 'run'> {
  readonly exit: ExitName;
}

/**
 * Makes the trends of a snapshot that was committed into a folder: a bucket's files would have to be copied, which
 * `access-lake derive` does. The snapshot is committed whatever becomes of them: a failure or a stop is reported, and is a gap.
 */
export async function deriveCommitted(
  store: Store,
  { run, exit }: Committed,
  ownerTags: readonly string[],
  { signal, terminal }: Pick<Context, 'signal' | 'terminal'>,
): Promise<ExitName> {
  if (store.location.startsWith('s3://')) return exit;
  const { deriveTrends } = await import('../derive/trends.js');
  try {
    signal.throwIfAborted();
    const place = { destination: store.location, expectedBucketOwner: undefined };
    const engine = await openDuckdb(place, { action: 'derive' }, terminal);
    try {
      const wants = ({ date, isWhole }: LakeDate) => isWhole && date === run.snapshot_date;
      for await (const each of deriveTrends(store, engine, { wants, ownerTags, signal })) {
        noteOwners(terminal, [each], ownerTags);
      }
    } finally {
      await engine.close();
    }
    return exit;
  } catch (error) {
    if (error instanceof Interrupted) terminal.note(trendsLeft(store.location, ownerTags));
    else if (!(error instanceof UserError)) throw error;
    else terminal.note(`The snapshot is committed, its trends are not made. ${failure(error).text}`);
    return 'gaps';
  }
}

/**
 * Takes what `expire` hid out of the one file of all dates of trends. The lake is as told whatever becomes of it: a failure or
 * a stop is reported, and is a gap.
 */
export async function expireTrends(
  store: Store,
  done: ExitName,
  { signal, terminal }: Pick<Context, 'signal' | 'terminal'>,
): Promise<ExitName> {
  const { renewHistory } = await import('../derive/history.js');
  try {
    signal.throwIfAborted();
    await renewHistory(store, { signal });
    return done;
  } catch (error) {
    if (error instanceof Interrupted) terminal.note(historyLeft(store.location));
    else if (!(error instanceof UserError)) throw error;
    else terminal.note(`The lake is as told, its trends still hold rows that no view shows. ${failure(error).text}`);
    return 'gaps';
  }
}

/** Tells where nobody of the newest date that was made has a tag that was asked for: the key may be a typo. */
export function noteOwners(
  terminal: Pick<Terminal, 'note'>,
  derived: readonly DerivedDate[],
  ownerTags: readonly string[],
): void {
  const newest = derived.findLast(({ owners }) => owners !== undefined);
  if (newest?.owners !== 0 || ownerTags.length === 0) return;
  const keys = ownerTags.map((key) => JSON.stringify(key)).join(' or ');
  terminal.note(
    escapeForTerminal(
      `No user, role or account of ${newest.date} has a tag ${keys}, so owners are known by the e-mail addresses of accounts alone. Case counts: check --owner-tag.`,
    ),
  );
}
