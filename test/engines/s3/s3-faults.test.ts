import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../src/model/errors.js';
import { downloadObject } from '../../../src/store/download.js';
import type { Store } from '../../../src/store/store.js';
import { sampled } from '../../sampled.js';
import { chunks, listed, multipartBytes, pattern } from '../../store/conformance.js';
import { startVersitygw, type Versitygw } from '../programs/versitygw.js';
import { type FaultKind, type FaultyProxy, type Operation, startFaultyProxy } from './faulty-proxy.js';
import { newBucket, openTestStore, openUploads, testLimits, useEnvironment } from './s3-subject.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-s3-faults-'));
let server: Versitygw;
let proxy: FaultyProxy;
let bucket: string;
let store: Store;

beforeAll(async () => {
  server = await startVersitygw();
  proxy = await startFaultyProxy(server.url);
  useEnvironment({ ...server.env, AWS_ENDPOINT_URL_S3: proxy.url });
});
afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  bucket = await newBucket(server);
  store = openTestStore(bucket);
  proxy.clear();
});

const small = pattern(1000);
const large = pattern(multipartBytes);

async function holds(key: string, body: Uint8Array): Promise<boolean> {
  const found = await store.get(key);
  return found !== undefined && Buffer.from(body).equals(found);
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield* chunks(large);
  throw new Error('the source broke');
}

const keys = ['a', 'b', 'c'];

/** One use of the store for each operation; its result must be right whatever happened on the way. */
const uses: Readonly<Record<Operation, () => Promise<void>>> = {
  async HeadBucket() {
    expect(await store.get('none')).toBeUndefined();
  },
  async ListObjectsV2() {
    for (const key of keys) await store.put(key, small);
    expect((await listed(store)).map(({ key }) => key)).toEqual(keys);
  },
  async ListMultipartUploads() {
    expect(await store.abortUploads('')).toBe(0);
  },
  async HeadObject() {
    await store.put('a', small);
    expect(await store.put('a', pattern(10), { ifAbsent: true })).toBe('exists');
    expect(await holds('a', small)).toBe(true);
  },
  async GetObject() {
    await store.put('a', large);
    expect(await holds('a', large)).toBe(true);
    expect(await store.get('none')).toBeUndefined();
  },
  async PutObject() {
    expect(await store.put('a', small, { ifAbsent: true })).toBe('stored');
    expect(await holds('a', small)).toBe(true);
    expect(await store.put('a', pattern(10))).toBe('stored');
    expect(await holds('a', pattern(10))).toBe(true);
  },
  CreateMultipartUpload: () => putLarge(),
  UploadPart: () => putLarge(),
  CompleteMultipartUpload: () => putLarge(),
  async AbortMultipartUpload() {
    await expect(store.put('a', broken())).rejects.toThrow('the source broke');
    expect(await listed(store)).toEqual([]);
  },
  async DeleteObjects() {
    for (const key of keys) await store.put(key, small);
    await store.delete(['a', 'c', 'none']);
    expect((await listed(store)).map(({ key }) => key)).toEqual(['b']);
  },
};

async function putLarge(key = 'a'): Promise<void> {
  expect(await store.put(key, chunks(large), { ifAbsent: true })).toBe('stored');
  expect(await holds(key, large)).toBe(true);
  expect(await store.put(key, chunks(large.subarray(1)))).toBe('stored');
  expect(await holds(key, large.subarray(1))).toBe(true);
}

const operations = Object.keys(uses) as Operation[];
const passing: readonly FaultKind[] = ['slowDown', 'internalError', 'reset', 'lostAnswer', 'cutBody'];
const strange: readonly FaultKind[] = ['errorIn200', 'htmlPage', 'emptyPage'];

describe('a fault that passes', () => {
  for (const [at, operation] of operations.entries()) {
    test.each(sampled(2, passing, at))(`${operation}: %s, twice, and then the right result`, async (kind) => {
      proxy.inject({ operation, kind, times: 2 });
      await uses[operation]();
      expect(proxy.requests.filter((request) => request.operation === operation).length).toBeGreaterThanOrEqual(2);
      // Only an upload whose id never arrived can stay open, until abortUploads finds it.
      const unknown = operation === 'CreateMultipartUpload' && (kind === 'lostAnswer' || kind === 'cutBody') ? 2 : 0;
      expect(await openUploads(server, bucket)).toBe(unknown);
      expect(await store.abortUploads('')).toBe(unknown);
      expect(await openUploads(server, bucket)).toBe(0);
    });
  }
});

describe('an object that is copied to a file', () => {
  const copied = async () => {
    const path = join(folder, 'copied');
    await downloadObject(`s3://${bucket}/lake/a`, path);
    return readFileSync(path);
  };

  test.each(passing)('is whole there: %s, twice', async (kind) => {
    await store.put('a', large);
    proxy.inject({ operation: 'GetObject', kind, times: 2 });
    expect(Buffer.from(large).equals(await copied())).toBe(true);
  });

  test('is named where it is not there, and where the folder is not', async () => {
    await expect(copied()).rejects.toThrow(`Cannot read "s3://${bucket}/lake/a", which Athena wrote: it is not there.`);
    await expect(downloadObject('file:///etc/passwd', join(folder, 'x'))).rejects.toThrow(
      'it is no object of a bucket',
    );
    await store.put('a', small);
    await expect(downloadObject(`s3://${bucket}/lake/a`, join(folder, 'none/x'))).rejects.toThrow(
      `Cannot write "${join(folder, 'none/x')}": ENOENT.`,
    );
  });
});

describe('a fault that stays', () => {
  const fewAttempts = { ...testLimits, attempts: 2 };
  /** A busy machine may take longer than this for an answer that does come. */
  const limitsOf = (kind: FaultKind) => (kind === 'silence' ? { ...fewAttempts, answerMs: 700 } : fewAttempts);
  for (const [at, operation] of operations.entries()) {
    test.each(sampled(3, [...passing, ...strange, 'silence' as const], at))(
      `${operation}: %s, every time, ends in a sentence or the right result`,
      async (kind) => {
        store = openTestStore(bucket, 'lake', {}, limitsOf(kind));
        if (operation !== 'HeadBucket') await store.abortUploads(''); // has found the bucket
        proxy.inject({ operation, kind, times: 1000 });
        const error = await uses[operation]().catch((thrown: unknown) => thrown);
        if (error !== undefined) expect(error).toBeInstanceOf(UserError);
        proxy.clear();
        store = openTestStore(bucket);
        const whole = [small.length, large.length, large.length - 1, 10];
        for (const { bytes } of await listed(store)) expect(whole).toContain(bytes);
        await store.abortUploads('');
        expect(await openUploads(server, bucket)).toBe(0);
      },
    );
  }
});

describe('our own write', () => {
  test.each([
    ['PutObject', small, 'taken'],
    ['CompleteMultipartUpload', large, 'taken'],
    ['CompleteMultipartUpload', large, 'uploadGone'],
  ] as const)('is known again when its answer was lost: %s', async (operation, body, kind) => {
    proxy.inject({ operation, kind: 'lostAnswer' });
    proxy.inject({ operation, kind, nth: 2 });
    expect(await store.put('a', chunks(body), { ifAbsent: true })).toBe('stored');
    expect(await holds('a', body)).toBe(true);
    expect(operationsSeen().filter((seen) => seen === operation)).toHaveLength(2);
    expect(operationsSeen()).toContain('HeadObject');
  });

  test('is not taken for stored when another aborted it', async () => {
    proxy.inject({ operation: 'CompleteMultipartUpload', kind: 'uploadGone' });
    await expect(store.put('a', chunks(large))).rejects.toThrow(/NoSuchUpload/);
    expect(await listed(store)).toEqual([]);
    expect(await openUploads(server, bucket)).toBe(0);
  });

  test('is sent again after a conflict, whole', async () => {
    proxy.inject({ operation: 'PutObject', kind: 'conflict', times: 3 });
    expect(await store.put('a', chunks(small), { ifAbsent: true })).toBe('stored');
    expect(await holds('a', small)).toBe(true);
    expect(operationsSeen().filter((seen) => seen === 'PutObject')).toHaveLength(4);
  });

  test('begins anew after a conflict where it had parts, for S3 does not complete that upload any more', async () => {
    proxy.inject({ operation: 'CompleteMultipartUpload', kind: 'conflict', times: 2 });
    expect(await store.put('a', large, { ifAbsent: true })).toBe('stored');
    expect(await holds('a', large)).toBe(true);
    for (const operation of ['CreateMultipartUpload', 'CompleteMultipartUpload'])
      expect(operationsSeen().filter((seen) => seen === operation)).toHaveLength(3);
    expect(await openUploads(server, bucket)).toBe(0);
  });

  test('fails with a sentence after a conflict where it had parts and its source is used up', async () => {
    proxy.inject({ operation: 'CompleteMultipartUpload', kind: 'conflict' });
    const put = store.put('a', chunks(large), { ifAbsent: true });
    await expect(put).rejects.toThrow(/another writer or a delete intervened \(ConditionalRequestConflict\)/);
    expect(await listed(store)).toEqual([]);
    expect(await openUploads(server, bucket)).toBe(0);
  });

  test.each([
    ['small', small, 6],
    ['large', large, 2],
  ])('of eight %s writers whose answers get lost one wins', async (_size, body, rounds) => {
    for (let round = 0; round < rounds; round++) {
      for (const operation of ['PutObject', 'CompleteMultipartUpload'] as const)
        for (const nth of [1, 3, 4, 8]) proxy.inject({ operation, kind: 'lostAnswer', nth });
      const key = `race/${round}`;
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, writer) =>
          openTestStore(bucket).put(key, chunks(body.subarray(writer)), { ifAbsent: true }),
        ),
      );
      const winners = results.flatMap((result, writer) => (result === 'stored' ? [writer] : []));
      expect(winners).toHaveLength(1);
      expect(await holds(key, body.subarray(winners[0]))).toBe(true);
      proxy.clear();
    }
    expect(await openUploads(server, bucket)).toBe(0);
  });
});

test('every call names the owner, every beginning of an object the key of KMS', async () => {
  const account = '123456789012';
  await server.createUser(account, 'secret-of-the-owner');
  await server.changeOwner(bucket, account);
  const kmsKey = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
  store = openTestStore(bucket, 'lake', { sseKmsKeyId: kmsKey, expectedBucketOwner: account });
  await store.check();
  await uses.HeadObject();
  await putLarge('large');
  await expect(store.put('broken', broken())).rejects.toThrow('the source broke');
  await store.delete((await listed(store)).map(({ key }) => key));
  await store.abortUploads('');
  expect([...new Set(operationsSeen())].sort()).toEqual([...operations].sort());
  for (const { operation, headers } of proxy.requests) {
    const encrypted = operation === 'PutObject' || operation === 'CreateMultipartUpload';
    expect([operation, headers['x-amz-expected-bucket-owner']]).toEqual([operation, account]);
    const encryption = [
      headers['x-amz-server-side-encryption'],
      headers['x-amz-server-side-encryption-aws-kms-key-id'],
    ];
    expect([operation, ...encryption]).toEqual([
      operation,
      ...(encrypted ? ['aws:kms', kmsKey] : [undefined, undefined]),
    ]);
  }
});

test('what a killed writer left open is aborted, of its prefix alone', async () => {
  const never = new Promise<void>(() => {});
  async function* endless() {
    yield* chunks(large);
    await never;
  }
  for (const key of ['one/a', 'one/b', 'two/c'])
    openTestStore(bucket)
      .put(key, endless())
      .catch(() => {});
  while ((await openUploads(server, bucket)) < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await store.abortUploads('one/')).toBe(2);
  expect(await openUploads(server, bucket)).toBe(1);
  expect(await store.abortUploads('')).toBe(1);
  expect(await listed(store)).toEqual([]);
});

test('an upload of the store itself is no stranger to it, though S3 lists it before it answers', async () => {
  proxy.inject({ operation: 'CreateMultipartUpload', kind: 'lateAnswer' });
  const stored = store.put('a', chunks(large));
  while ((await openUploads(server, bucket)) < 1) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await store.abortUploads('')).toBe(0);
  expect(await stored).toBe('stored');
  expect(await holds('a', large)).toBe(true);
});

test('a bucket of another Region is found there, and no body is sent to the wrong one', async () => {
  const abroad = await startVersitygw('eu-west-1');
  const before = await startFaultyProxy(abroad.url);
  try {
    await abroad.createBucket('abroad');
    useEnvironment({ ...abroad.env, AWS_ENDPOINT_URL_S3: before.url, AWS_REGION: 'us-east-1' });
    before.inject({ operation: 'HeadBucket', kind: 'otherRegion' });
    const found = openTestStore('abroad');
    await found.check();
    await found.put('a', small);
    expect(before.requests.filter(({ operation }) => operation === 'HeadBucket')).toHaveLength(1);
    const regions = before.requests.slice(1).map(({ headers }) => headers.authorization?.split('/')[2]);
    expect(new Set(regions)).toEqual(new Set(['eu-west-1']));
  } finally {
    useEnvironment({ ...server.env, AWS_ENDPOINT_URL_S3: proxy.url });
    await before.stop();
    await abroad.stop();
  }
});

function operationsSeen(): Operation[] {
  return proxy.requests.map(({ operation }) => operation);
}
