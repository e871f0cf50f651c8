/** deploy/hub-policy.json allows of S3 what a real server was asked for, on the lake's prefix alone, and nothing else. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { exportSnapshot } from '../../../src/export.js';
import { expire } from '../../../src/lake/expire.js';
import { listSnapshots } from '../../../src/lake/runs.js';
import { systemEffects } from '../../../src/model/effects.js';
import { openStore } from '../../../src/store/open.js';
import { verify } from '../../../src/verify/verify.js';
import { fakeSource, plainAccounts } from '../../export/fake-source.js';
import { optionsFor } from '../../export/lake.js';
import { startVersitygw, type Versitygw } from '../programs/versitygw.js';
import { type FaultyProxy, type Operation, startFaultyProxy } from '../s3/faulty-proxy.js';

const bucket = 'least';
let server: Versitygw;
let proxy: FaultyProxy;

beforeAll(async () => {
  server = await startVersitygw();
  await server.createBucket(bucket);
  proxy = await startFaultyProxy(server.url);
  for (const [name, value] of Object.entries({ ...server.env, AWS_ENDPOINT_URL_S3: proxy.url }))
    vi.stubEnv(name, value);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await proxy.stop();
  await server.stop();
});

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const policy = JSON.parse(readFileSync(new URL('../../../deploy/hub-policy.json', import.meta.url), 'utf8'));

function statement(sid: string): Statement {
  return policy.Statement.find(({ Sid }: Statement) => Sid === sid);
}

/** The permission of each operation: Amazon S3's "Required permissions for API operations". */
const ACTION: Readonly<Record<Operation, string>> = {
  HeadBucket: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  HeadObject: 's3:GetObject',
  GetObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  CreateMultipartUpload: 's3:PutObject',
  UploadPart: 's3:PutObject',
  CompleteMultipartUpload: 's3:PutObject',
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  DeleteObjects: 's3:DeleteObject',
};

/** An upload of several parts that breaks off, as one does whose writer fails. */
async function* broken() {
  yield new Uint8Array(12 * 2 ** 20);
  throw new Error('the writer failed');
}

test('what an export, its resumption, verify, snapshots and expire ask for', async () => {
  const store = await openStore(`s3://${bucket}/lake`, {});
  const source = async () => fakeSource(plainAccounts(3, 2, 30));
  for (const snapshotDate of ['2024-01-01', '2024-06-01']) {
    await exportSnapshot(optionsFor(store, { snapshotDate }), systemEffects, source);
  }
  await store.put(
    '_staging/large',
    (async function* () {
      yield new Uint8Array(12 * 2 ** 20);
    })(),
  );
  await expect(store.put('_staging/broken', broken())).rejects.toThrow('the writer failed');
  const { damages, runs } = await verify(store, { signal: new AbortController().signal, onRun: () => {} });
  expect({ damages, runs: runs.length }).toEqual({ damages: [], runs: 2 });
  expect((await listSnapshots(store)).committed).toHaveLength(2);
  await expire(store, { keep: ['2024-06-01'], dryRun: false, dropEvidence: true });

  const seen = new Set(proxy.requests.map(({ operation }) => ACTION[operation]));
  const statements = ['ListLake', 'WriteLake'].map(statement);
  expect([...seen].sort()).toEqual(statements.flatMap(({ Action }) => Action).sort());
  const ofBucket = ['s3:ListBucket', 's3:ListBucketMultipartUploads'];
  for (const { Action, Resource } of statements) {
    const isOfBucket = [Action].flat().every((action) => ofBucket.includes(action));
    expect(Resource).toBe(isOfBucket ? 'arn:aws:s3:::MY-BUCKET' : 'arn:aws:s3:::MY-BUCKET/lake/*');
  }
});

test('every call is of that bucket, and all but HeadBucket of that prefix', () => {
  const outside = proxy.requests.filter(({ operation, path }) => {
    const { pathname, searchParams } = new URL(path, 'http://s3');
    if (operation === 'HeadBucket' || operation === 'DeleteObjects') return pathname.split('/')[1] !== bucket;
    if (operation.startsWith('List')) return !searchParams.get('prefix')?.startsWith('lake/');
    return !pathname.startsWith(`/${bucket}/lake/`);
  });
  expect(outside.map(({ operation, path }) => `${operation} ${path}`)).toEqual([]);
});
