/** A lake on the S3 server, for Trino, and the same in a folder, for DuckDB. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Store } from '../../../src/store/store.js';
import { writeLake } from '../../query/lake/write-lake.js';
import type { Engines } from '../programs/engines.js';

export interface TwinLake {
  readonly folder: Store;
  /** `s3://bucket/lake` */
  readonly location: string;
  remove(): Promise<void>;
}

/** Writes the lake that `text` tells (test/query/lake) into a folder, and copies it into a bucket of its own. */
export async function twinLake(engines: Engines, bucket: string, text: string): Promise<TwinLake> {
  const path = await mkdtemp(join(tmpdir(), `access-lake-${bucket}-`));
  return await twinOf(engines, bucket, await writeLake(path, text), path);
}

/** The lake of the folder `path`, and its copy in a bucket of its own. */
export async function twinOf(engines: Engines, bucket: string, folder: Store, path: string): Promise<TwinLake> {
  await engines.s3.createBucket(bucket);
  await upload(engines, path, bucket);
  return { folder, location: `s3://${bucket}/lake`, remove: () => rm(path, { recursive: true }) };
}

async function upload({ s3: { url, ...credentials } }: Engines, folder: string, bucket: string): Promise<void> {
  const client = new S3Client({ endpoint: url, region: 'us-east-1', forcePathStyle: true, credentials });
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const Key = `lake/${relative(folder, file)}`;
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: await readFile(file) }));
  }
  client.destroy();
}
