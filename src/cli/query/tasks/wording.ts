/** Answers about tasks, with the sentence of each beside its code. */
import { TASK_DAYS, taskSentence } from '../../../model/judgement/task-sentence.js';
import type { Cell, QueryEngine, QueryResult } from '../../../query/engine/engine.js';
import type { Question } from '../../../query/question/questions.js';
import type { Given } from '../../../query/question/values.js';

const CODE = 'task_code';

interface Asked {
  readonly question: Question;
  readonly given: Given;
}

/** The engine, whose rows of tasks gain the column `task` before their `task_code`; of another question as it is. */
export function wording(engine: QueryEngine, asked: Asked | undefined): QueryEngine {
  if (!asked?.question.first.includes('task')) return engine;
  const days = Number(asked.given.days ?? TASK_DAYS);
  const { writeCsv: _csv, lines: _lines, ...rowByRow } = engine;
  return {
    ...rowByRow,
    query: async (sql, parameters, options) => worded(await engine.query(sql, parameters, options), days),
  };
}

/** An answer about tasks with the column `task`; another answer as it is. */
export function worded(answer: QueryResult, days: number): QueryResult {
  const { columns, pages } = answer;
  const at = columns.findIndex(({ name }) => name === CODE);
  if (at === -1) return answer;
  const places = new Map(columns.map(({ name }, place) => [name, place]));
  const withTask = (row: readonly Cell[]): readonly Cell[] => {
    const sentence = taskSentence((column) => row[places.get(column) ?? -1], days);
    return [...row.slice(0, at), sentence, ...row.slice(at)];
  };
  return {
    columns: [...columns.slice(0, at), { name: 'task', type: 'varchar' }, ...columns.slice(at)],
    pages: (async function* () {
      for await (const page of pages) yield page.map(withTask);
    })(),
  };
}
