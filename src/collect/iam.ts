import type { Caller, CallOptions } from '../aws/caller.js';
import type { IamSession } from '../organization/session.js';
import type { ExtractServices } from './page/scan/extract.js';
import { MOST_SESSIONS, type Sessions } from './sessions.js';

/** Sends one command in a session. */
export type Send<T> = (iam: IamSession['iam'], abortSignal: AbortSignal) => Promise<T>;

/** IAM in one account: its sessions, its pace, the signal that stops it all. */
export interface Iam {
  readonly sessions: Sessions;
  readonly caller: Caller;
  readonly signal: AbortSignal | undefined;
  /** Takes what must not be written down out of a policy document. */
  readonly redact: (document: string) => string;
  /** Takes the list of services out of the body of a report. */
  readonly extract: ExtractServices;
}

/** A call that any session may make; one that expired or was revoked is followed by the next. */
export function callInAnySession<T>(iam: Iam, send: Send<T>): Promise<T> {
  return inAnySession(iam, (session, abortSignal) => send(session.iam, abortSignal));
}

/** As {@link callInAnySession}, to any service. */
export async function inAnySession<T>(
  { sessions, caller, signal }: Pick<Iam, 'sessions' | 'caller' | 'signal'>,
  send: (session: IamSession, abortSignal: AbortSignal) => Promise<T>,
  options: Pick<CallOptions, 'isOnce'> = {},
): Promise<T> {
  let session = await sessions.current();
  for (let used = 1; ; used += 1) {
    const current = session;
    try {
      return await caller.call((abortSignal) => send(current, abortSignal), { ...options, signal });
    } catch (error) {
      const next = used < MOST_SESSIONS ? await sessions.successor(session, error) : undefined;
      if (next === undefined) throw error;
      session = next;
    }
  }
}

/** A call that belongs to one session: a job is read by the credentials that created it. */
export async function callInSession<T>(
  { caller, signal }: Iam,
  { iam }: IamSession,
  send: Send<T>,
  options: Omit<CallOptions, 'signal'> = {},
): Promise<T> {
  return await caller.call((abortSignal) => send(iam, abortSignal), { ...options, signal });
}
