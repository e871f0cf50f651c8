/** The questions as saved queries of Athena. */
import { bind, inlined } from './bind.js';
import type { SavedQuery } from './catalog-known.js';
import type { Parameter, Question } from './questions.js';
import type { Given } from './values.js';

/** Stands for the principal of a question about one, for a person to replace. */
const EXAMPLE_ARN = 'arn:aws:iam::111122223333:role/EXAMPLE';
const longestDescription = 1024;

/**
 * A question with its defaults, ready to run: the newest of `dates` (ascending, at least one) and the one before it
 * stand as literals, as do defaults; what is required shows as an example at the top.
 */
export function savedQueryOf(question: Question, dates: readonly string[]): SavedQuery {
  const given: Given = Object.fromEntries(question.parameters.flatMap((parameter) => defaultOf(parameter, dates)));
  const required = question.parameters.filter((parameter) => parameter.required);
  const replace = required.map(({ name, meaning }) => `-- Replace the example of ${name}: ${meaning}\n`);
  return {
    name: `access-lake ${question.name}`,
    description: `${question.question} One row: ${question.grain}`.slice(0, longestDescription),
    sql: replace.join('') + inlined(bind(question, given)),
  };
}

function defaultOf(
  { name, type, default: byDefault, required }: Parameter,
  dates: readonly string[],
): [string, string][] {
  if (type === 'snapshot' && byDefault === 'previous') return [[name, dates.at(-2) ?? (dates.at(-1) as string)]];
  if (type === 'snapshot' && byDefault === 'newest') return [[name, dates.at(-1) as string]];
  if (!required) return [];
  return [[name, type === 'arn' ? EXAMPLE_ARN : type === 'integer' ? '0' : 'example']];
}
