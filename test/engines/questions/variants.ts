/** What each question is asked of the base lake on both engines. */
import { readFileSync } from 'node:fs';
import { withDates } from '../../../src/query/question/dates.js';
import { type Question, readQuestions } from '../../../src/query/question/questions.js';
import type { Given } from '../../../src/query/question/values.js';
import { allParameters } from '../../query/lake/all-parameters.js';
import { casesOf, parametersOf } from '../../query/lake/cases.js';

/** Three snapshots; the newest has a morning's run, an afternoon's of one account, and a third that was never committed. */
const base = readFileSync(new URL('../../query/questions/base.txt', import.meta.url), 'utf8');
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
  /**
   * Asked at each landing: the defaults, what two owners have, for who owns what is worked out beside all else, and the case
   * that asks for a parameter on behalf of all questions (`ASKED`).
   */
  readonly first: readonly Variant[];
  /** Asked before a release: as if the empty date were the newest, and all other cases that were written for this lake. */
  readonly others: readonly Variant[];
}

/** Cases of this lake, those with the most parameters first. */
function examplesOf(question: Question) {
  return casesOf(question.name)
    .filter(({ lake }) => lake.endsWith('/base.txt'))
    .map(({ name, text }) => ({ name, parameters: parametersOf(text) as Given }))
    .sort((a, b) => Object.keys(b.parameters).length - Object.keys(a.parameters).length);
}

/** What a case gives: a parameter means the same in all questions, and each choice has SQL of its own. */
function givenBy(question: Question, parameters: Given): string[] {
  return Object.entries(parameters).map(([name, value]) => {
    const isChoice = question.parameters.some((parameter) => parameter.name === name && parameter.type === 'choice');
    return isChoice ? `${name} ${value}` : name;
  });
}

/**
 * Names of cases, with their question: each gives something that neither a case before it gives nor the defaults, and
 * all of it is given. Short statements first, which Trino plans soonest.
 */
const ASKED: ReadonlySet<string> = new Set(givingAll());

function givingAll(): string[] {
  const known = new Set(readQuestions().flatMap(requiredOf));
  return readQuestions()
    .filter((question) => !judgesLists(question))
    .toSorted((a, b) => a.sql.length - b.sql.length)
    .flatMap((question) => examplesOf(question).map(({ name, parameters }) => ({ question, name, parameters })))
    .filter(({ question, parameters }) => {
      const before = known.size;
      for (const each of givenBy(question, parameters)) known.add(each);
      return known.size > before;
    })
    .map(({ question, name }) => `${question.name} ${name}`);
}

export function variantsOf(question: Question): Variants {
  const examples = examplesOf(question).map(({ name, parameters }) => ({
    name,
    given: withDates(question, parameters, BASE_DATES),
  }));
  const isAsked = ({ name }: Variant): boolean => ASKED.has(`${question.name} ${name}`);
  return {
    first: [newestOf(question), ...ownedOf(question), ...examples.filter(isAsked)],
    others: [defaultsAt(question, EMPTY_DATE), ...examples.filter((example) => !isAsked(example))],
  };
}

/** The defaults at the newest date. */
export function newestOf(question: Question): Variant {
  return defaultsAt(question, NEWEST_DATE);
}

function ownedOf(question: Question): Variant[] {
  const { name, given } = newestOf(question);
  const hasOwner = question.parameters.some((parameter) => parameter.name === 'owner');
  if (!hasOwner || judgesLists(question)) return [];
  return [{ name: `${name}, of two owners`, given: { ...given, owner: ['shop', 'platform'], owner_tag: ['owner'] } }];
}

/** With the defaults, that is every line of a statement: a section goes with the parameter that it is for. */
export function withAll(question: Question): Given {
  return allParameters(question, BASE_DATES);
}

/** What lists are judged from takes Trino up to a minute, and anew for other values. */
function judgesLists({ sql }: Question): boolean {
  return sql.includes('judged_lists AS');
}

function requiredOf({ parameters }: Question): string[] {
  return parameters.filter(({ required }) => required).map(({ name }) => name);
}

/** The defaults as if the date at this place were the newest, and of what is required what some case gives. */
function defaultsAt(question: Question, place: number): Variant {
  const [one] = casesOf(question.name);
  const example: Given = one === undefined ? {} : parametersOf(one.text);
  const required = requiredOf(question).map((name) => [name, example[name]]);
  const dates = BASE_DATES.slice(0, place + 1);
  return { name: String(dates.at(-1)?.date), given: withDates(question, Object.fromEntries(required), dates) };
}
