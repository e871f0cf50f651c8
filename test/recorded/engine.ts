/** An engine that asks Trino only where its recorded answer does not settle what DuckDB answers. */
import type { Cell, QueryEngine, QueryResult } from '../../src/query/engine/engine.js';
import { type Answer, type Answers, hashOf, linesOf, type Recorded } from './answers.js';

/** Why Trino was asked; `taken`: it was not, for DuckDB answers what Trino answered when it was recorded. */
export type Outcome = 'taken' | 'chosen' | 'unknown' | 'other answer';

export interface Noted extends Recorded {
  readonly key: string;
  readonly sql: string;
  readonly outcome: Outcome;
}

export interface Recording {
  readonly answers: Answers;
  /** Whether to ask although the answer is recorded. */
  readonly isChosen: (key: string) => boolean;
  readonly note: (noted: Noted) => void;
}

interface Statement {
  readonly key: string;
  readonly sql: string;
  /** What DuckDB answers. */
  readonly own: () => Promise<Answer>;
  readonly ask: () => Promise<Asked>;
}

/** What Trino answers, and the most stages of a statement that it ran for it. */
export interface Asked {
  readonly answer: Answer;
  readonly stages: number;
}

/** Trino's answer: that of DuckDB, where Trino gave the same when it was recorded; else Trino is asked. */
export async function answered(recording: Recording, { key, sql, own, ask }: Statement): Promise<Answer> {
  const hash = (answer: Answer) => hashOf(linesOf(answer, isOrdered(sql)));
  const known = recording.answers.get(key);
  const isChosen = recording.isChosen(key);
  if (known !== undefined && !isChosen) {
    const answer = await own().catch(() => undefined); // Trino is to say whether the statement fails
    if (answer !== undefined && hash(answer) === known.answer) {
      recording.note({ key, sql, ...known, outcome: 'taken' });
      return answer;
    }
  }
  const { answer, stages } = await ask();
  const because = isChosen ? 'chosen' : 'other answer';
  recording.note({ key, sql, answer: hash(answer), stages, outcome: known === undefined ? 'unknown' : because });
  return answer;
}

interface Sides {
  readonly recording: Recording;
  readonly keyOf: (sql: string, parameters: readonly Cell[]) => string;
  readonly own: (sql: string, parameters: readonly Cell[]) => Promise<Answer>;
  readonly ask: (sql: string, parameters: readonly Cell[]) => Promise<Asked>;
}

/** Athena, as far as tests compare it with DuckDB. Closing it closes neither side. */
export function recordedEngine({ recording, keyOf, own, ask }: Sides): QueryEngine {
  return {
    name: 'athena',
    query: async (sql, parameters) => {
      const key = keyOf(sql, parameters);
      const sides = { own: () => own(sql, parameters), ask: () => ask(sql, parameters) };
      return asResult(await answered(recording, { key, sql, ...sides }));
    },
    close: async () => {},
  };
}

/** The engine; it answers a statement that was asked before as it did then. */
export function remembering(engine: QueryEngine): QueryEngine {
  const answers = new Map<string, Promise<Answer>>();
  return {
    name: engine.name,
    query: async (sql, parameters) => {
      const key = hashOf(sql, parameters);
      const answer = answers.get(key) ?? answerOf(engine, sql, parameters);
      answers.set(key, answer);
      return asResult(await answer);
    },
    close: () => engine.close(),
  };
}

/** The whole answer, rows in the order of the engine. */
export async function answerOf(engine: QueryEngine, sql: string, parameters: readonly Cell[] = []): Promise<Answer> {
  const { columns, pages } = await engine.query(sql, parameters);
  const rows: (readonly Cell[])[] = [];
  for await (const page of pages) rows.push(...page);
  return { columns, rows };
}

function asResult({ columns, rows }: Answer): QueryResult {
  async function* pages() {
    if (rows.length > 0) yield rows;
  }
  return { columns, pages: pages() };
}

/** Whether the statement as a whole says in which order its rows come; else any order is an answer. */
export function isOrdered(sql: string): boolean {
  const isWrapped = /^\s*SELECT \* FROM \(/i.test(sql);
  let depth = isWrapped ? -1 : 0;
  for (const [token] of sql.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|[()]|\bORDER BY\b/gi)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (depth === 0 && /^ORDER/i.test(token)) return true;
  }
  return false;
}
