/** The credentials of an account: of root, and of every user. */
import type { AccountState, Principal } from '../entities.js';
import type { World } from '../world.js';
import { type RootCredentials, rootCredentialsOf } from './root-user.js';
import { credentialsOf, type UserCredentials } from './user-credentials.js';

export interface AccountCredentials {
  readonly accountId: string;
  readonly root: RootCredentials;
  /** In the order of `AccountState.users`. */
  readonly users: readonly { readonly user: Principal; readonly credentials: UserCredentials }[];
}

/** As of the midnight of a state; changes to the account since then leave it as it is. */
export function accountCredentialsOf(world: World, { accountId, asOf, users }: AccountState): AccountCredentials {
  const joinedAt = world.account(accountId)?.joinedAt ?? 0;
  return {
    accountId,
    root: rootCredentialsOf(accountId, joinedAt, asOf),
    users: users.map((user) => {
      const isHub = user.arn === world.hubArn;
      const report = (at: number) => world.report(user, at);
      return { user, credentials: credentialsOf({ user, accountId, isHub, asOf, report }) };
    }),
  };
}
