/** versitygw: a real S3 server over a folder, with conditional writes, owners and signatures. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { cached } from './cache.js';
import { freePort, run, start } from './processes.js';

const version = '1.8.0';
const accessKeyId = 'access-lake-root';
const secretAccessKey = 'access-lake-root-secret';

export interface Versitygw {
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What a program needs to reach it as root. */
  readonly env: Readonly<Record<string, string>>;
  /** A bucket is a folder of it, an object a file. */
  readonly dataFolder: string;
  createBucket(name: string): Promise<void>;
  /** A user whose access key is `accountId`: the account that a bucket made with it belongs to. */
  createUser(accountId: string, secret: string): Promise<void>;
  /** Gives a bucket to a user. */
  changeOwner(bucket: string, accountId: string): Promise<void>;
  stop(): Promise<void>;
}

/** Builds it on first use (Go, about 2 minutes); starts it on a free port of loopback, its data gone when it stops. */
export async function startVersitygw(region = 'us-east-1'): Promise<Versitygw> {
  const program = await versitygwProgram();
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-s3-'));
  const dataFolder = join(folder, 'data');
  await Promise.all([dataFolder, join(folder, 'iam')].map((path) => mkdir(path)));
  const url = `http://127.0.0.1:${await freePort()}`;
  const command = [program, '--port', url.slice('http://'.length), '--region', region, '--quiet'];
  const server = await start([...command, '--iam-dir', join(folder, 'iam'), 'posix', dataFolder], {
    log: join(folder, 'log'),
    env: { ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
    ready: async () => (await fetch(url)).status === 403, // not signed
  });
  const admin = (...args: string[]) =>
    run(program, [
      'admin',
      '--access',
      accessKeyId,
      '--secret',
      secretAccessKey,
      '--region',
      region,
      '--endpoint-url',
      url,
      ...args,
    ]);
  const client = clientOf(url, region);
  return {
    url,
    region,
    accessKeyId,
    secretAccessKey,
    env: environment(url, region),
    dataFolder,
    async createBucket(name) {
      await client.send(new CreateBucketCommand({ Bucket: name }));
    },
    async createUser(accountId, secret) {
      await admin('create-user', '--access', accountId, '--secret', secret, '--role', 'userplus');
    },
    async changeOwner(bucket, accountId) {
      await admin('change-bucket-owner', '--bucket', bucket, '--owner', accountId);
    },
    async stop() {
      client.destroy();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The server's program, built on first use. */
export async function versitygwProgram(): Promise<string> {
  const folder = await cached(`versitygw-${version}`, async (target) => {
    await run('go', ['version']); // a sentence where there is no Go
    const quick = ['-gcflags=all=-N -l', '-ldflags=-s -w']; // not optimized: a third less CPU to build
    const program = `github.com/versity/versitygw/cmd/versitygw@v${version}`;
    await run('env', [`GOBIN=${target}`, 'go', 'install', ...quick, program]);
  });
  return join(folder, 'versitygw');
}

function environment(url: string, region: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_S3: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

function clientOf(endpoint: string, region: string): S3Client {
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
}
