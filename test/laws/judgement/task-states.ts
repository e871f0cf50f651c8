/** What became of tasks, by the statement that derives the worklist; and the worklists of both snapshots. */
import { bind } from '../../../src/query/question/bind.js';
import { snapshotDates, withDates } from '../../../src/query/question/dates.js';
import { readDerivation } from '../../../src/query/question/questions.js';
import { type AnswerRow, answerOf, rowsOf } from '../claims.js';
import type { MemoryEngine } from '../memory-engine.js';

const derivation = readDerivation('task_states');

export async function taskStates(engine: MemoryEngine, earlier: string, later: string): Promise<AnswerRow[]> {
  const dates = await snapshotDates(engine);
  const given = { snapshot_date: later, uses_until: later, earlier_date: earlier };
  const all = withDates(derivation, given, dates);
  const { sql, parameters } = bind(derivation, all);
  const rows = await rowsOf(await engine.query(sql, parameters));
  return rows.filter(({ task_state }) => task_state !== null);
}

/** What the question lists that takes something away, in its order. */
export async function tasksOf(engine: MemoryEngine, snapshot_date: string): Promise<AnswerRow[]> {
  const rows = await answerOf(engine, 'worklist', { snapshot_date });
  return rows.filter(({ step }) => step === 'DELETE' || step === 'NARROW');
}
