/** What decides Trino's answer to a statement: its text, and what it reads. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogSteps } from '../../src/query/catalog/catalog.js';
import { emptyCatalog } from '../../src/query/catalog/known.js';
import type { Cell, QueryEngine } from '../../src/query/engine/engine.js';
import { sha256Of } from '../../src/tools/sha256.js';
import { hashOf } from './answers.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What stands between a statement and its answer: Trino's version and configuration, its catalog, the engine of Athena. */
const BETWEEN = [
  'src/query/athena',
  'src/query/engine/materialized.ts',
  'src/query/question/earlier.ts',
  'src/query/engine/scratch.ts',
  'test/engines/catalog/athena',
  'test/engines/programs/glue-front.ts',
  'test/engines/programs/glue.ts',
  'test/engines/programs/hive-ddl',
  'test/engines/questions/lake.ts',
  'test/engines/programs/trino-client.ts',
  'test/engines/programs/trino.ts',
];

/** The statements that make the tables and views of a database, by their names. */
export type Definitions = ReadonlyMap<string, string>;

/** What a table's folder holds: a path in the lake and a hash of the file. */
export type LakeFiles = readonly (readonly [path: string, hash: string])[];

export interface Lake {
  readonly definitions: Definitions;
  readonly files: LakeFiles;
  /** Of all that {@link BETWEEN} names. */
  readonly between: string;
}

/** Equal of statements that the same Trino would answer alike; other for another definition or file that it reads. */
export function keyOf(lake: Lake, sql: string, parameters: readonly Cell[]): string {
  const read = definitionsRead(lake.definitions, [sql]);
  const own = read.map((name) => [name, lake.definitions.get(name)]);
  const files = lake.files.filter(([path]) =>
    own.some(([, definition]) => definition?.includes(`/${folderOf(path)}/'`)),
  );
  return hashOf(lake.between, sql, parameters, own, files);
}

/** Names of the tables and views that the statements read, themselves or through views; also one that they only name. */
export function definitionsRead(definitions: Definitions, statements: readonly string[]): string[] {
  const read = new Set<string>();
  const follow = (text: string): void => {
    for (const word of text.match(/\w+/g) ?? []) {
      const definition = definitions.get(word);
      if (definition === undefined || read.has(word)) continue;
      read.add(word);
      follow(definition);
    }
  };
  follow(statements.join('\n'));
  return [...read].sort();
}

function folderOf(path: string): string {
  return path.slice(0, path.search(/\/(?:[^/]*=|[^/]*$)/));
}

/** `engine` answers as that of the database; its catalog need not be there. */
export async function definitionsOf(engine: QueryEngine, database: string, location: string): Promise<Definitions> {
  const definitions = new Map<string, string>();
  const place = { database, location, engine, known: emptyCatalog, serverEngine: engine };
  for await (const { title, sql } of catalogSteps(place, { dryRun: false })) {
    const [, name] = /^(?:create table|renew view) "(.+)"$/.exec(title) ?? [];
    if (name !== undefined) definitions.set(name, sql);
  }
  return definitions;
}

export function betweenHash(): string {
  const paths = BETWEEN.map((path) => join(ROOT, path)).flatMap((path) =>
    statSync(path).isFile() ? [path] : filesIn(path).map((file) => join(path, file)),
  );
  return hashOf(paths.map((path) => [relative(ROOT, path), fileHash(path)]));
}

/** The files of the lake in `folder`. */
export function filesOf(folder: string): LakeFiles {
  return filesIn(folder).map((path) => [path.replaceAll(sep, '/'), fileHash(join(folder, path))]);
}

function filesIn(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return paths.filter((path) => statSync(join(folder, path)).isFile());
}

function fileHash(path: string): string {
  return sha256Of(readFileSync(path));
}
