/** Which messages of a lake were sent: two runs that end together send one. */
import type { Effects } from '../../model/effects.js';
import type { Message } from '../../notify/sns.js';
import { getJson, putJson } from '../../snapshot/json.js';
import { withLock } from '../../snapshot/lock.js';
import { isObject } from '../../snapshot/shape.js';
import type { Store } from '../../store/store.js';
import { sha256Of } from '../../tools/sha256.js';

const SENT = '_digests/';
const LOCK = `${SENT}holder/`;

export interface Sending {
  readonly topic: string;
  readonly message: Message;
  readonly send: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Sends the message unless the lake says that just this one was sent to the topic: whether it did. Holds a lock until that is
 * written down, so that nobody else sends it meanwhile. A process that dies between the two leaves a message that is sent again.
 */
export function sendOnce(store: Store, { topic, message, send, signal }: Sending, effects: Effects): Promise<boolean> {
  const key = `${SENT}${sha256Of(JSON.stringify([topic, message]))}.json`;
  return withLock(
    store,
    { folder: LOCK, action: 'send a digest of', signal },
    async () => {
      if ((await getJson(store, key, isObject)) !== undefined) return false;
      await send();
      await putJson(store, key, { topic, subject: message.subject, sentAt: new Date(effects.now()).toISOString() });
      return true;
    },
    effects,
  );
}
