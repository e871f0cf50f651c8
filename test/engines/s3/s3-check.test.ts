/** What stands in the way of using a bucket is known from one sentence, and nothing is written. */
import { DeleteBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ExitName, UserError } from '../../../src/model/errors.js';
import { openStore } from '../../../src/store/open.js';
import { listed } from '../../store/conformance.js';
import { startVersitygw, type Versitygw } from '../programs/versitygw.js';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.js';
import { newBucket, openTestStore, useEnvironment } from './s3-subject.js';

const owner = '111122223333';
const reader = '444455556666';
const secret = 'secret-of-a-user';
let server: Versitygw;
let proxy: FaultyProxy;
let bucket: string;

beforeAll(async () => {
  server = await startVersitygw();
  proxy = await startFaultyProxy(server.url);
  await server.createUser(owner, secret);
  await server.createUser(reader, secret);
});
afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
});
beforeEach(async () => {
  bucket = await newBucket(server);
  proxy.clear();
  as(server.accessKeyId, server.secretAccessKey);
});

/** The caller from here on. */
function as(accessKeyId: string, secretAccessKey: string, more: Readonly<Record<string, string>> = {}): void {
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  useEnvironment({ AWS_ENDPOINT_URL_S3: proxy.url, AWS_REGION: server.region, ...keys, ...more });
}

async function refusal(name = bucket, options = {}, exit: ExitName = 'nothing'): Promise<UserError> {
  const error = await openTestStore(name, 'lake', options)
    .check()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ exit });
  expect((error as UserError).message).not.toContain(secret);
  expect((error as UserError).message.split('\n')).toHaveLength(1);
  expect((error as UserError).hint).toMatch(/\S/);
  expect(proxy.requests.map(({ operation }) => operation)).not.toContain('CreateMultipartUpload');
  return error as UserError;
}

function nothingWritten(): void {
  expect(proxy.requests.filter(({ operation }) => operation === 'PutObject')).toEqual([]);
}

test('a missing bucket', async () => {
  expect((await refusal('no-such-bucket')).message).toBe(
    'Cannot use "s3://no-such-bucket": there is no such bucket (NoSuchBucket).',
  );
  nothingWritten();
});

test('a bucket of somebody else, whose owner was said', async () => {
  const error = await refusal(bucket, { expectedBucketOwner: owner });
  expect(error.message).toContain(`S3 denies every call; it is not of account ${owner}`);
  nothingWritten();
});

test('a bucket of somebody else, whose owner was not said', async () => {
  as(reader, secret);
  expect((await refusal()).message).toContain('S3 denies every call; it is of another account');
  nothingWritten();
});

test('a wrong Region', async () => {
  as(server.accessKeyId, server.secretAccessKey, { AWS_REGION: 'eu-central-1' });
  const error = await refusal();
  expect(`${error.message} ${error.hint}`).toMatch(/Region/);
  nothingWritten();
});

test('a wrong secret access key', async () => {
  as(server.accessKeyId, 'a-wrong-secret');
  expect((await refusal()).message).toContain('the secret access key does not match the access key');
  nothingWritten();
});

test('an unknown access key', async () => {
  as('AKIAIOSFODNN7EXAMPLE', secret);
  expect((await refusal()).message).toContain('S3 does not know this access key');
  nothingWritten();
});

test('no credentials', async () => {
  useEnvironment({ AWS_ENDPOINT_URL_S3: proxy.url, AWS_REGION: server.region, HOME: '/nowhere' });
  expect((await refusal()).message).toContain('there are no AWS credentials');
  expect(proxy.requests).toEqual([]);
});

test('nobody listens at the endpoint', async () => {
  as(server.accessKeyId, server.secretAccessKey, { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' });
  expect((await refusal(bucket, {}, 'unreachable')).message).toContain('ECONNREFUSED');
});

test('a server that ignores If-None-Match', async () => {
  proxy.inject({ operation: 'PutObject', kind: 'stored', nth: 2 });
  expect((await refusal()).message).toContain('its server ignores If-None-Match');
});

describe('a missing permission', () => {
  const resources = () => [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  const root = () =>
    new S3Client({
      endpoint: server.url,
      region: server.region,
      forcePathStyle: true,
      credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
    });

  async function allowAllBut(...denied: string[]): Promise<void> {
    const statement = (Effect: string, Action: readonly string[]) => ({
      Effect,
      Action,
      Principal: { AWS: [reader] },
      Resource: resources(),
    });
    const Statement = [statement('Allow', ['s3:*']), ...(denied.length === 0 ? [] : [statement('Deny', denied)])];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await root().send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
    as(reader, secret);
  }

  test('none is missing', async () => {
    await allowAllBut();
    await openTestStore(bucket).check();
    await root().send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    await refusal();
  });

  test.each(['s3:ListBucket', 's3:DeleteObject', 's3:GetObject', 's3:PutObject', 's3:ListBucketMultipartUploads'])(
    '%s',
    async (permission) => {
      await allowAllBut(permission);
      const { message } = await refusal();
      expect(message).toBe(`Cannot use "s3://${bucket}/lake": S3 denies ${permission} (AccessDenied).`);
      if (permission !== 's3:PutObject') nothingWritten();
      as(server.accessKeyId, server.secretAccessKey);
      expect(await listed(openTestStore(bucket, ''))).toEqual([]);
    },
  );

  test.each([
    [{}, 'in that of the bucket.'],
    [
      { sseKmsKeyId: 'alias/lake' },
      'in that of the bucket, and kms:GenerateDataKey and kms:Decrypt in that of the key.',
    ],
  ])('the policies that have to allow it, with %j', async (options, policies) => {
    await allowAllBut('s3:ListBucket');
    expect((await refusal(bucket, options)).hint).toBe(
      `Allow it to these credentials, in their policies and ${policies}`,
    );
  });

  test('two at once', async () => {
    await allowAllBut('s3:ListBucket', 's3:DeleteObject');
    expect((await refusal()).message).toContain('S3 denies s3:ListBucket and s3:DeleteObject');
  });
});

test('a destination opens the bucket below its prefix', async () => {
  const store = await openStore(`s3://${bucket}/deep/prefix/`, {});
  expect(store.location).toBe(`s3://${bucket}/deep/prefix`);
  await store.check();
  await store.put('a', Buffer.from('x'));
  expect(await listed(openTestStore(bucket, ''))).toMatchObject([{ key: 'deep/prefix/a' }]);
});
