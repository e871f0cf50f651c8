import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.js';

describe('a destination', () => {
  test.each(['./lake', '/data/lake', 'lake', '~x/with space', 'a:b', 'C:\\lake'])(
    '%j is a folder, located where it was said',
    async (path) => {
      expect((await openStore(path, {})).location).toBe(path);
    },
  );

  test.each([
    ['s3://my-bucket', 's3://my-bucket'],
    ['s3://my-bucket/', 's3://my-bucket'],
    ['s3://my.bucket-1/a/b', 's3://my.bucket-1/a/b'],
    ['S3://my-bucket/a/b//', 's3://my-bucket/a/b'],
  ])('%j is a bucket: %j', async (destination, location) => {
    expect((await openStore(destination, { expectedBucketOwner: '123456789012' })).location).toBe(location);
  });

  test.each([
    ['', /it is empty/],
    ['a\0b', /NUL/],
    ['s3://', /names no bucket/],
    ['s3:', /names no bucket/],
    ['s3:my-bucket/a', /names no bucket/],
    ['s3:/my-bucket/a', /names no bucket/],
    ['s3:///a', /names no bucket/],
    ['s3://My_Bucket/a', /"My_Bucket" cannot be the name of a bucket/],
    ['s3://a b/c', /cannot be the name/],
    ['s3://bucket\n/c', /cannot be the name/],
    ['s3://my-bucket/a//b', /as a key/],
    ['s3://my-bucket/../b', /as a key/],
    ['s3a://my-bucket/a', /"s3a" is not a kind of destination/],
    ['https://my-bucket.s3.amazonaws.com/a', /"https" is not a kind of destination/],
    ['file:///data/lake', /"file" is not a kind/],
  ])('%j is a usage error', async (destination, sentence) => {
    const error = await openStore(destination, {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'UserError', exit: 'usage', message: expect.stringMatching(sentence) });
  });
});

describe('options', () => {
  test.each([
    ['lake', { sseKmsKeyId: 'alias/x' }, /--sse-kms-key-id with "lake": it is not a bucket/],
    ['lake', { expectedBucketOwner: '123456789012' }, /--expected-bucket-owner with "lake": it is not a bucket/],
    ['s3://my-bucket', { sseKmsKeyId: '' }, /--sse-kms-key-id ""/],
    ['s3://my-bucket', { expectedBucketOwner: '12345678901' }, /"12345678901": it is not an account id/],
    ['s3://my-bucket', { expectedBucketOwner: '123456789012\n' }, /it is not an account id/],
  ])('%j with %j is a usage error', async (destination, options, sentence) => {
    const error = await openStore(destination, options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ exit: 'usage', message: expect.stringMatching(sentence) });
  });
});

test('what was opened works', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-open-'));
  const store = await openStore(join(folder, 'lake'), {});
  await store.put('a', Buffer.from('x'));
  expect(await store.get('a')).toEqual(Buffer.from('x'));
  await rm(folder, { recursive: true });
});
