/** What each question is asked of the base lake on both engines. */
import { readFileSync } from 'node:fs';
import { withDates } from '../../src/query/question/dates.js';
import type { Question } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import { allParameters } from '../query/lake/all-parameters.js';
import { casesOf, parametersOf } from '../query/lake/cases.js';

/** Three snapshots; the newest has a morning's run, an afternoon's of one account, and a third that was never committed. */
const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
/** A fourth date, on which nothing could be measured. */
const empty = `
[runs]
run_id | snapshot_date
r5     | 2026-05-01
[accounts]
run_id | account_id   | ou_path        | ou_path_names | status | error_code   | error_message
r5     | 222222222222 | r-root/ou-prod | Root/Prod     | failed | AccessDenied | Cannot assume the role
r5     | 333333333333 | r-root/ou-dev  | Root/Dev      | failed | AccessDenied | Cannot assume the role
`;
export const BASE_LAKE = base + empty;
export const BASE_DATES = ['2026-01-01', '2026-04-01', '2026-05-01', '2026-07-01'].map((date) => ({
  date,
  schemaVersion: 1,
  isWhole: true,
}));
const [EMPTY_DATE, NEWEST_DATE] = [2, 3];

export interface Variant {
  readonly name: string;
  readonly given: Given;
}

export interface Variants {
  /** Asked at each landing: the defaults, and of what takes Trino less than a minute the case with the most parameters. */
  readonly first: readonly Variant[];
  /** Asked before a release: as if the empty date were the newest, and all other cases that were written for this lake. */
  readonly others: readonly Variant[];
}

export function variantsOf(question: Question): Variants {
  const examples = casesOf(question.name)
    .filter(({ lake }) => lake.endsWith('/base.txt'))
    .map(({ name, text }) => ({ name, parameters: parametersOf(text) }))
    .sort((a, b) => Object.keys(b.parameters).length - Object.keys(a.parameters).length)
    .map(({ name, parameters }) => ({ name, given: withDates(question, parameters, BASE_DATES) }));
  const chosen = examples.slice(0, judgesLists(question) ? 0 : 1);
  return {
    first: [newestOf(question), ...chosen],
    others: [defaultsAt(question, EMPTY_DATE), ...examples.slice(chosen.length)],
  };
}

/** The defaults at the newest date. */
export function newestOf(question: Question): Variant {
  return defaultsAt(question, NEWEST_DATE);
}

/** Every line of a statement is in one of the two: a section goes with the parameter that it is for. */
export function withNoneAndAll(question: Question): Variant[] {
  return [
    { name: 'no parameters', given: newestOf(question).given },
    { name: 'all parameters', given: allParameters(question, BASE_DATES) },
  ];
}

/** What lists are judged from takes Trino up to a minute, and anew for other values. */
export function judgesLists({ sql }: Question): boolean {
  return sql.includes('judged_lists AS');
}

/** The defaults as if the date at this place were the newest, and of what is required what some case gives. */
function defaultsAt(question: Question, place: number): Variant {
  const [one] = casesOf(question.name);
  const example: Given = one === undefined ? {} : parametersOf(one.text);
  const required = question.parameters
    .filter((parameter) => parameter.required)
    .map(({ name }) => [name, example[name]]);
  const dates = BASE_DATES.slice(0, place + 1);
  return { name: String(dates.at(-1)?.date), given: withDates(question, Object.fromEntries(required), dates) };
}
