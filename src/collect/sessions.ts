import { codeOf, kindOf } from '../aws/failure.js';
import type { Effects } from '../model/effects.js';
import { credentialsError } from '../organization/identity.js';
import type { AccountSession, Actor, IamSession } from '../organization/session.js';

/** How much longer than a job its session must last. */
const MARGIN_MS = 60_000;
/** Sessions that one call may use up: a service that refuses each as expired is not asked for ever. */
export const MOST_SESSIONS = 4;

/** Which session of an account serves a call, and whether a further one may help where it failed. */
export class Sessions {
  private readonly session: AccountSession;
  private readonly effects: Effects;
  private readonly bornAt = new WeakMap<IamSession, number>();
  /** Sessions begun because the one before was denied: where they are denied too, it is meant so. */
  private readonly afterDenial = new WeakSet<IamSession>();
  /** Sessions that expired and have no other in their place. */
  private readonly unrenewed = new WeakSet<IamSession>();
  private latest: IamSession | undefined;

  constructor(session: AccountSession, effects: Effects) {
    this.session = session;
    this.effects = effects;
  }

  /** As whom the latest session calls. */
  get actor(): Actor {
    return this.latest?.actor ?? 'role';
  }

  /** A session that outlives a job of `ms`; one that is shorter by its nature, in its first half. */
  async lasting(ms: number): Promise<IamSession> {
    const held = await this.current();
    return this.outlives(held, ms) ? held : this.born(await this.session.renew(held));
  }

  async current(): Promise<IamSession> {
    return this.born(await this.session.current());
  }

  /**
   * The session to try again with after `error`: expired or revoked ones have a successor. Undefined
   * where none would help. A revoked session is told by an explicit deny in a policy of the role. Fails with
   * a UserError where the caller's own credentials stay expired: no account can be blamed for that.
   */
  async successor(stale: IamSession, error: unknown): Promise<IamSession | undefined> {
    const kind = kindOf(error);
    if (kind !== 'expired' && !(isRevocation(error) && !this.afterDenial.has(stale))) return undefined;
    const next = this.born(await this.session.renew(stale));
    if (kind === 'denied') this.afterDenial.add(next);
    else if (next === stale) this.markUnrenewed(stale, error);
    return next;
  }

  private markUnrenewed(session: IamSession, error: unknown): void {
    if (this.unrenewed.has(session)) throw credentialsError(error);
    this.unrenewed.add(session);
  }

  private born(session: IamSession): IamSession {
    this.latest = session;
    if (!this.bornAt.has(session)) this.bornAt.set(session, this.effects.now());
    return session;
  }

  private outlives(session: IamSession, ms: number): boolean {
    if (session.expiresAt === null) return true;
    const life = session.expiresAt - (this.bornAt.get(session) ?? 0);
    return session.expiresAt - this.effects.now() > Math.min(ms + MARGIN_MS, life / 2);
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html */
function isRevocation(error: unknown): boolean {
  if (kindOf(error) !== 'denied' || !(error instanceof Error)) return false;
  return /explicit deny in an identity-based policy/i.test(error.message) && codeOf(error).startsWith('AccessDenied');
}
