/**
 * A step of an export in a process of its own, one line of JSON as its answer:
 * `program <destination> <kill at> <moment> export|plan|collect|publish [plan] [index] [of]`.
 */
import { collectShard, exportSnapshot, planSnapshot, publishPlan } from '../../src/export.js';
import { systemEffects } from '../../src/model/effects.js';
import { openStore } from '../../src/store/open.js';
import { fakeSource } from './fake-source.js';
import { killingStore, type Moment } from './kill-store.js';
import { killedAccounts, shardedAccounts } from './killed-accounts.js';
import { optionsFor } from './lake.js';

const [destination = '', at, moment, command, planId = '', index, of] = process.argv.slice(2);
const steps: string[] = [];
const kill = { at: Number(at), moment: moment as Moment };
const store = killingStore(await openStore(destination, {}), kill, (step) => steps.push(step));
const source = fakeSource(command === 'export' ? killedAccounts : shardedAccounts);
const options = optionsFor(store, { accountConcurrency: 1, snapshotDate: '2026-11-25' });
const open = async () => source;

async function answer(): Promise<object> {
  switch (command) {
    case 'plan':
      return planSnapshot(options, systemEffects, open);
    case 'collect':
      return collectShard({ ...options, planId, shard: { index: Number(index), of: Number(of) } }, systemEffects, open);
    case 'publish':
      return publishPlan({ ...options, planId, allowIncomplete: false });
    default:
      return exportSnapshot(options, systemEffects, open);
  }
}

console.log(JSON.stringify({ ...(await answer()), measured: source.measured, steps }));
