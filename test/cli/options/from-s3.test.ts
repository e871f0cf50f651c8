/** Owners, tasks and exceptions from S3: read once by version, from the account that is expected, or not at all. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { checkSnooze } from '../../../src/cli/options/decided.js';
import { placeFiles, sourcesOf } from '../../../src/cli/options/from-s3.js';
import { readOwnersFile } from '../../../src/decisions/owners-file.js';

const OWNERS = JSON.stringify([{ account: '111122223333', owner: 'blue' }]);
const OWNER = '111122223333';
let server: Server | undefined;

afterEach(() => {
  vi.unstubAllEnvs();
  server?.closeAllConnections();
  server?.close();
});

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly version?: string;
}

/** A bucket that answers GETs of objects in turn, the last answer from then on; what was asked is kept. */
async function bucket(answers: readonly Answer[]): Promise<{ readonly asked: string[]; readonly owners: unknown[] }> {
  const [asked, owners]: [string[], unknown[]] = [[], []];
  server = createServer((request, response) => {
    owners.push(request.headers['x-amz-expected-bucket-owner']);
    if (request.method === 'HEAD') return void response.writeHead(403).end();
    const { status, body, version } = answers[Math.min(asked.length, answers.length - 1)] as Answer;
    asked.push(String(request.url));
    const versions = version === undefined ? {} : { 'x-amz-version-id': version };
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...versions }).end(body);
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const given = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
  for (const [name, value] of Object.entries(given)) vi.stubEnv(name, value);
  return { asked, owners };
}

/** What is told while the files are placed. */
async function placed(ownersFile: string, expectedBucketOwner: string | undefined = OWNER): Promise<string> {
  const told: string[] = [];
  await placeFiles({ ownersFile, expectedBucketOwner }, { note: (text) => void told.push(text) });
  return told.join('');
}

const refused = (code: string, status: number): Answer => ({
  status,
  body: `<Error><Code>${code}</Code><Message>no</Message></Error>`,
});

test('the file is read once, whatever takes its place, and told by version and hash', async () => {
  const url = 's3://decisions/team/owners.json';
  const { asked, owners } = await bucket([
    { status: 200, body: OWNERS, version: 'v1' },
    { status: 200, body: '[]', version: 'v2' },
  ]);
  const source = `${url}, version v1, SHA-256 ${createHash('sha256').update(OWNERS).digest('hex')}\n`;
  expect(await placed(url)).toBe(`Read for --owners-file: ${source}`);
  for (let reads = 0; reads < 2; reads++) {
    expect(await readOwnersFile(url)).toEqual([{ kind: 'account', names: OWNER, owner: 'blue' }]);
  }
  expect(sourcesOf({ ownersFile: url })).toBe(`\n--owners-file: ${source}`);
  expect(asked).toHaveLength(1);
  expect(new Set(owners)).toEqual(new Set([OWNER]));
});

test('a bucket without versions is told as one', async () => {
  await bucket([{ status: 200, body: OWNERS }]);
  expect(await placed('s3://decisions/plain.json')).toContain('plain.json, without a version, SHA-256');
});

test.each<[string, Answer, RegExp]>([
  ['is missing', refused('NoSuchKey', 404), /there is no such object/],
  ['is denied', refused('AccessDenied', 403), /S3 denies access/],
  ['is too large', { status: 200, body: ' '.repeat(1_000_001) }, /larger than 1 MB/],
])('a file that %s fails, and never counts as an empty one', async (what, answer, sentence) => {
  const url = `s3://decisions/${what.replaceAll(' ', '-')}.json`;
  await bucket([answer]);
  await expect(placed(url)).rejects.toThrow(sentence);
  await expect(readOwnersFile(url)).rejects.toThrow(/no such file/);
});

test('without the account of the bucket it is not asked for', async () => {
  const { asked } = await bucket([{ status: 200, body: OWNERS }]);
  await expect(placeFiles({ tasksFile: 's3://decisions/a.json' }, { note: () => {} })).rejects.toThrow(
    /--expected-bucket-owner/,
  );
  expect(asked).toEqual([]);
});

test.each(['s3://', 's3://decisions', 's3://decisions/', 's3://UPPER/key', 's3://decisions/a\nb'])(
  '%j names no object',
  async (url) => {
    await expect(placed(url)).rejects.toThrow(/names no object/);
  },
);

test('nothing is written to S3: a task cannot be snoozed there', () => {
  const values = { snooze: '1', until: '2027-01-01', reason: 'later', tasksFile: 's3://decisions/tasks.json' };
  expect(() => checkSnooze(values)).toThrow(/only read/);
});
