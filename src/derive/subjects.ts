/** The table of subjects: the answers of the questions about permission sets and OUs of a date, by service and by action. */

import type { Row } from '../model/schema.js';
import { derivedSubjects, SUBJECT_QUESTIONS } from '../model/tables/derived-subjects.js';
import type { Cell, QueryEngine, ResultColumn } from '../query/engine.js';
import type { LakeDate } from '../query/lake-dates.js';
import { bindCells } from '../query/question/bind.js';
import { withDates } from '../query/question/dates.js';
import { bindLeftOut } from '../query/question/left-out.js';
import { type Question, readNamedQuestions } from '../query/question/questions.js';
import { subjectsJudgedBy } from '../query/question/stored.js';
import { readGiven } from '../query/question/values.js';
import type { Making } from './making.js';
import { plainRow } from './plain-row.js';

export type SubjectRow = Row<typeof derivedSubjects>;

/** What a row says; the rest of its columns is null. */
type Said = Pick<SubjectRow, 'question'> & Partial<SubjectRow>;

const NOTHING = Object.fromEntries(Object.keys(derivedSubjects.columns).map((name) => [name, null]));

/** As the pages of the answers come: memory is one page. */
export async function* subjectsOf(
  engine: QueryEngine,
  dates: readonly LakeDate[],
  making: Making,
): AsyncGenerator<readonly SubjectRow[], void, void> {
  const made = { ...NOTHING, made_of: making.madeOf, judged_by: subjectsJudgedBy(making.date) };
  for (const question of readNamedQuestions(SUBJECT_QUESTIONS)) {
    for await (const rows of answerOf(engine, question, dates, making)) {
      yield rows.map((row) => ({ ...made, ...row }) as SubjectRow);
    }
  }
}

async function* answerOf(
  engine: QueryEngine,
  question: Question,
  dates: readonly LakeDate[],
  { date, usesUntil, signal }: Making,
): AsyncGenerator<readonly Said[], void, void> {
  const name = question.name as SubjectRow['question'];
  const cells = readGiven(question, withDates(question, { snapshot_date: date, uses_until: usesUntil }, dates));
  const { sql, parameters } = bindCells(question, cells);
  const { columns, pages } = await engine.query(sql, parameters, { signal });
  let rank = 0;
  for await (const page of pages) {
    yield page.map((row) => ({ ...saidBy(columns, row), question: name, question_rank: ++rank }));
  }
  for (const counted of bindLeftOut(question, cells)) {
    const leftOut = await engine.query(counted.sql, counted.parameters, { signal });
    for await (const page of leftOut.pages) {
      yield page.map(([reason, rows]) => ({ question: name, withheld: String(reason), left_out: Number(rows) }));
    }
  }
  yield [{ question: name }];
}

function saidBy(columns: readonly ResultColumn[], cells: readonly Cell[]): Partial<SubjectRow> {
  const row = plainRow(columns, cells);
  const usedAt = row.last_known_access_at ?? null;
  return { ...row, last_known_access_at: usedAt === null ? null : timeOf(String(usedAt)) };
}

/** ms since 1970 in UTC. What is no date, such as `infinity`, is a use all the same: the last that can be written. */
function timeOf(text: string): number {
  const at = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? LAST_MS : at;
}

/** 9999-12-31 23:59:59.999, the last that Trino shows. */
const LAST_MS = 253_402_300_799_999;
