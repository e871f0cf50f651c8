/** An export into a bucket of a real S3 server, killed at steps of the protocol and gone on with. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Moment } from '../../export/kill-store.js';
import {
  type Answer,
  buildProgram,
  expectClean,
  fingerprint,
  killAndGoOn,
  type Place,
  runProgram,
} from '../../export/killing.js';
import { sampled } from '../../sampled.js';
import { startVersitygw, type Versitygw } from '../programs/versitygw.js';
import { type FaultKind, type Operation, startFaultyProxy } from './faulty-proxy.js';

let built: Awaited<ReturnType<typeof buildProgram>>;
let server: Versitygw;
let undisturbed: Answer;
let expected: unknown;

beforeAll(async () => {
  [built, server] = await Promise.all([buildProgram(), startVersitygw()]);
  const place = await newPlace('undisturbed');
  undisturbed = (await runProgram(built.program, place)) as Answer;
  expected = await fingerprint(place.folder, undisturbed.run.run_id);
});

afterAll(async () => {
  built.remove();
  await server.stop();
});

async function newPlace(bucket: string): Promise<Place> {
  await server.createBucket(bucket);
  return { destination: `s3://${bucket}/lake`, folder: join(server.dataFolder, bucket, 'lake'), env: server.env };
}

/** Where S3 differs from a folder: a lock, an upload in parts, the commit, a listing after a deletion. test/soak has every step. */
const kills: readonly [step: RegExp, moment: Moment][] = [
  [/^put action_last_accessed\//, 'during'],
  [/^put runs\//, 'before'],
  [/^put runs\//, 'after'],
  [/^put _staging\/holder\//, 'after'],
  [/^delete _staging\/<plan>\/plan\.json$/, 'after'],
];

test('an undisturbed export leaves what the manifest names', async () => {
  expect(undisturbed.run.action_rows).toBe(270_020);
  expect(undisturbed.steps.length).toBeGreaterThan(20);
});

const operations: readonly Operation[] = [
  'ListObjectsV2',
  'ListMultipartUploads',
  'GetObject',
  'PutObject',
  'DeleteObjects',
];
const faults: readonly FaultKind[] = ['slowDown', 'internalError', 'reset', 'lostAnswer', 'cutBody'];

test('every fault at every operation of one export: it ends as an undisturbed one', async () => {
  const proxy = await startFaultyProxy(server.url);
  try {
    const place = await newPlace('faulty');
    // Each fault strikes two requests, the next ones three later: within the retries of any one call.
    for (const operation of operations) {
      for (const [at, kind] of faults.entries()) proxy.inject({ operation, kind, nth: 1 + 3 * at, times: 2 });
    }
    const env = { ...place.env, AWS_ENDPOINT_URL_S3: proxy.url };
    const answer = (await runProgram(built.program, { ...place, env })) as Answer;
    expect(await fingerprint(place.folder, answer.run.run_id)).toEqual(expected);
    await expectClean(place);
    for (const operation of operations) {
      const requests = proxy.requests.filter((request) => request.operation === operation).length;
      expect(requests, operation).toBeGreaterThan(3 * faults.length);
    }
  } finally {
    await proxy.stop();
  }
});

test.each(sampled(2, kills))('killed %s, %s: the next run ends as an undisturbed one', async (step, moment) => {
  const at = undisturbed.steps.findIndex((one) => step.test(one));
  expect(at, `no step ${step} among ${undisturbed.steps.join('\n')}`).toBeGreaterThanOrEqual(0);
  const place = await newPlace(`killed-${kills.findIndex(([s, m]) => s === step && m === moment)}`);
  await killAndGoOn(built.program, place, { at, moment }, expected);
});
