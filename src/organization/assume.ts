/** Sessions in accounts: static credentials, one set at a time. */
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Caller, CallOptions } from '../aws/caller.js';
import type { clientOptions } from '../aws/clients.js';
import { AnswerError, isOfCredentials } from '../aws/failure.js';
import type { Account } from '../model/account.js';
import { memberReads } from '../model/aws/reads.js';
import type { Effects } from '../model/effects.js';
import { Interrupted } from '../model/errors.js';
import type { Access } from './access.js';
import { AccessError, assumeFailed } from './access-error.js';
import { iamClient } from './iam-client.js';
import { credentialsError, type Identity } from './identity.js';
import type { AccountSession, Actor, IamSession } from './session.js';

/** Role chaining allows no more. */
const SESSION_SECONDS = 3600;

interface StaticCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Whatever the role allows, its sessions may read what the run asks for and nothing else. */
function sessionPolicy(sources: readonly string[]): string {
  const statement = { Effect: 'Allow', Action: memberReads(sources), Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

export interface SessionCalls extends Pick<CallOptions, 'signal' | 'watch' | 'isOnce'> {
  /** Names of the sources that the session is to serve besides the reports; default: none. */
  readonly sources?: readonly string[] | undefined;
}

/** What all sessions share. */
export interface Hub {
  readonly access: Access;
  readonly identity: Identity;
  readonly sts: STSClient;
  readonly caller: Caller;
  readonly calls?: SessionCalls | undefined;
  readonly region: string;
  readonly clients: ReturnType<typeof clientOptions>;
  readonly effects: Effects;
}

/**
 * The way into one account. The caller's own account is entered as it is where the role cannot be assumed.
 * A refusal is for good: each of hundreds of open jobs would ask STS again.
 */
export function accountSession(hub: Hub, account: Account): AccountSession {
  let session: Promise<IamSession> | undefined;
  const own = ownSession(hub);
  const begin = (): Promise<IamSession> => {
    session = enter(hub, account, own);
    return session;
  };
  const current = (): Promise<IamSession> => session ?? begin();
  const renew = async (stale: IamSession): Promise<IamSession> => {
    const held = await current();
    return held === stale ? await begin() : held;
  };
  return { current, renew: serialized(renew) };
}

/** Of many that ask at once for the successor of one session, the first begins it and all get it. */
function serialized(renew: (stale: IamSession) => Promise<IamSession>): (stale: IamSession) => Promise<IamSession> {
  const under = new Map<IamSession, Promise<IamSession>>();
  return (stale) => {
    const known = under.get(stale);
    if (known !== undefined) return known;
    const renewal = renew(stale).finally(() => under.delete(stale));
    under.set(stale, renewal);
    return renewal;
  };
}

async function enter(hub: Hub, account: Account, own: () => Promise<IamSession>): Promise<IamSession> {
  const { access, identity } = hub;
  if (access.roleName === null) return await own();
  try {
    return await assume(hub, account, access.roleName);
  } catch (error) {
    if (account.id === identity.accountId && isDenial(error)) return await own();
    throw error;
  }
}

/** That the caller may not assume the role, be it by the role or by a service control policy. */
function isDenial(error: unknown): boolean {
  return error instanceof AccessError && ['AccessDenied', 'DeniedByServiceControlPolicy'].includes(error.code);
}

async function assume(hub: Hub, account: Account, roleName: string): Promise<IamSession> {
  const { access, identity, caller, sts, calls } = hub;
  const command = new AssumeRoleCommand({
    RoleArn: `arn:${identity.partition}:iam::${account.id}:role/${roleName}`,
    RoleSessionName: access.roleSessionName,
    DurationSeconds: SESSION_SECONDS,
    Policy: sessionPolicy(calls?.sources ?? []),
    ...(access.externalId === undefined ? {} : { ExternalId: access.externalId }),
  });
  try {
    return await caller.call(async (abortSignal) => {
      const { Credentials } = await sts.send(command, { abortSignal });
      if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey || !Credentials.SessionToken) {
        throw new AnswerError('the answer holds no credentials');
      }
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
      return iamSession(hub, 'role', { accessKeyId, secretAccessKey, sessionToken }, Credentials.Expiration);
    }, calls);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    if (isOfCredentials(error)) throw credentialsError(error, access.externalId);
    throw assumeFailed(access, account, error);
  }
}

/**
 * The caller's credentials, held still: the SDK would replace them between a job and its report. The same session as
 * long as they are the same.
 */
function ownSession(hub: Hub): () => Promise<IamSession> {
  let held: { readonly key: string; readonly session: IamSession } | undefined;
  return async () => {
    try {
      const { accessKeyId: key, secretAccessKey, sessionToken, expiration } = await hub.sts.config.credentials();
      if (held?.key !== key) {
        const credentials = { accessKeyId: key, secretAccessKey, sessionToken };
        held = { key, session: iamSession(hub, 'caller', credentials, expiration) };
      }
      return held.session;
    } catch (error) {
      throw credentialsError(error);
    }
  };
}

function iamSession(hub: Hub, actor: Actor, credentials: StaticCredentials, expiration: Date | undefined): IamSession {
  const { systemClockOffset } = hub.sts.config;
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const iam = iamClient({
    ...hub.clients,
    region: hub.region,
    systemClockOffset,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
  });
  return { iam, actor, expiresAt: expiration === undefined ? null : expiration.getTime() - systemClockOffset };
}
