/** What a source of evidence is asked with, and what it answers: each is a folder beside this file. */
import { codeOf } from '../aws/failure.js';
import type { Account } from '../model/account.js';
import type { Effects } from '../model/effects.js';
import type { SourceRows } from '../model/sources.js';
import type { PrincipalRow } from '../model/tables.js';
import type { Actor, IamSession } from '../organization/session.js';

/** How a source ends that answered. What it could not answer at all it throws: {@link CallFailed} or {@link SourceFailed}. */
export interface SourceOutcome {
  readonly status: 'collected' | 'partial';
  /** Why it is partial; null where it is collected. */
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** When AWS made what was read, ms since 1970 in UTC; null: the source does not say. */
  readonly generatedAt: number | null;
  /** Whether a further attempt may get what is missing; default: it would not. */
  readonly mayPass?: boolean;
}

/** Sends one command in a session of the account. */
export type SendInSession<T> = (session: IamSession, abortSignal: AbortSignal) => Promise<T>;

/** What a source needs to find out whether it may be asked. */
export interface ProbeContext {
  readonly account: Account;
  /**
   * Makes the call `action`, such as iam:GetCredentialReport, by a caller that the reports of the account do not share, and
   * in a further session where one has expired. `isOnce`: the source itself decides whether to ask again after throttling or
   * trouble on the way. Rejects with a {@link CallFailed}; with Interrupted, or a UserError where the credentials of the
   * caller ended, both of which a source lets through.
   */
  call<T>(action: string, send: SendInSession<T>, options?: { readonly isOnce?: boolean }): Promise<T>;
}

/** One account, as a source sees it. */
export interface AskContext extends ProbeContext {
  /** Partition of AWS, such as aws or aws-us-gov. */
  readonly partition: string;
  /** Users and roles of the account once its reports are measured: all that are known, though its listing failed. */
  readonly listed: Promise<readonly PrincipalRow[]>;
  /** How long the source may wait for a report to be made, ms. */
  readonly timeoutMs: number;
  /** Ends the waits of the source: `effects.sleep(ms, signal)`. */
  readonly signal: AbortSignal;
  readonly effects: Effects;
}

/** Asks one account. Rows of a source that throws do not count. */
export type Ask = (context: AskContext) => AsyncGenerator<SourceRows, SourceOutcome, void>;

export interface AskedSource {
  readonly name: string;
  /** What it reads, for the sentence of a failure: "the credential report". */
  readonly reads: string;
  readonly ask: Ask;
  /** Makes harmless calls of the source, and starts nothing at AWS. Throws as {@link Ask} does. */
  readonly probe: (context: ProbeContext) => Promise<void>;
}

/** A call of a source failed for good. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly action: string;
  readonly actor: Actor;

  /** `cause`: what the SDK threw. */
  constructor(action: string, actor: Actor, cause: unknown) {
    super(`${action} failed with ${codeOf(cause)}`, { cause });
    this.action = action;
    this.actor = actor;
  }

  /** As {@link codeOf} tells the cause. */
  get code(): string {
    return codeOf(this.cause);
  }
}

/** Every call was answered, and the answers are no evidence: a report of another account, or one that never gets ready. */
export class SourceFailed extends Error {
  override readonly name = 'SourceFailed';
  readonly code: string;
  /** Whether asking again a little later may help. */
  readonly mayPass: boolean;

  /** `reason`: the end of a sentence, without a period. */
  constructor(code: string, reason: string, mayPass: boolean) {
    super(reason);
    this.code = code;
    this.mayPass = mayPass;
  }
}
