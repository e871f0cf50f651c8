/** GenerateCredentialReport, GetCredentialReport and ListServiceSpecificCredentials. */
import { accountCredentialsOf } from '../../world/credentials/account-credentials.js';
import { type ServiceCredential, serviceCredentialsOf } from '../../world/credentials/service-credentials.js';
import type { Principal } from '../../world/entities.js';
import { validationError } from '../aws-error.js';
import type { Body, Call } from '../call.js';
import { element, isoSeconds } from '../xml.js';
import { credentialTable } from './credential-csv.js';
import { isDone, isExpired } from './credential-reports.js';
import { listPage, named } from './lists.js';
import { served } from './wrong-credentials.js';

/** Texts and states as recorded (test/fixtures/credential-reports); the text of an expired report is invented. */
export function generateCredentialReport(call: Call): Body {
  const { reports, session, world, clockOffMs } = call;
  const { accountId } = session.caller;
  const now = world.settings.clock() + clockOffMs;
  const report = reports.of(accountId);
  if (report && !isDone(report)) return [element('State', 'INPROGRESS')];
  if (report && !isExpired(report, now)) return [element('State', 'COMPLETE')];
  const state = world.state(accountId);
  const table = () => credentialTable(accountCredentialsOf(world, state));
  reports.begin(accountId, { now, table, slowerMs: slowerMs(call) });
  const why = report ? 'The report has expired' : 'No report exists';
  return [element('Description', `${why}. Starting a new report generation task`), element('State', 'STARTED')];
}

function slowerMs({ faults, subject }: Call): number {
  const fault = faults.strike(['credentials-never-ready', 'credentials-slow'], subject);
  if (fault === undefined) return 0;
  return fault.name === 'credentials-slow' ? (fault.ms ?? 5000) : Number.POSITIVE_INFINITY;
}

/** @throws AwsError where no report is there, or not yet, or none that is still served */
export function getCredentialReport(call: Call): Body {
  const { reports, session, world, clockOffMs } = call;
  const report = reports.ready(session.caller.accountId, world.settings.clock() + clockOffMs);
  const { csv, generatedAt } = served(report, call);
  return [
    element('Content', Buffer.from(csv).toString('base64')),
    element('ReportFormat', 'text/csv'),
    element('GeneratedTime', isoSeconds(generatedAt)),
  ];
}

/** Of all users, of the one that is named, or of the caller. @throws AwsError */
export function listServiceSpecificCredentials(call: Call): Body {
  const { params, world, session } = call;
  const { users, asOf } = world.state(session.caller.accountId);
  const service = params.get('ServiceName');
  const all = usersAsked(call, users).flatMap((user) => serviceCredentialsOf(user, asOf));
  const asked = all.filter((credential) => service === null || credential.service === service);
  return listPage(
    call,
    'ServiceSpecificCredentials',
    asked.map((credential) => ({ key: `${credential.user.name} ${credential.id}`, xml: credentialXml(credential) })),
  );
}

function usersAsked(call: Call, users: readonly Principal[]): readonly Principal[] {
  const { params, session } = call;
  const isAll = params.get('AllUsers') === 'true';
  if (isAll && params.has('UserName')) throw validationError('AllUsers and UserName cannot be specified together.');
  if (isAll) return users;
  if (params.has('UserName')) return [named(call, 'User')];
  return users.filter(({ arn }) => arn === session.caller.arn);
}

function credentialXml({ id, user, service, status, createdAt, expiresAt }: ServiceCredential): string {
  const account = user.arn.split(':')[4];
  const name =
    expiresAt === null
      ? element('ServiceUserName', `${user.name}-at-${account}`)
      : element('ServiceCredentialAlias', `${user.name}-at-${account}`);
  const expiry = expiresAt === null ? '' : element('ExpirationDate', isoSeconds(expiresAt));
  return [
    element('UserName', user.name),
    element('Status', status),
    name,
    element('CreateDate', isoSeconds(createdAt)),
    expiry,
    element('ServiceSpecificCredentialId', id),
    element('ServiceName', service),
  ].join('');
}
