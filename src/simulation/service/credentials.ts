/** Who may call: the hub's access key, and the sessions that STS has issued. */

import { hash, iamId, LOWER, text } from '../random.js';
import { expiredToken, invalidToken } from './aws-error.js';

export interface Caller {
  readonly kind: 'hub' | 'member';
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
  /** What a job belongs to: the IAM user, or the very session. */
  readonly jobOwner: string;
}

export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** ms since 1970; a fault may bring it nearer. */
  expiresAt: number;
  /** Its permissions are taken away, as by the console's "Revoke active sessions". */
  isRevoked: boolean;
  /** Its role is gone. */
  isVoid: boolean;
  readonly caller: Caller;
  /** What a session policy leaves of the role's actions; undefined: all. */
  allowed?: readonly string[] | undefined;
}

export class Credentials {
  private readonly seed: number;
  private readonly keys = new Map<string, Session>();
  private issued = 0;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** A long-lived access key. */
  issueKey(caller: Omit<Caller, 'jobOwner'>): Session {
    return this.issue(this.nextId('AKIA'), { ...caller, jobOwner: caller.userId }, '', Number.POSITIVE_INFINITY);
  }

  issueSession(caller: Omit<Caller, 'jobOwner'>, expiresAt: number): Session {
    const accessKeyId = this.nextId('ASIA');
    const token = `IQoJ${text(LOWER, 200, this.seed, accessKeyId)}`;
    return this.issue(accessKeyId, { ...caller, jobOwner: accessKeyId }, token, expiresAt);
  }

  /** The session of a request. @throws AwsError InvalidClientTokenId or ExpiredToken, 403 */
  find(accessKeyId: string, sessionToken: string, now: number): Session {
    const session = this.keys.get(accessKeyId);
    if (!session || session.isVoid || session.sessionToken !== sessionToken) throw invalidToken();
    if (session.expiresAt <= now) throw expiredToken();
    return session;
  }

  /** The access keys of a user. */
  keysOf(userId: string): Session[] {
    return [...this.keys.values()].filter(({ caller, sessionToken }) => caller.userId === userId && !sessionToken);
  }

  /** The sessions of an account that STS issued so far. */
  sessionsOf(accountId: string): Session[] {
    return [...this.keys.values()].filter(({ caller, sessionToken }) => caller.accountId === accountId && sessionToken);
  }

  private issue(accessKeyId: string, caller: Caller, sessionToken: string, expiresAt: number): Session {
    const secretAccessKey = text(`${LOWER}+/`, 40, this.seed, accessKeyId, 'secret');
    const session: Session = {
      accessKeyId,
      secretAccessKey,
      sessionToken,
      expiresAt,
      isRevoked: false,
      isVoid: false,
      caller,
    };
    this.keys.set(accessKeyId, session);
    return session;
  }

  private nextId(prefix: string): string {
    return iamId(prefix, hash(this.seed, this.issued++)).slice(0, 20);
  }
}
