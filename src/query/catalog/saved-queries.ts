/** The questions as saved queries of Athena. */

import { bind, inlined } from '../question/bind.js';
import { savedAs } from '../question/forms.js';
import { PARAMETER_TYPES } from '../question/parameter-types.js';
import type { Parameter, Question } from '../question/questions.js';
import type { Given } from '../question/values.js';
import { defaultDate, type LakeDate } from '../sql/lake-dates.js';
import type { SavedQuery } from './known.js';

const LONGEST_DESCRIPTION = 1024;

/** Whether a question is one statement of Athena: what keeps tables meanwhile is several. */
export function isSavable({ sql }: Question): boolean {
  return !sql.includes(' AS MATERIALIZED (');
}

/**
 * A question with its defaults, ready to run: the default of `dates` (ascending, at least one) and the one before it
 * stand as literals, as do defaults; what is required shows as an example at the top.
 */
export function savedQueryOf(question: Question, dates: readonly LakeDate[]): SavedQuery {
  const given: Given = Object.fromEntries(
    [...question.parameters, ...question.implied].flatMap((parameter) => defaultOf(parameter, dates)),
  );
  const required = question.parameters.filter((parameter) => parameter.required);
  const replace = required.map(({ name, meaning }) => `-- Replace the example of ${name}: ${meaning}\n`);
  return {
    name: savedAs(question.name),
    description: `${question.question} One row: ${question.grain}`.slice(0, LONGEST_DESCRIPTION),
    sql: replace.join('') + inlined(bind(question, given)),
  };
}

function defaultOf(
  { name, type, choices, default: byDefault, required }: Parameter,
  dates: readonly LakeDate[],
): [string, string][] {
  const newest = defaultDate(dates) as LakeDate;
  const previous = defaultDate(dates.filter(({ date }) => date < newest.date)) ?? newest;
  if (type === 'snapshot' && byDefault === 'previous') return [[name, previous.date]];
  if (type === 'snapshot' && byDefault === 'first') return [[name, (dates[0] as LakeDate).date]];
  if (type === 'snapshot' && byDefault === 'newest') return [[name, newest.date]];
  if (type === 'snapshot' && byDefault === 'uses') return [[name, (dates.at(-1) as LakeDate).date]];
  if (!required) return [];
  return [[name, type === 'choice' ? (choices[0] as string) : PARAMETER_TYPES[type].example]];
}
