/** Downloads and builds that outlive a test run: one folder each, named by what it is and its version. */
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const lockPollMs = 500;

/** `$XDG_CACHE_HOME/access-lake`, else `~/.cache/access-lake`. */
function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'access-lake');
}

/**
 * The folder `name` of the cache, filled by `build` where it is not there yet. It appears whole or not
 * at all; of several processes that want it at once one builds and the others wait for it.
 */
export async function cached(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (await exists(folder)) return folder;
  await mkdir(cacheFolder(), { recursive: true });
  return await locked(`${folder}.lock`, async () => {
    if (await exists(folder)) return folder;
    const unfinished = `${folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished);
    await build(unfinished);
    await rename(unfinished, folder);
    return folder;
  });
}

async function locked<T>(lock: string, work: () => Promise<T>): Promise<T> {
  while (!(await take(lock))) await delay(lockPollMs);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await dropIfAbandoned(lock);
    return false;
  }
}

/** A lock whose process is gone holds nobody up; one without a process id is being written right now. */
async function dropIfAbandoned(lock: string): Promise<void> {
  const holder = await readFile(lock, 'utf8').catch(() => '');
  if (holder !== '' && !isRunning(Number(holder))) await rm(lock, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
