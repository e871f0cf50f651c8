/** Bodies of IAM for an account with roles and users, in the shape of the wire samples. */
import { readFileSync } from 'node:fs';

const encoder = new TextEncoder();

export function sample(name: string): string {
  return readFileSync(new URL(`../fixtures/wire-samples/iam/${name}`, import.meta.url), 'utf8');
}

export function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

function response(action: string, result: string): string {
  const metadata = '<ResponseMetadata><RequestId>29f47818-99f5-11e1-a4c3-27EXAMPLE804</RequestId></ResponseMetadata>';
  const opening = `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">`;
  return `${opening}<${action}Result>${result}</${action}Result>${metadata}</${action}Response>`;
}

export function summaryXml(users: number, roles: number): string {
  const entry = (key: string, value: number) => `<entry><key>${key}</key><value>${value}</value></entry>`;
  return response(
    'GetAccountSummary',
    `<SummaryMap>${entry('Users', users)}${entry('Groups', 0)}${entry('Policies', 0)}${entry('Roles', roles)}</SummaryMap>`,
  );
}

/** A listing of roles alone. */
export function rolesXml(names: readonly string[]): string {
  const member = (name: string) =>
    `<member><Path>/</Path><RoleName>${name}</RoleName><RoleId>AROA${name}</RoleId><Arn>${roleArn(name)}</Arn><CreateDate>2025-01-14T17:01:28Z</CreateDate></member>`;
  const roles = `<RoleDetailList>${names.map(member).join('')}</RoleDetailList>`;
  return response('GetAccountAuthorizationDetails', `<IsTruncated>false</IsTruncated>${roles}`);
}

export function roleArn(name: string): string {
  return `arn:aws:iam::123456789012:role/${name}`;
}

export function usersXml(members = ''): string {
  return response('ListUsers', `<IsTruncated>false</IsTruncated><Users>${members}</Users>`);
}

/** The sample of GenerateServiceLastAccessedDetails with another job. */
export function jobXml(jobId: string): string {
  return sample('generate.response.xml').replace(/<JobId>.*?</, `<JobId>${jobId}<`);
}
