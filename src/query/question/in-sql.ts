/** Questions in the SQL of a person: a name after FROM or JOIN that is a question's is its answer with its defaults. */
import { usageError } from '../../model/errors.js';
import type { LakeDate } from '../sql/lake-dates.js';
import { bind, inlined } from './bind.js';
import { withDates } from './dates.js';
import { type Question, readQuestions } from './questions.js';

/** Literals and comments, which name nothing; else the name behind FROM or JOIN. */
const NAMED =
  /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|\b(?<word>(?:FROM|JOIN)\s+)(?:"(?<quoted>[^"]+)"|(?<plain>\w+))(?![\w.(])/gi;

/** What follows a table without an alias. */
const NO_ALIAS =
  /^\s*(?:$|[),;]|(?:where|group|order|limit|offset|fetch|having|join|inner|left|right|full|cross|natural|on|using|union|except|intersect|window|qualify)\b)/i;

/**
 * The statement with each question in its FROM clauses as a subquery, `"removable --by action"` with its form. A view, a table
 * or a common table expression of the statement itself keeps its name. Fails with a usageError for a question that
 * needs a value.
 */
export function withQuestions(sql: string, dates: readonly LakeDate[]): string {
  const named = [...sql.matchAll(NAMED)].filter(({ groups }) => groups?.word !== undefined);
  if (named.length === 0) return sql;
  const questions = new Map(readQuestions().map((question) => [question.asked, question]));
  let text = '';
  let end = 0;
  for (const { 0: whole, index, groups } of named) {
    const name = groups?.quoted ?? groups?.plain ?? '';
    const question = isOfStatement(sql, name) ? undefined : questions.get(name);
    text += sql.slice(end, index);
    end = index + whole.length;
    const alias = NO_ALIAS.test(sql.slice(end)) ? ` AS "${name}"` : '';
    text += question === undefined ? whole : `${groups?.word}(\n${answerOf(question, dates)}\n)${alias}`;
  }
  return text + sql.slice(end);
}

function answerOf(question: Question, dates: readonly LakeDate[]): string {
  const needed = question.parameters.find(({ required }) => required);
  if (needed !== undefined) {
    const flag = `--${needed.name.replaceAll('_', '-')}`;
    throw usageError(
      `Cannot ask the SQL: the question "${question.asked}" in it needs ${flag}.`,
      `Ask it by itself, as in \`query ${question.asked} ${flag} …\`, or read the views.`,
    );
  }
  return inlined(bind(question, withDates(question, {}, dates)));
}

/** Whether a common table expression of the statement has the name. */
function isOfStatement(sql: string, name: string): boolean {
  return new RegExp(`\\b${name.replaceAll(/\W/g, '\\$&')}"?\\s+AS\\s+(?:(?:NOT\\s+)?MATERIALIZED\\s*)?\\(`, 'i').test(
    sql,
  );
}
