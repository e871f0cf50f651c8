/** Whether what Athena would show is the lake at the destination, and the whole of it. */

import type { MalformedCommit } from '../../lake/runs.js';
import { readCommits } from '../../lake/runs.js';
import { UserError } from '../../model/errors.js';
import { escapeForTerminal } from '../../model/escape.js';
import type { Store } from '../../store/store.js';
import { lakeFiles, refuseDamaged } from '../duckdb/files/readable-files.js';
import { allRows } from '../engine/all-rows.js';
import type { QueryEngine, QueryOptions } from '../engine/engine.js';
import { noSnapshot } from '../question/dates.js';

/**
 * Refuses a lake whose runs lost files, for Athena reads whatever lies there, and a database whose tables do not show
 * the newest run of the lake. Fails with a UserError.
 */
export async function refuseOtherLake(
  engine: QueryEngine,
  database: string,
  store: Store,
  options: QueryOptions,
): Promise<void> {
  const { runs, malformed } = await readCommits(store);
  refuseMalformed(store, malformed);
  const newest = runs.at(-1);
  if (newest === undefined) throw noSnapshot(store.location);
  const { damaged } = await lakeFiles(store, runs);
  refuseDamaged(store.location, damaged);
  const sql = 'SELECT count(*) FROM snapshot_runs WHERE run_id = ?';
  const [counted] = await allRows(engine, sql, [newest.run_id], options);
  if (Number(counted?.[0]) > 0) return;
  throw new UserError(
    `Cannot ask "${store.location}": database "${database}" does not show its run "${newest.run_id}".`,
    {
      hint: 'Its tables belong to another lake. Create those of this lake with `access-lake catalog` and another --database, and name that one.',
    },
  );
}

/** Athena shows the run of any commit that it can read. */
function refuseMalformed({ location }: Store, [first]: readonly MalformedCommit[]): void {
  if (first === undefined) return;
  throw new UserError(escapeForTerminal(`Cannot ask "${location}" on Athena: ${first.key} ${first.problem}.`), {
    hint: 'Athena would show its run. Restore that object from a copy, or remove it.',
  });
}
