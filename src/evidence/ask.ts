/** Asks one source in one account, and says how that ended. */
import { codeOf, isServiceControlDeny, kindOf, reasonOf } from '../aws/failure.js';
import type { SourceResult, SourceRows } from '../model/sources.js';
import { AccessError } from '../organization/access-error.js';
import type { Actor } from '../organization/session.js';
import { type Ask, type AskContext, CallFailed, SourceFailed, type SourceOutcome } from './source.js';

export interface AskedSource {
  readonly name: string;
  /** What it reads, for the sentence of a failure: "the credential report". */
  readonly reads: string;
  readonly ask: Ask;
}

/**
 * What goes wrong at AWS is in the result: it fails no account. Throws Interrupted, a UserError where the credentials of the
 * caller ended, and bugs.
 */
export async function askSource(source: AskedSource, context: AskContext): Promise<SourceResult> {
  const rows: SourceRows[] = [];
  const ended = () => ({ source: source.name, finishedAt: context.effects.now() });
  try {
    const outcome = await drain(source.ask(context), rows);
    return { ...outcome, ...ended(), rows, mayPass: false };
  } catch (error) {
    return { ...failureOf(source, context, error), ...ended(), generatedAt: null, rows: [] };
  }
}

async function drain(asked: ReturnType<Ask>, into: SourceRows[]): Promise<SourceOutcome> {
  for (;;) {
    const next = await asked.next();
    if (next.done) return next.value;
    into.push(next.value);
  }
}

type Failure = Pick<SourceResult, 'status' | 'errorCode' | 'errorMessage' | 'mayPass'>;

/** Rethrows what is not the account's own trouble. An account that cannot be entered says so itself. */
function failureOf({ name, reads }: AskedSource, { account }: AskContext, error: unknown): Failure {
  const what = `Cannot read ${reads} of account ${account.id}`;
  if (error instanceof AccessError) {
    return { status: 'failed', errorCode: error.code, errorMessage: error.message, mayPass: false };
  }
  if (error instanceof SourceFailed) {
    const { code, message, mayPass } = error;
    return { status: 'failed', errorCode: code, errorMessage: `${what}: ${message}.`, mayPass };
  }
  if (!(error instanceof CallFailed)) throw error;
  const { action, actor, cause } = error;
  if (kindOf(cause) !== 'denied') {
    const mayPass = ['transient', 'throttled'].includes(kindOf(cause));
    const errorMessage = `${what} (${action}): ${reasonOf(cause)}.`;
    return { status: 'failed', errorCode: codeOf(cause), errorMessage, mayPass };
  }
  return { status: 'refused', ...refusal(`${what} (${action})`, name, actor, cause), mayPass: false };
}

function refusal(what: string, name: string, actor: Actor, cause: unknown) {
  const orLeave = `or leave ${name} out of --collect.`;
  if (isServiceControlDeny(cause)) {
    const errorMessage = `${what}: denied explicitly by a service control policy. Exempt the ${actor} there, ${orLeave}`;
    return { errorCode: 'DeniedByServiceControlPolicy', errorMessage };
  }
  const fix = actor === 'role' ? 'Update the role from deploy/member-role.yaml' : 'Allow the caller that call';
  return { errorCode: 'AccessDenied', errorMessage: `${what}: AccessDenied. ${fix}, ${orLeave}` };
}
