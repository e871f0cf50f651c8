/** What the killed exports measure: a small account, and one whose first three principals fill a part. */
import { type FakeAccount, plainAccounts } from './fake-source.js';

const small = { id: '111111111111', principals: [{ id: 'AROASMALL', name: 'small', actions: 10 }] };
const large = {
  id: '222222222222',
  principals: [
    ...[1, 2, 3].map((at) => ({ id: `AROALARGE${at}`, name: `large-${at}`, actions: 90_000 })),
    { id: 'AROALAST', name: 'last', actions: 10 },
  ],
};

export const killedAccounts: readonly FakeAccount[] = [small, large];

/** What the shards measure. */
export const shardedAccounts = plainAccounts(12, 3, 200);
