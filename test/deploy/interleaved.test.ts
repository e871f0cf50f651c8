/** Two runs of the machine on one lake, the second at every step of the first: the real steps, over a source in memory. */
import { expect, test } from 'vitest';
import { collectShard, exitOf, planSnapshot, publishPlan } from '../../src/export.js';
import { LATEST } from '../../src/lake/latest-plan.js';
import { committedRuns } from '../../src/lake/runs.js';
import type { Effects } from '../../src/model/effects.js';
import { EXIT_CODES, type ExitName, UserError } from '../../src/model/errors.js';
import type { Store } from '../../src/store/store.js';
import { fakeSource, plainAccounts } from '../export/fake-source.js';
import { inFolder, optionsFor } from '../export/lake.js';
import { VirtualClock } from '../snapshot/virtual-clock.js';
import { type Container, type Ended, runSteps } from './machines.js';

const ACCOUNTS = plainAccounts(6, 2, 10);
const SHARDS = '2';
/** Waits in the middle of one command, once; other commands do not. */
interface Pause {
  readonly command: string;
  readonly reached: () => void;
  readonly until: Promise<void>;
}

/** What one container does, in this process. */
class Commands {
  readonly seen: string[] = [];
  private readonly store: Store;
  private readonly effects: Effects;
  private pause: Pause | undefined;

  constructor(store: Store, effects: Effects, pause?: Pause) {
    this.store = store;
    this.effects = effects;
    this.pause = pause;
  }

  readonly run = async (command: readonly string[]): Promise<Container[]> => {
    const words = command.join(' ');
    this.seen.push(words);
    const exit = await this.ended(command).catch((error: unknown) => {
      if (error instanceof UserError) return error.exit;
      throw error;
    });
    return [{ Name: 'access-lake', ExitCode: EXIT_CODES[exit].code }];
  };

  private async ended([name, ...rest]: readonly string[]): Promise<ExitName> {
    const inTheMiddle = () => this.reach([name, ...rest].join(' '));
    const open = async () => ({ ...fakeSource(ACCOUNTS, inTheMiddle), tagged: tagging(inTheMiddle) });
    const options = { ...optionsFor(this.store), planId: LATEST, keepGoing: true };
    if (name === 'plan') await planSnapshot(options, this.effects, open);
    if (name === 'collect') {
      const [index = 0, of = 0] = (rest.at(-1) as string).split('/').map(Number);
      await collectShard({ ...options, shard: { index, of } }, this.effects, open);
    }
    if (name !== 'publish') return 'ok';
    const store = wrapped(this.store, inTheMiddle);
    return exitOf(await publishPlan({ ...options, store, allowIncomplete: true }, this.effects));
  }

  private async reach(command: string): Promise<void> {
    const { pause } = this;
    if (pause?.command !== command) return;
    this.pause = undefined;
    pause.reached();
    await pause.until;
  }
}

function tagging(inTheMiddle: () => Promise<void>): ReturnType<typeof fakeSource>['tagged'] {
  return async (accounts) => {
    await inTheMiddle();
    return { accounts, notice: undefined };
  };
}

/** A publisher is in the middle when it writes its first file of the lake. */
function wrapped(store: Store, inTheMiddle: () => Promise<void>): Store {
  return around(store, async (name, [key]) => {
    if (name === 'put' && /^accounts\//.test(String(key))) await inTheMiddle();
  });
}

/** What never answers again, from when it is told: a container that was ended, or cut off. */
function frozen(store: Store): { readonly store: Store; readonly freeze: () => void } {
  let isFrozen = false;
  return {
    store: around(store, () => (isFrozen ? new Promise(() => {}) : Promise.resolve())),
    freeze: () => {
      isFrozen = true;
    },
  };
}

/** Waits before each call of the store. */
function around(store: Store, before: (name: string, given: readonly unknown[]) => Promise<void>): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'list')
        return async (...given: unknown[]) => before(String(name), given).then(() => member.apply(target, given));
      return async function* (prefix: string) {
        await before('list', [prefix]);
        yield* target.list(prefix);
      };
    },
  });
}

interface Interleaved {
  readonly first: Ended | 'killed';
  readonly second: Ended;
  readonly accounts: readonly { readonly exported: number; readonly failed: number }[];
}

/** The second run from its start to its end in the middle of a command of the first. */
function interleaved(command: string, { kill = false } = {}): Promise<Interleaved> {
  return inFolder(async (_folder, store) => {
    const clock = new VirtualClock();
    const watched = clock.watched(store);
    const held = frozen(watched);
    let [goOn, reached] = [() => {}, () => {}];
    const until = new Promise<void>((done) => {
      goOn = done;
    });
    const isReached = new Promise<void>((done) => {
      reached = done;
    });
    const run = (commands: Commands) => runSteps('RunMachine', { Shards: SHARDS }, commands.run);
    const first = run(new Commands(held.store, clock.effects, { command, reached, until }));
    await clock.until(isReached);
    if (kill) held.freeze();
    const second = await clock.until(run(new Commands(watched, clock.effects)));
    if (!kill) goOn();
    const ended = kill ? 'killed' : await clock.until(first);
    const runs = await committedRuns(store);
    const accounts = runs.map(({ accounts_exported: exported, accounts_failed: failed }) => ({ exported, failed }));
    return { first: ended, second, accounts };
  });
}

const [PUBLISH, COLLECT] = ['publish --plan latest --allow-incomplete --json', 'collect --plan latest --shard'];
const COMMANDS = ['plan', `${COLLECT} 1/2`, `${COLLECT} 2/2`, PUBLISH];
const WHOLE = [{ exported: 6, failed: 0 }];

test.each(COMMANDS)(
  'a second run in the middle of %s ends well; the first leaves one whole snapshot',
  async (command) => {
    const { first, second, accounts } = await interleaved(command);
    expect({ second, first, accounts }).toMatchObject({
      second: { status: 'SUCCEEDED' },
      first: { status: 'SUCCEEDED' },
      accounts: WHOLE,
    });
  },
);

test.each(COMMANDS)(
  'a second run after the first was cut off in the middle of %s leaves one whole snapshot',
  async (command) => {
    const { second, accounts } = await interleaved(command, { kill: true });
    expect({ second, accounts }).toMatchObject({ second: { status: 'SUCCEEDED' }, accounts: WHOLE });
  },
);
