/** The values of a question's parameters as people give them, checked and turned into cells. */
import { usageError } from '../../model/errors.js';
import { quoted } from '../../model/escape.js';
import { nearest } from '../../tools/nearest.js';
import type { Cell } from '../engine/engine.js';
import { declarationOf, isPattern, PARAMETER_TYPES } from './parameter-types.js';
import type { Parameter, Question } from './questions.js';

/** A list may come as one text with commas, unless its type is repeated; a comma of a value itself is written `\,`. */
export type Given = Readonly<Record<string, string | number | readonly (string | number)[] | undefined>>;

/** Longest value that Athena binds, in characters. */
const LONGEST = 1024;

/**
 * The cells of each parameter that has a value, defaults included; throws a usageError. `others`: names beside the
 * parameters that a person may have meant.
 */
export function readGiven(question: Question, given: Given, others: readonly string[] = []): Map<string, Cell[]> {
  const parameters = [...question.parameters, ...question.implied];
  for (const [name, value] of Object.entries(given)) {
    const isKnown = parameters.some((parameter) => parameter.name === name);
    if (value !== undefined && !isKnown) throw unknownParameter(name, question, others);
  }
  const cells = new Map<string, Cell[]>();
  for (const parameter of parameters) {
    const value = given[parameter.name] ?? parameter.default ?? undefined;
    if (value !== undefined) cells.set(parameter.name, cellsOf(parameter, value, question));
    else if (parameter.required) throw missing(parameter, question);
  }
  return cells;
}

function cellsOf(parameter: Parameter, value: NonNullable<Given[string]>, question: Question): Cell[] {
  const texts = typeof value === 'object' ? value.map(String) : [String(value)];
  const isSplit = parameter.list && declarationOf(parameter.type).isRepeated === undefined;
  const all = isSplit ? texts.flatMap(itemsOf) : texts;
  if (!parameter.list && all.length > 1) throw refused(parameter, all.join(','), 'it takes one value', question);
  return all.map((text) => cellOf(parameter, text, question));
}

/** IAM's names may hold commas, but no backslash. */
function itemsOf(text: string): string[] {
  return text.split(/(?<!\\),/).map((item) => item.trim().replaceAll('\\,', ','));
}

function cellOf(parameter: Parameter, text: string, question: Question): Cell {
  const reason = reasonAgainst(parameter, text);
  if (reason) throw refused(parameter, text, reason, question);
  return declarationOf(parameter.type).isNumber ? Number(text) : spelled(parameter, text);
}

function spelled({ type, choices }: Parameter, text: string): string {
  const { spelled: asWritten } = declarationOf(type);
  return asWritten?.(text) ?? (type === 'choice' ? choiceOf(choices, text) : undefined) ?? text;
}

function choiceOf(choices: readonly string[], text: string): string | undefined {
  return choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
}

/** Why a text cannot be taken, as the end of a sentence. */
function reasonAgainst({ type, choices }: Parameter, text: string): string | undefined {
  if (text === '') return 'empty';
  if (text.length > LONGEST) return `longer than ${LONGEST} characters`;
  if (/\p{Cc}/u.test(text)) return 'it holds a control character';
  const { wildcards, refusal } = declarationOf(type);
  if (isPattern(text) && wildcards === undefined) return 'it takes no wildcards';
  if (type === 'choice' && choiceOf(choices, text) === undefined) return `not one of ${choices.join(', ')}`;
  return refusal?.(text);
}

function refused(parameter: Parameter, text: string, reason: string, question: Question): Error {
  return usageError(
    `Cannot use ${flagOf(parameter.name)} ${quoted(text)} for ${question.asked}: ${reason}.`,
    `It takes ${takes(parameter)}: ${parameter.meaning}.`,
  );
}

function missing(parameter: Parameter, question: Question): Error {
  return usageError(
    `Cannot ask ${question.asked}: ${flagOf(parameter.name)} is missing.`,
    `It takes ${takes(parameter)}: ${parameter.meaning}.`,
  );
}

function unknownParameter(name: string, question: Question, others: readonly string[]): Error {
  const names = question.parameters.map((parameter) => parameter.name);
  const [near] = nearest(name, [...names, ...others]);
  return usageError(
    `Cannot use ${flagOf(name)} for ${question.asked}: it has no such parameter.`,
    near ? `Did you mean ${flagOf(near)}?` : `It takes ${names.map(flagOf).join(', ') || 'no parameters'}.`,
  );
}

/** How a parameter is given on the command line: `--owner-tag`. */
export function flagOf(parameter: string): string {
  return `--${parameter.replaceAll('_', '-')}`;
}

/** What a parameter takes, in words. */
export function takes({ type, choices, list }: Parameter): string {
  const kind = type === 'choice' ? choices.join(' or ') : PARAMETER_TYPES[type].takes;
  const { holdsCommas, isRepeated } = declarationOf(type);
  if (isRepeated) return list ? `${kind}; repeatable` : kind;
  const comma = holdsCommas ? ' (one within a name: \\,)' : '';
  return list ? `${kind}, or several separated by commas${comma}` : kind;
}
