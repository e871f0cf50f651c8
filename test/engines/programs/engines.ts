/** The engines as the tests use them. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { inject } from 'vitest';
import { type Glue, GlueError, glueAt } from './glue.js';
import { glueCallOf } from './hive-ddl/glue-input.js';
import { type HiveParser, startHiveParser } from './hive-ddl/parser.js';
import type { Addresses } from './servers.js';
import type { S3Access } from './trino.js';
import { type Trino, trinoAt } from './trino-client.js';

export interface Engines {
  readonly s3: S3Access & { createBucket(name: string): Promise<void> };
  readonly trino: Trino;
  readonly glue: Glue & {
    /** Runs one DDL statement in Athena's words, as Hive's own grammar reads it. */
    runDdl(sql: string, database?: string): Promise<void>;
  };
}

/** Of all test files of a worker; it ends with the worker. */
let hiveParser: Promise<HiveParser> | undefined;

/** The engines that all test files of a run share; the first who asks starts them. */
export async function startEngines(): Promise<Engines> {
  const response = await fetch(inject('enginesUrl'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  const { s3, glueUrl, trinoUrl } = JSON.parse(text) as Addresses;
  const glue = glueAt(glueUrl);
  hiveParser ??= startHiveParser();
  const parser = await hiveParser;
  return {
    s3: { ...s3, createBucket: (name) => createBucket(s3, name) },
    trino: trinoAt(trinoUrl),
    glue: { ...glue, runDdl: (sql, database) => runDdl(glue, parser, sql, database) },
  };
}

async function createBucket({ url, ...credentials }: S3Access, name: string): Promise<void> {
  const client = new S3Client({ endpoint: url, region: 'us-east-1', forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: name }));
  client.destroy();
}

async function runDdl(glue: Glue, parser: HiveParser, sql: string, database: string | undefined): Promise<void> {
  const { operation, input, ifExists, ifNotExists } = glueCallOf(await parser.parse(sql), database);
  try {
    await glue.call(operation, input);
  } catch (error) {
    const code = error instanceof GlueError ? error.name : '';
    if (ifExists && code.startsWith('EntityNotFound')) return;
    if (ifNotExists && code.startsWith('AlreadyExists')) return;
    throw error;
  }
}
