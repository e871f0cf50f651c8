/** What a run asked Trino: one line at its end, and answers.tsv where it records. */
import { existsSync, readFileSync } from 'node:fs';
import { type Asking, writeAnswers } from './answers.js';
import type { Noted, Outcome } from './engine.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A file; a line in it is what was noted of a statement. */
    trinoNotes: string;
  }
}

/** There are no notes where nothing was compared. Nothing is recorded where a test failed. */
export function report(notes: string, asking: Asking, hasFailed: boolean): void {
  if (!existsSync(notes)) return;
  const lines = readFileSync(notes, 'utf8').trim().split('\n');
  const noted = lines.map((line) => JSON.parse(line) as Noted);
  const outcomes = new Map(noted.map(({ key, outcome }) => [key, outcome]));
  if (asking === 'changed') console.log(summary([...outcomes.values()]));
  if (asking !== 'record') return;
  if (hasFailed) throw new Error('Trino: nothing is recorded, for a test failed');
  writeAnswers(new Map(noted.map(({ key, ...recorded }) => [key, recorded])));
}

/** Such as "Trino: 200 statements as recorded, 20 asked as a sample". */
export function summary(outcomes: readonly Outcome[]): string {
  const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  const [unknown, other] = [count('unknown'), count('other answer')];
  return [
    `Trino: ${count('taken')} statements as recorded, ${count('chosen')} asked as a sample`,
    ...(unknown === 0 ? [] : [`${unknown} asked: not in answers.tsv; npm run renew trino records them`]),
    ...(other === 0 ? [] : [`${other} asked: DuckDB answers otherwise than recorded`]),
  ].join('\n');
}
