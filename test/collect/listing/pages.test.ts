/** A page of a listing that does not say whether there are more is no page: what follows it would be missing. */
import { expect, test } from 'vitest';
import { CannedIam } from '../canned-iam.js';
import { collected } from '../collected.js';
import { bytes, rolesXml, sample, summaryXml, usersXml } from '../iam-xml.js';

const iam = new CannedIam();
const bodies: Readonly<Record<string, string>> = {
  GetAccountSummary: summaryXml(0, 1),
  GetAccountAuthorizationDetails: rolesXml(['a']),
  ListUsers: usersXml(),
};

async function endOf(changed: string | undefined, change: (body: string) => string): Promise<string | null> {
  const session = iam.account((params) => {
    const action = params.get('Action') ?? '';
    const body = bodies[action];
    if (body === undefined) return { status: 403, body: bytes(sample('err.AccessDenied.403.xml')) };
    return { status: 200, body: bytes(action === changed ? change(body) : body) };
  });
  return (await collected(session)).outcome.errorCode;
}

test('the listing as it is goes on to the reports', async () => {
  expect(await endOf(undefined, (body) => body)).toBe('AccessDenied');
});

test.each(['GetAccountAuthorizationDetails', 'ListUsers'])('%s', async (action) => {
  expect(await endOf(action, (body) => body.replace('<IsTruncated>false</IsTruncated>', ''))).toBe('InvalidAnswer');
  const more = (body: string): string => body.replace('<IsTruncated>false', '<IsTruncated>true');
  expect(await endOf(action, more)).toBe('InvalidAnswer');
});
