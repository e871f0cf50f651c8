/** From a request to the answer: who calls what, may they, and what does it say. */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { CallSubject } from '../fault-set.js';
import { accountOperation, listRegions } from './account-api.js';
import { type Answer, errorAnswer, jsonAnswer, queryAnswer, restAnswer, SERVICES, type ServiceName } from './answer.js';
import { AwsError, notSimulated } from './aws-error.js';
import type { Body, Call, Context } from './call.js';
import {
  checkErrors,
  checkPolicies,
  checkSession,
  checkSignatureTime,
  clockOffMs,
  isThrottling,
  Limiter,
  parseBasicTime,
  unknownOperation,
} from './checks.js';
import type { Session } from './credentials.js';
import {
  generateCredentialReport,
  getCredentialReport,
  listServiceSpecificCredentials,
} from './iam/credential-report.js';
import { getAccountSummary, getAuthorizationDetails, Listings } from './iam/listing.js';
import { reads } from './iam/reads.js';
import { generateReport, getEntities, getReport } from './iam/report.js';
import { ReportXml } from './iam/report-xml.js';
import { organizationsCall } from './organizations-api.js';
import { assumeRole, getCallerIdentity } from './sts.js';
import { wronged } from './wrong-answers.js';

export interface Request {
  readonly headers: IncomingHttpHeaders;
  /** Such as `/listRegions`; of the older protocols always `/`. */
  readonly path: string;
  readonly body: string;
}

export interface Reply {
  readonly answer: Answer;
  /** Null where the caller could not be told: no fault is meant for it then. */
  readonly subject: CallSubject | null;
  /** By how much the Date header is off. */
  readonly clockOffMs: number;
}

export class Dispatcher {
  private readonly context: Context;
  private readonly limiter = new Limiter();
  private readonly operations: Readonly<Record<string, (call: Call) => Body>>;

  constructor(context: Context) {
    this.context = context;
    const xml = new ReportXml(context.world.catalog);
    const listings = new Listings();
    this.operations = {
      'iam:GenerateServiceLastAccessedDetails': generateReport,
      'iam:GetServiceLastAccessedDetails': (call) => getReport(call, xml),
      'iam:GetAccountAuthorizationDetails': (call) => getAuthorizationDetails(call, listings),
      'iam:GetServiceLastAccessedDetailsWithEntities': getEntities,
      'iam:GetAccountSummary': getAccountSummary,
      'iam:GenerateCredentialReport': generateCredentialReport,
      'iam:GetCredentialReport': getCredentialReport,
      'iam:ListServiceSpecificCredentials': listServiceSpecificCredentials,
      ...reads,
      'sts:AssumeRole': assumeRole,
      'sts:GetCallerIdentity': getCallerIdentity,
    };
  }

  handle(request: Request): Reply {
    const requestId = randomUUID();
    const other = otherServiceOf(request);
    const service = serviceOf(request);
    try {
      if (other !== undefined) throw notSimulated(`${other} calls`);
      const session = this.sessionOf(request);
      const asked = this.callOf(request, service, session);
      const call = { ...asked, clockOffMs: clockOffMs(asked) };
      const answer = this.answer(call, request, requestId);
      return { answer, subject: call.subject, clockOffMs: call.clockOffMs };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { answer: errorAnswer(service, error, requestId), subject: null, clockOffMs: 0 };
    }
  }

  private answer(call: Call, request: Request, requestId: string): Answer {
    const { clockOffMs: off } = call;
    const service = call.action.split(':')[0] as ServiceName;
    const count = this.context.calls.count(call.action, call.session.caller);
    try {
      const now = this.context.world.settings.wallClock();
      if (off) checkSignatureTime(call, parseBasicTime(String(request.headers['x-amz-date'])), now + off);
      checkSession(call);
      checkErrors(call);
      this.limiter.check(call);
      if (service === 'organizations')
        return jsonAnswer(organizationsCall(call, JSON.parse(request.body || '{}')), requestId);
      if (service === 'account') return restAnswer(accountCall(call, request), requestId);
      const result = wronged(call, this.operation(call)(call));
      return queryAnswer(service, call.action.slice(service.length + 1), result, requestId);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (isThrottling(error)) count.throttled++;
      return errorAnswer(service, error, requestId);
    }
  }

  /** What answers the call, once a policy allows it. @throws AwsError */
  private operation(call: Call): (call: Call) => Body {
    const { action, params, world } = call;
    const operation = this.operations[action];
    const [, name = ''] = action.split(':');
    if (!operation && !world.catalog.names.has(action)) throw unknownOperation(name, params.get('Version') ?? '');
    checkPolicies(call);
    if (!operation) throw notSimulated(action);
    return operation;
  }

  /** The caller's session; the signature is not verified, only its key. @throws AwsError */
  private sessionOf({ headers }: Request): Session {
    const accessKeyId = credentialOf(headers)?.[0];
    if (!accessKeyId) throw new AwsError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
    const { credentials, world } = this.context;
    return credentials.find(accessKeyId, String(headers['x-amz-security-token'] ?? ''), world.settings.wallClock());
  }

  private callOf(request: Request, service: ServiceName, session: Session): Omit<Call, 'clockOffMs'> {
    const isQuery = service === 'iam' || service === 'sts';
    const params = new URLSearchParams(isQuery ? request.body : '');
    const action = `${service}:${operationOf(request, service) ?? params.get('Action') ?? ''}`;
    const subject = this.subjectOf(action, params, session);
    return { ...this.context, action, session, params, subject };
  }

  private subjectOf(action: string, params: URLSearchParams, { caller }: Session): CallSubject {
    const { world, jobs } = this.context;
    if (action === 'sts:AssumeRole') return { action, accountId: params.get('RoleArn')?.split(':')[4] ?? '' };
    const { accountId } = caller;
    const arn = params.get('Arn');
    const jobId = params.get('JobId');
    const principal = arn ? world.find(accountId, arn) : jobId ? jobs.peek(jobId)?.subject : undefined;
    return { action, accountId, principal };
  }
}

/** The operation that a call names outside of its body. @throws AwsError where it is none that is answered */
function operationOf({ headers, path }: Request, service: ServiceName): string | undefined {
  const target = String(headers['x-amz-target'] ?? '');
  if (service === 'organizations') return target.slice(target.indexOf('.') + 1);
  if (service !== 'account') return undefined;
  const operation = accountOperation(path);
  if (operation === undefined) throw notSimulated(`account ${path}`);
  return operation;
}

/** @throws AwsError */
function accountCall(call: Call, { body }: Request): unknown {
  checkPolicies(call);
  return listRegions(call, JSON.parse(body || '{}'));
}

/** Access key, date, Region and service of a Signature Version 4. */
function credentialOf({ authorization }: IncomingHttpHeaders): string[] | undefined {
  return /Credential=([^,\s]+)/.exec(authorization ?? '')?.[1]?.split('/');
}

/** Another service of AWS that the call was signed for, where all endpoints lead here. */
function otherServiceOf({ headers }: Request): string | undefined {
  const signedFor = credentialOf(headers)?.[3];
  return SERVICES.some((name) => name === (signedFor ?? 'iam')) ? undefined : signedFor;
}

function serviceOf({ headers }: Request): ServiceName {
  if (headers['x-amz-target']) return 'organizations';
  const signedFor = credentialOf(headers)?.[3];
  return signedFor === 'sts' || signedFor === 'account' ? signedFor : 'iam';
}
