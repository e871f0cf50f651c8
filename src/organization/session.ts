import type { IamClient } from './iam-client.js';

/** As whom the calls in an account are made: the role that was assumed there, or the caller itself in its own account. */
export type Actor = 'role' | 'caller';

/**
 * One static set of credentials in an account. IAM lets a job be read only by the credentials that
 * created it, so these are never refreshed behind the caller's back.
 */
export interface IamSession {
  readonly iam: IamClient;
  readonly actor: Actor;
  /** When it expires, ms since 1970 by this machine's clock; null: not known, or never. */
  readonly expiresAt: number | null;
}

/** The way into one account. */
export interface AccountSession {
  /** The session in force, begun at the first call. Fails with an AccessError. */
  current(): Promise<IamSession>;
  /**
   * The session that follows `stale`; one new session however many ask. The same again where the caller's own
   * credentials serve and are still the same. Fails with an AccessError.
   */
  renew(stale: IamSession): Promise<IamSession>;
}
