/** What services say of a request, before a person sees it. */
import { expect, test } from 'vitest';
import { reasonOf } from '../../src/aws/failure.js';
import { withoutTokens } from '../../src/aws/secrets.js';
import { callError } from '../../src/query/athena/errors.js';

const token = `IQoJb3JpZ2luX2VjE${'Ab9+/'.repeat(80)}==`;

/** As AWS answers a wrong signature: with the request that it would have signed. */
const canonical = `The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for this request should have been\n'POST\n/\n\nhost:athena.us-east-1.amazonaws.com\nx-amz-security-token:${token}\n`;

test('a session token leaves a message, whichever way it is written; the rest stays', () => {
  expect(withoutTokens(canonical)).toBe(canonical.replace(token, '***'));
  expect(withoutTokens(`t=${encodeURIComponent(token)}&x=1`)).toBe('***&x=1');
  expect(withoutTokens(`why: ${'y'.repeat(9_000_000)}`)).toBe('why: ***…');
  expect(withoutTokens(`${'a b'.repeat(5_450)} ${token}`)).not.toContain(token.slice(0, 9));
});

test('ARNs, paths and names stay', () => {
  const arn = `arn:aws:iam::111122223333:role/${'team-a/'.repeat(40)}${'x'.repeat(64)}`;
  const message = `User: ${arn} is not authorized to perform: iam:ListUsers because no identity-based policy allows it`;
  expect(withoutTokens(message)).toBe(message);
});

test.each(['InvalidSignatureException', 'AccessDeniedException', 'InvalidRequestException'])(
  'Athena: %s tells no token',
  (name) => {
    const error = Object.assign(new Error(canonical), { name, $metadata: {} });
    const told = callError(error, 'start a statement on Athena', { workgroup: 'primary' } as never) as Error;
    expect(told.message).toContain(name);
    expect(told.message).not.toContain(token.slice(0, 20));
  },
);

test.each(['InvalidSignatureException', 'SignatureDoesNotMatch', 'AccessDenied', 'ValidationError'])(
  'IAM, STS and Organizations: %s tells no token',
  (Code) => {
    const error = Object.assign(new Error(canonical), { name: Code, Code, $fault: 'client', $metadata: {} });
    expect(reasonOf(error)).toContain(Code.replace('Exception', ''));
    expect(reasonOf(error)).not.toContain(token.slice(0, 20));
  },
);
