/** The table of parameter types: nothing in it is of no use, and nothing that it names is missing. */
import { expect, test } from 'vitest';
import {
  FLAGS,
  PARAMETER_TYPES,
  type ParameterType,
  type TypeDeclaration,
} from '../../../src/query/question/parameter-types.js';
import { type Parameter, type Question, readQuestions } from '../../../src/query/question/questions.js';
import { readGiven, takes } from '../../../src/query/question/values.js';
import { readSqlFiles } from '../../../src/query/sql/sql-files.js';

const declared = Object.entries(PARAMETER_TYPES) as [Exclude<ParameterType, 'choice'>, TypeDeclaration][];

const parameterOf = (type: ParameterType): Parameter => ({
  name: 'p',
  type,
  choices: [],
  list: true,
  required: true,
  default: null,
  meaning: '',
});

const taken = (type: ParameterType, given: string) =>
  readGiven({ name: 'q', parameters: [parameterOf(type)], implied: [] } as unknown as Question, { p: given }).get('p');

test.each(declared)('%s takes its example, and says what it takes', (type, { example, isNumber }) => {
  expect(taken(type, example)).toEqual([isNumber ? Number(example) : example]);
  expect(takes(parameterOf(type))).toMatch(/^\S.*(, or several|; repeatable$)/);
});

test('every file of queries/known is of a type, and every file of a type is there', () => {
  const named = declared.flatMap(([, { known }]) => [
    ...(known?.sources.map(({ file }) => file) ?? []),
    ...(known?.all ?? []),
    ...(known?.aliases === undefined ? [] : [known.aliases]),
  ]);
  expect([...new Set(named)].sort()).toEqual(readSqlFiles('known/').map(({ name }) => name));
});

test('what lists the names of a type is a question', () => {
  const questions = readQuestions().map(({ name }) => name);
  for (const [, { known }] of declared) if (known) expect(questions).toContain(known.list);
});

test('only what is looked up takes wildcards for names, and it says where all names are', () => {
  for (const [type, { wildcards, known }] of declared) {
    expect([type, known?.all !== undefined]).toEqual([type, wildcards === 'pattern']);
  }
});

test('every type is one that a question has', () => {
  const used = new Set(
    readQuestions().flatMap(({ parameters, implied }) => [...parameters, ...implied].map(({ type }) => type)),
  );
  for (const [type] of declared) expect(used).toContain(type);
});

test('the command line knows each parameter that takes no value, and no other', () => {
  const flags = readQuestions().flatMap(({ parameters }) => parameters.filter(({ type }) => type === 'flag'));
  expect(new Set(flags.map(({ name }) => name))).toEqual(FLAGS);
});
