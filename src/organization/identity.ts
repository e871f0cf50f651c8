import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Caller } from '../aws/caller.js';
import { AnswerError, isUnreachable, isWithoutCredentials, kindOf, reasonOf } from '../aws/failure.js';
import { Interrupted, UserError } from '../model/errors.js';
import { withoutExternalId } from './redact.js';

export interface Identity {
  readonly arn: string;
  readonly accountId: string;
  readonly partition: string;
}

/** Partitions for which IAM gives no last-accessed data: no Region of theirs is in AWS's list of tracking periods. */
const PARTITIONS_WITHOUT_DATA = ['aws-cn'];

/** Who calls. Fails with a UserError where there are no credentials, none that are valid, or no data. */
export async function callerIdentity(sts: STSClient, caller: Caller, signal?: AbortSignal): Promise<Identity> {
  const identity = await caller
    .call((abortSignal) => ask(sts, abortSignal), { signal })
    .catch((error) => {
      throw credentialsError(error);
    });
  if (PARTITIONS_WITHOUT_DATA.includes(identity.partition)) {
    throw new UserError(
      `Cannot export from partition "${identity.partition}": IAM gives no last-accessed information there.`,
      { hint: 'Run it with credentials of another partition.' },
    );
  }
  return identity;
}

/** Ids name folders and roles: only what is one may. */
export function isAccountId(id: string | undefined): id is string {
  return id !== undefined && /^\d{12}$/.test(id);
}

async function ask(sts: STSClient, abortSignal: AbortSignal): Promise<Identity> {
  const { Arn, Account } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal });
  const partition = Arn?.split(':')[1];
  if (!Arn || !isAccountId(Account) || !partition) throw new AnswerError('the answer names no caller');
  return { arn: Arn, accountId: Account, partition };
}

/** The sentence for a caller whose credentials are missing, wrong or expired; without the external id, if one was sent. */
export function credentialsError(error: unknown, externalId?: string): unknown {
  if (error instanceof UserError || error instanceof Interrupted) return error;
  if (isWithoutCredentials(error)) {
    return new UserError(`Cannot call AWS: no credentials found (${(error as Error).message}).`, {
      hint: 'Log in (`aws sso login`), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
      cause: error,
    });
  }
  const kind = kindOf(error);
  const reason = withoutExternalId(reasonOf(error), externalId);
  return new UserError(`Cannot call AWS with the credentials found: ${reason}.`, {
    hint:
      kind === 'expired'
        ? 'They are expired or not valid: log in again.'
        : 'Check the network, the Region and the endpoint.',
    exit: isUnreachable(error) ? 'unreachable' : 'nothing',
    cause: error,
  });
}
