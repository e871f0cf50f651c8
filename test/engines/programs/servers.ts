/** The servers behind the engines: versitygw, moto, Trino. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGlue } from './glue.js';
import { startGlueFront } from './glue-front.js';
import { type S3Access, startTrino } from './trino.js';
import { startVersitygw } from './versitygw.js';

/** Where they listen. */
export interface Addresses {
  readonly s3: S3Access;
  readonly glueUrl: string;
  readonly trinoUrl: string;
}

/** Starts all three on free ports of loopback, their data in a folder of its own that goes when they stop. */
export async function startServers(): Promise<{ addresses: Addresses; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-engines-'));
  const stops = [async () => await rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne();
  };
  try {
    const s3 = await startVersitygw();
    stops.push(s3.stop);
    const glue = await startGlue(join(folder, 'glue.log'));
    stops.push(glue.stop);
    const front = await startGlueFront(glue.url);
    stops.push(front.stop);
    const { url, accessKeyId, secretAccessKey } = s3;
    const access = { url, accessKeyId, secretAccessKey };
    const trino = await startTrino(join(folder, 'trino'), front.url, access);
    stops.push(trino.stop);
    return { addresses: { s3: access, glueUrl: front.url, trinoUrl: trino.url }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
