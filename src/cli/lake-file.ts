/** `lake.duckdb` of the commands that make it and of those that change what it shows. */
import { type ExitName, UserError } from '../model/errors.js';
import type { Store } from '../store/store.js';
import type { Context } from './command.js';
import { lakeFileLeft } from './committed.js';
import { failure } from './failure.js';
import { refuseNewer } from './query/engine.js';
import type { Terminal } from './terminal.js';
import { noteMalformed } from './text/malformed.js';

/** Writes it into a lake that is a folder, and returns its path. Fails with a UserError where the lake has no snapshot. */
export async function makeLakeFile(store: Store, terminal: Terminal): Promise<string> {
  const [{ readCommits }, { writeLakeFile }] = await Promise.all([
    import('../lake/runs.js'),
    import('../query/duckdb/lake-file.js'),
  ]);
  const { runs, malformed } = await readCommits(store);
  noteMalformed(terminal, malformed);
  refuseNewer(store.location, malformed);
  if (runs.length > 0) return writeLakeFile(store, runs);
  throw new UserError(`Cannot make the catalog of "${store.location}": it holds no snapshot.`, {
    hint: 'Run `access-lake export` first, or check --destination.',
  });
}

/** Renews it, if the lake has one. What the command did is done whatever becomes of it: a failure is reported, and the command ends with 4. */
export async function renewLakeFile(
  store: Store,
  done: ExitName,
  { terminal, signal, onCommit }: Pick<Context, 'terminal' | 'signal' | 'onCommit'>,
): Promise<ExitName> {
  if (store.location.startsWith('s3://')) return done;
  const { hasLakeFile } = await import('../query/duckdb/lake-file.js');
  if (!(await hasLakeFile(store))) return done;
  const left = lakeFileLeft(store.location);
  if (signal.aborted) {
    terminal.note(left);
    return 'nothing';
  }
  onCommit?.(left);
  try {
    await makeLakeFile(store, terminal);
    return done;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    terminal.note(`Done, but lake.duckdb is not updated. ${failure(error).text}`);
    return 'nothing';
  }
}
