/** Trino with the Hive plugin, of the family of Athena's engine version 3. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.js';
import { findJava } from './java.js';
import { copyArtifacts } from './maven.js';
import { freePort, run, start } from './processes.js';
import { type Trino, trinoAt } from './trino-client.js';

const version = '476';
const javaVersion = 22;

export interface S3Access {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The server, downloaded on first use. */
export function trinoFolder(): Promise<string> {
  return cached(`trino-${version}`, install);
}

/** A Java that it runs on, downloaded where none is installed. */
export function trinoJava(): Promise<string> {
  return findJava(javaVersion);
}

/** Starts Trino over a Glue catalog and an S3 server, in `folder`; ready when it answers a query. */
export async function startTrino(
  folder: string,
  glueUrl: string,
  s3: S3Access,
): Promise<Trino & { stop(): Promise<void> }> {
  const installed = await trinoFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await configure(folder, url, glueUrl, s3);
  const trino = trinoAt(url);
  const { stop } = await start([await trinoJava(), ...javaOptions(installed, folder)], {
    log: join(folder, 'trino.log'),
    cwd: folder,
    ready: async () =>
      (await trino.query('SELECT count(*) FROM awsdatacatalog.information_schema.schemata')).rows.length === 1,
  });
  return { ...trino, stop };
}

/** The server without its own plugins, and the Hive plugin beside it: 420 MB. */
async function install(folder: string): Promise<void> {
  await copyArtifacts([`io.trino:trino-server-core:${version}:tar.gz`, `io.trino:trino-hive:${version}:zip`], folder);
  await run('tar', ['-xzf', `trino-server-core-${version}.tar.gz`, '--strip-components=1'], folder);
  await rm(join(folder, 'plugin'), { recursive: true });
  await mkdir(join(folder, 'plugin'));
  await run('python3', ['-m', 'zipfile', '-e', `trino-hive-${version}.zip`, '.'], folder);
  await rename(join(folder, `trino-hive-${version}`), join(folder, 'plugin', 'hive'));
  for (const left of [`trino-server-core-${version}.tar.gz`, `trino-hive-${version}.zip`]) {
    await rm(join(folder, left), { recursive: true });
  }
}

function javaOptions(installed: string, folder: string): string[] {
  return [
    ...['-Xms2G', '-Xmx3G', '-Xmn1G', '-XX:MetaspaceSize=512M'], // as it would grow to, by a full collection a step
    '-XX:+UseSerialGC',
    '-XX:+ExitOnOutOfMemoryError',
    '-XX:TieredStopAtLevel=1',
    '-Djdk.attach.allowAttachSelf=true',
    '-Duser.timezone=UTC',
    '-Dnode.environment=test',
    '-Dnode.bind-ip=127.0.0.1',
    '-Dnode.internal-address=127.0.0.1',
    `-Dnode.data-dir=${join(folder, 'data')}`,
    `-Dplugin.dir=${join(installed, 'plugin')}`,
    `-Dcatalog.config-dir=${join(folder, 'catalog')}`,
    `-Dconfig=${join(folder, 'config.properties')}`,
    '-cp',
    join(installed, 'lib', '*'),
    'io.trino.server.TrinoServer',
  ];
}

async function configure(folder: string, url: string, glueUrl: string, s3: S3Access): Promise<void> {
  await mkdir(join(folder, 'catalog'), { recursive: true });
  await mkdir(join(folder, 'data'), { recursive: true });
  await writeProperties(join(folder, 'config.properties'), {
    'node.environment': 'test',
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'http-server.http.port': new URL(url).port,
    'discovery.uri': url,
    // By default it keeps the plans of all queries for a quarter of an hour, of which a hundred fill its memory.
    'query.min-expire-age': '10s',
    'query.max-history': '10',
    // Lakes of tests are small: plans take longer to make, compile and start than to run.
    'optimizer.join-reordering-strategy': 'NONE',
    'task.concurrency': '1',
    'task.max-worker-threads': '4',
    'task.info.max-age': '1m',
  });
  await writeProperties(join(folder, 'catalog', 'awsdatacatalog.properties'), {
    'connector.name': 'hive',
    'hive.metastore': 'glue',
    'hive.metastore.glue.endpoint-url': glueUrl,
    'hive.metastore.glue.region': 'us-east-1',
    'hive.metastore.glue.aws-access-key': 'any',
    'hive.metastore.glue.aws-secret-key': 'any',
    'hive.table-statistics-enabled': 'false',
    'hive.collect-column-statistics-on-write': 'false',
    'hive.partition-projection-enabled': 'true',
    // Of the 64 threads a scan by default most list the folder of a date that another lists at that moment.
    'hive.split-loader-concurrency': '1',
    'hive.non-managed-table-writes-enabled': 'true',
    'hive.parquet.time-zone': 'UTC',
    'hive.security': 'allow-all',
    'fs.native-s3.enabled': 'true',
    's3.endpoint': s3.url,
    's3.region': 'us-east-1',
    's3.path-style-access': 'true',
    's3.aws-access-key': s3.accessKeyId,
    's3.aws-secret-key': s3.secretAccessKey,
  });
}

async function writeProperties(file: string, properties: Readonly<Record<string, string>>): Promise<void> {
  await writeFile(
    file,
    Object.entries(properties)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
}
