/** What benches make once and read often: kept outside the tree, in `~/.cache/access-lake/bench`. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const FOLDER = join(homedir(), '.cache', 'access-lake', 'bench');

/** What decides the bytes of a lake of a bench. */
const SOURCES = [
  'src/tables',
  'src/model',
  'src/snapshot/publish/facts',
  'src/snapshot/publish/table-files.ts',
  'src/simulation',
  'bench/journey-lake.ts',
  'bench/lake.ts',
  'bench/mix.ts',
  'bench/policies.ts',
  'test/query/derived/trend-lake.ts',
];

/** The folder of that name, made by `make` unless it is there, whole, from the same sources. */
export async function cached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(FOLDER, `${name}-${sourcesId()}`);
  if (existsSync(folder)) return folder;
  const part = `${folder}.${process.pid}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  await make(part);
  await rename(part, folder).catch(async (error) => {
    await rm(part, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another bench made it meanwhile
  });
  return folder;
}

function sourcesId(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) for (const file of filesOf(source)) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

function filesOf(source: string): string[] {
  if (source.endsWith('.ts')) return [source];
  const names = readdirSync(source, { recursive: true, encoding: 'utf8' }).sort();
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(source, name));
}
