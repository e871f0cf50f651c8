import { expect, test } from 'vitest';
import { externalIdRedactor } from '../../src/organization/redact.js';

const trust = (id: string) => JSON.stringify({ Condition: { StringEquals: { 'sts:ExternalId': id } } });

test('the external id of this export leaves trust policies; others stay', () => {
  const redact = externalIdRedactor('our/secret=1');
  expect(redact(trust('our/secret=1'))).toBe(trust('***'));
  expect(redact(trust('of-another-tool'))).toBe(trust('of-another-tool'));
  expect(redact('["our/secret=1","other"]')).toBe('["***","other"]');
  expect(redact(String.raw`["our\/secret=1"]`)).toBe('["***"]');
});

test('without an external id documents stay as they are', () => {
  expect(externalIdRedactor(undefined)(trust('x'))).toBe(trust('x'));
});
