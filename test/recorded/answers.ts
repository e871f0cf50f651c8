/** What Trino answered, as answers.tsv has it, and which of it a run asks again. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Cell, ResultColumn } from '../../src/query/engine/engine.js';
import { sha256Of } from '../../src/tools/sha256.js';

/** `changed`: what was not recorded, and a sample. `record` asks everything too, and writes answers.tsv. */
export type Asking = 'changed' | 'all' | 'record';

/** A statement as it was answered. */
export interface Recorded {
  /** Hash of the answer. */
  readonly answer: string;
  /** The most stages of a statement that Trino ran for it. */
  readonly stages: number;
}

export type Answers = ReadonlyMap<string, Recorded>;

export interface Answer {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A commit asks Trino this share of what is recorded and did not change. */
const SAMPLED_ONE_IN = 100;

const FILE = new URL('answers.tsv', import.meta.url);

/** Chosen by ASK_TRINO. */
export function askingOf({ ASK_TRINO = 'changed' }: NodeJS.ProcessEnv): Asking {
  if (ASK_TRINO === 'changed' || ASK_TRINO === 'all' || ASK_TRINO === 'record') return ASK_TRINO;
  throw new Error(`ASK_TRINO is "${ASK_TRINO}": it may be changed, all or record`);
}

export function readAnswers(): Answers {
  const lines = readFileSync(FILE, 'utf8').trim().split('\n').slice(1);
  return new Map(
    lines.map((line) => {
      const [key = '', answer = '', stages] = line.split('\t');
      return [key, { answer, stages: Number(stages) }];
    }),
  );
}

export function writeAnswers(answers: Answers): void {
  const lines = [...answers].map(([key, { answer, stages }]) => `${key}\t${answer}\t${stages}\n`);
  writeFileSync(FILE, `key\tanswer\tstages\n${lines.sort().join('')}`);
}

/** Whether a key is in the sample, which differs from commit to commit. */
export function isSampled(commit: string, key: string): boolean {
  return Number.parseInt(hashOf(commit, key).slice(0, 8), 16) % SAMPLED_ONE_IN === 0;
}

/** Id of the commit that is checked out; of no commit where there is no git. */
export function commitId(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'no commit';
  }
}

/** The columns, then a line a row. */
export function linesOf({ columns, rows }: Answer, ordered: boolean): string[] {
  const lines = rows.map((row) => asJson(row));
  return [asJson(columns), ...(ordered ? lines : lines.sort())];
}

/** Of 128 bits. */
export function hashOf(...parts: readonly unknown[]): string {
  return sha256Of(asJson(parts)).slice(0, 32);
}

function asJson(value: unknown): string {
  return JSON.stringify(value, (_, cell) => (typeof cell === 'bigint' ? `${cell}n` : cell));
}
