/** A page of a report is whole or no answer: nothing that is lost of it may read as "not used", or as the end. */
import { expect, test } from 'vitest';
import { kindOf } from '../../../src/aws/failure.js';
import { readPage } from '../../../src/collect/page/page.js';
import { serviceExtractor } from '../../../src/collect/page/scan/extract.js';
import { CannedIam } from '../canned-iam.js';
import { bytes, sample } from '../iam-xml.js';

const canned = new CannedIam();
const report = sample('get.completed.action-level.response.xml');

async function read(body: string): Promise<unknown> {
  const { iam } = await canned.account(() => ({ status: 200, body: bytes(body) })).current();
  const page = readPage('29f47818-99f5-11e1-a4c3-27EXAMPLE804', undefined, serviceExtractor());
  return await page(iam, AbortSignal.timeout(10_000));
}

const element = (name: string) => new RegExp(`\\s*<${name}>[^<]*</${name}>`);

test('the sample is one', async () => {
  expect(await read(report)).toMatchObject({ status: 'COMPLETED', next: undefined });
});

test.each([
  ['without IsTruncated', ['IsTruncated']],
  ['without its creation', ['JobCreationDate']],
  ['without its completion', ['JobCompletionDate']],
  ['without its status', ['JobStatus']],
  ['with a service used at no time', ['LastAuthenticated']],
  ['with a service used at no time, by somebody', ['LastAuthenticated', 'LastAuthenticatedRegion']],
  ['with a service used at no time, somewhere', ['LastAuthenticated', 'LastAuthenticatedEntity']],
  ['with an action used at no time', ['LastAccessedTime']],
  ['with an action used at no time, by somebody', ['LastAccessedTime', 'LastAccessedRegion']],
  ['with an action used at no time, somewhere', ['LastAccessedTime', 'LastAccessedEntity']],
])('a page %s is no answer', async (_, names) => {
  const broken = names.reduce((body, name) => body.replace(element(name), ''), report);
  expect(broken).not.toBe(report);
  const error = await read(broken).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(kindOf(error)).toBe('transient');
});

test('a page that says there are more, and not where, is no answer', async () => {
  const truncated = report.replace('<IsTruncated>false', '<IsTruncated>true');
  await expect(read(truncated)).rejects.toThrow(/there are more, and not where/);
});
