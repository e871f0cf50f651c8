/** A random organization over time, and the runs that measure it. */
import { type Account, accountsOf } from './accounts.js';
import { administratorOf, bulkHolderOf, type Denial, type Entity, entitiesOf } from './entities.js';
import type { Random } from './random.js';
import { momentsBetween, type Run, runsOf, snapshotsOf } from './runs.js';
import { type Things, thingsOf } from './things.js';

export interface World {
  readonly accounts: readonly Account[];
  readonly entities: readonly Entity[];
  /** Days of the snapshots, the newest (0) first; partial ones, too. */
  readonly snapshots: readonly number[];
  /** By time. */
  readonly runs: readonly Run[];
  readonly things: Things;
}

const DENIALS: readonly Denial[] = ['action', 'service', 'not_action', 'any_service', 'unread', 'condition'];

export function randomWorld(random: Random): World {
  const accounts = accountsOf(random);
  const snapshots = snapshotsOf(random);
  const runs = runsOf(
    random,
    snapshots,
    accounts.map(({ id }) => id),
  );
  const things = thingsOf(random, momentsBetween(runs));
  const entities = accounts.flatMap((account) => entitiesOf({ random, account, things: things.all }));
  const making = () => ({ random, account: random.one(accounts), things: things.all });
  if (random.chance(0.7)) entities.push(administratorOf(making(), 'boss', null));
  for (const denial of random.some(DENIALS, 0.3)) {
    entities.push(administratorOf(making(), `deputy-${denial}`, denial));
  }
  if (random.chance(0.25)) entities.push(bulkHolderOf(making()));
  return { accounts, entities, snapshots, runs, things };
}
