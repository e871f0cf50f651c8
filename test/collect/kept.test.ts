/** Reports kept from an earlier attempt are taken back where a listing shows another holder of their ARN. */
import { expect, test } from 'vitest';
import type { PrincipalRow } from '../../src/model/tables.js';
import { CannedIam } from './canned-iam.js';
import { collected } from './collected.js';
import { bytes, roleArn, rolesXml, sample, summaryXml, usersXml } from './iam-xml.js';

const iam = new CannedIam();
const generated_at = Date.parse('2026-09-27T18:12:59Z'); // long after every role of the samples was created
const kept = { principal_id: 'AROAearlier', principal_arn: roleArn('a'), generated_at, job_id: 'j' } as PrincipalRow;

test.each([
  ['the second listing fails', 403],
  ['the second listing says the same', 200],
])('of the first listing, where %s', async (_, second) => {
  let listings = 0;
  const bodies: Record<string, () => string> = {
    GetAccountSummary: () => summaryXml(0, 1),
    GetAccountAuthorizationDetails: () => rolesXml(['a']),
    ListUsers: () => usersXml(),
  };
  const session = iam.account((params) => {
    const action = params.get('Action') ?? '';
    if (action === 'GetAccountAuthorizationDetails') listings += 1;
    const isDenied = second === 403 && (listings > 1 || action.endsWith('LastAccessedDetails'));
    if (isDenied || bodies[action] === undefined)
      return { status: 403, body: bytes(sample('err.AccessDenied.403.xml')) };
    return { status: 200, body: bytes(bodies[action]?.() ?? '') };
  });
  const { outcome } = await collected(session, { known: new Map([[kept.principal_id, kept]]) });
  expect(new Set(outcome.retracted.map((row) => row.principal_id))).toEqual(new Set(['AROAearlier']));
  expect(outcome.retracted[0]).toMatchObject({ status: 'failed', error_code: 'PrincipalRecreated', job_id: null });
});
