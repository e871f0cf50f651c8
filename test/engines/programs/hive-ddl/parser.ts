/** Hive's grammar as a running process. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cached } from '../cache.js';
import { findJavaWithCompiler } from '../java.js';
import { copyArtifacts } from '../maven.js';

const source = fileURLToPath(new URL('./HiveDdl.java', import.meta.url));
const hive = '2.3.10';
const artifacts = [
  `org.apache.hive:hive-exec:${hive}:jar:core`,
  'org.antlr:antlr-runtime:3.5.2',
  'org.slf4j:slf4j-api:1.7.30',
];

/** A node of Hive's syntax tree: its token and its children. */
export type Tree = [token: string, ...children: Tree[]];

export interface HiveParser {
  /** The tree of one statement; throws with Hive's own words where its grammar refuses it. */
  parse(statement: string): Promise<Tree>;
}

/** Hive's classes, downloaded on first use. */
export function hiveFolder(): Promise<string> {
  return cached(`hive-exec-${hive}`, async (folder) => await copyArtifacts(artifacts, folder));
}

/** Of a start more is spent on compiling than on parsing. */
const quickStart = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** Started; it ends with the process that asks it, which it does not keep from ending. */
export async function startHiveParser(): Promise<HiveParser> {
  const jars = await hiveFolder();
  const child = spawn(await findJavaWithCompiler(11), [...quickStart, '-cp', join(jars, '*'), source], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  for (const held of [child, child.stdin, child.stdout]) (held as ChildProcess | Socket).unref();
  const answers = answersOf(child);
  return {
    parse: async (statement) => {
      child.stdin?.write(`${Buffer.from(statement).toString('base64')}\n`);
      const answer = JSON.parse(await answers.next()) as Tree | { error: string };
      if ('error' in answer) throw new Error(answer.error);
      return answer;
    },
  };
}

/** Lines of the process, each given to the oldest who waits: it answers in the order it was asked. */
function answersOf(child: ChildProcess): { next(): Promise<string> } {
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) =>
    waiting.shift()?.resolve(line),
  );
  child.once('close', (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`The Hive parser ended with ${code}.`));
  });
  return { next: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })) };
}
