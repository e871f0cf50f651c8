/** A store that ends its process at a step of the protocol. */
import type { Store } from '../../src/store/store.js';

/** `stop`: stopped before it (SIGSTOP), until somebody wakes it. */
export type Moment = 'before' | 'during' | 'after' | 'stop';

export interface Kill {
  /** The mutation at which to end, counted from 0; -1: never. */
  readonly at: number;
  /** `during`: half of the body is on its way. */
  readonly moment: Moment;
}

/** `onMutation` is told the step of each put and delete as it begins. */
export function killingStore(store: Store, kill: Kill, onMutation: (step: string) => void): Store {
  let mutations = 0;
  const mutate = async <T>(step: string, work: (isDuring: boolean) => Promise<T>): Promise<T> => {
    const isNow = mutations++ === kill.at;
    onMutation(step);
    if (isNow && kill.moment === 'before') await end();
    if (isNow && kill.moment === 'stop') process.kill(process.pid, 'SIGSTOP');
    const result = await work(isNow && kill.moment === 'during');
    if (isNow && kill.moment === 'after') await end();
    return result;
  };
  return {
    ...store,
    put: (key, body, options) =>
      mutate(`put ${stepOf(key)}`, (isDuring) => store.put(key, isDuring ? halfOf(body) : body, options)),
    delete: (keys) =>
      keys.length === 0 ? store.delete(keys) : mutate(`delete ${stepOf(keys[0] as string)}`, () => store.delete(keys)),
  };
}

/** The key as a step of the protocol: without ids and numbers. */
function stepOf(key: string): string {
  return key
    .replace(/\d{8}T\d{9}Z-[0-9a-f]+(-\d{4}-\d{5})?/, '<plan>')
    .replace(/[0-9a-f]{16}(-\d{6}\.arrow\.br)?/, '<random>$1')
    .replace(/snapshot_date=[\d-]+/, '<date>');
}

async function* halfOf(body: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body instanceof Uint8Array ? [body] : body) {
    yield chunk.subarray(0, Math.ceil(chunk.length / 2));
    await new Promise((written) => setTimeout(written, 20));
    await end();
  }
}

/** Nothing runs after it: the signal may arrive a moment later. */
function end(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}
