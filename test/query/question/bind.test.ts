import { expect, it } from 'vitest';
import type { UserError } from '../../../src/model/errors.js';
import { bind, inlined } from '../../../src/query/question/bind.js';
import { type Parameter, type Question, readQuestions } from '../../../src/query/question/questions.js';

const parameter = (name: string, change: Partial<Parameter> = {}): Parameter => ({
  name,
  type: 'string',
  choices: [],
  list: false,
  required: false,
  default: null,
  meaning: 'something',
  ...change,
});

const question = (sql: string, ...parameters: Parameter[]): Question => ({
  name: 'q',
  asked: 'q',
  form: { question: 'q', selector: null, value: null },
  selectedBy: {},
  question: '?',
  topic: 'lake',
  grain: 'a row',
  limits: 'none',
  first: [],
  next: null,
  claims: [],
  leftOut: [],
  gap: null,
  isStored: false,
  filters: [],
  implied: [],
  readsFacts: false,
  readsModels: false,
  sql,
  parameters,
});

function refusal(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    return error as UserError;
  }
  throw new Error('It was taken');
}

it('binds each place where a parameter stands, in order', () => {
  const q = question('SELECT :a, :b FROM t WHERE x = :a', parameter('a'), parameter('b', { type: 'integer' }));
  expect(bind(q, { a: "x'; DROP", b: '7' })).toEqual({
    sql: 'SELECT ?, ? FROM t WHERE x = ?',
    parameters: ["x'; DROP", 7, "x'; DROP"],
  });
});

it('makes a list as many places as it has values', () => {
  const q = question('x IN (:a)', parameter('a', { list: true }));
  expect(bind(q, { a: 'p, q' })).toEqual({ sql: 'x IN (?, ?)', parameters: ['p', 'q'] });
  expect(bind(q, { a: ['p', 'q', 'r', 'q'] }).parameters).toEqual(['p', 'q', 'r']);
});

it('makes an equality of a list of one, which engines carry over to joined tables', () => {
  const q = question('x IN (:a) AND y NOT IN (:a)', parameter('a', { list: true }));
  expect(bind(q, { a: 'p,p' })).toEqual({ sql: 'x = ? AND y NOT IN (?)', parameters: ['p', 'p'] });
});

it('takes a comma of a name as such where it is written so', () => {
  const q = question('x IN (:a)', parameter('a', { list: true }));
  expect(bind(q, { a: 'a\\,b, c' }).parameters).toEqual(['a,b', 'c']);
  expect(bind(q, { a: ['a\\,b', 'c,d'] }).parameters).toEqual(['a,b', 'c', 'd']);
});

it('splits no list of accounts, OUs or principals, whose names hold commas', () => {
  for (const type of ['account', 'ou', 'arn'] as const) {
    const q = question('x IN (:a)', parameter('a', { list: true, type }));
    expect(bind(q, { a: ['a, b', 'c\\,d'] }).parameters).toEqual(['a, b', 'c\\,d']);
  }
});

it('leaves out a marked line of a parameter that is not given, and takes a default', () => {
  const q = question(
    'SELECT 1\nWHERE a\n  AND x IN (:a) -- if given\n  -- if given\n  AND z IN (:a)\n  AND y >= :b',
    parameter('a'),
    parameter('b', { default: '90', type: 'integer' }),
  );
  expect(bind(q, {})).toEqual({ sql: 'SELECT 1\nWHERE a\n  AND y >= ?', parameters: [90] });
  const given = 'SELECT 1\nWHERE a\n  AND x = ?\n  AND z = ?\n  AND y >= ?';
  expect(bind(q, { a: 'v' })).toEqual({ sql: given, parameters: ['v', 'v', 90] });
});

it('refuses to leave out a line that is not marked: it would ask for more than was asked', () => {
  const optional = question('SELECT 1 WHERE a IN (:a)', parameter('a'));
  expect(() => bind(optional, {})).toThrow(/No value for :a in a line that does not end in "-- if given"/);
  const undeclared = question('-- if given\nSELECT 1\nWHERE a IN (:a)', parameter('b'));
  expect(() => bind(undeclared, {})).toThrow(/No value for :a/);
});

it('sees no parameter in text and comments', () => {
  const q = question("SELECT ':a', 'it''s :a' -- :a\n, :a", parameter('a'));
  expect(bind(q, { a: 'v' })).toEqual({ sql: "SELECT ':a', 'it''s :a' -- :a\n, ?", parameters: ['v'] });
});

it('takes parts of ARNs, actions and tags', () => {
  const q = question(
    ':p.account :a.service :a.name :t.pattern :t.escapedpattern',
    parameter('p', { type: 'arn' }),
    parameter('a', { type: 'action' }),
    parameter('t', { type: 'tag' }),
  );
  const given = { p: 'arn:aws:iam::111122223333:role/x/y', a: 's3:GetObject', t: 'own"er=a.b=🚀' };
  const [pattern, escaped] = ['"own\\\\"er":"a\\.b=🚀"', '"own\\\\"er":"a\\.b=\\\\uD83D\\\\uDE80"'];
  expect(bind(q, given).parameters).toEqual(['111122223333', 's3', 'GetObject', pattern, escaped]);
  expect(bind(q, { ...given, t: 'owner' }).parameters.at(-1)).toBe('"owner":');
});

it.each([
  [{ type: 'integer' }, '1.5', 'not a whole number'],
  [{ type: 'integer' }, '-1', 'not a whole number'],
  [{ type: 'integer' }, '99999999999', 'greater than 999999999'],
  [{ type: 'arn' }, 'arn:aws:iam::1:group/alice', 'not the ARN of a user or role'],
  [{ type: 'action' }, 'GetObject', 'not an action, which is written service:Action'],
  [{ type: 'snapshot' }, 'yesterday', 'not a date, which is written yyyy-MM-dd'],
  [{ type: 'choice', choices: ['x', 'y'] }, 'z', 'not one of x, y'],
  [{}, '', 'empty'],
  [{}, 'a\u001b[2J', 'it holds a control character'],
  [{}, 'x'.repeat(1025), 'longer than 1024 characters'],
] as const)('refuses what a parameter does not take: %j %j', (change, value, reason) => {
  const q = question('SELECT :a_b', parameter('a_b', change as Partial<Parameter>));
  const { message, hint, exit } = refusal(() => bind(q, { a_b: value }));
  const shown = value.length > 200 ? `${value.slice(0, 199)}…` : value;
  expect(message).toBe(`Cannot use --a-b ${JSON.stringify(shown).replace('\\u001b', '\u001b')} for q: ${reason}.`);
  expect(hint).toMatch(/^It takes .*: something\.$/);
  expect(exit).toBe('usage');
});

it('refuses a parameter that is missing, unknown, or given twice', () => {
  const q = question('SELECT :account_id', parameter('account_id', { required: true }));
  expect(refusal(() => bind(q, {})).message).toBe('Cannot ask q: --account-id is missing.');
  expect(refusal(() => bind(q, { acount_id: 'x' })).hint).toBe('Did you mean --account-id?');
  expect(bind(q, { account_id: 'x', zzz: undefined }).parameters).toEqual(['x']);
  expect(refusal(() => bind(q, { zzz: 'x' })).hint).toBe('It takes --account-id.');
  expect(refusal(() => bind(q, { account_id: ['x', 'y'] })).message).toContain('it takes one value');
});

it('shows values as literals that stand for themselves', () => {
  expect(inlined({ sql: "SELECT '?', ? -- ?\n, ?", parameters: ["it's ?", 5] })).toBe(
    "SELECT '?', 'it''s ?' -- ?\n, 5",
  );
});

it('reads questions whose headers are whole', () => {
  const questions = readQuestions();
  expect(questions.length).toBeGreaterThanOrEqual(25);
  for (const { question, grain, limits, sql, parameters, implied } of questions) {
    expect(question).toMatch(/\?( \(.*\))?$/);
    expect(grain.length * limits.length).toBeGreaterThan(0);
    const declared = new Set([...parameters, ...implied].map(({ name }) => name));
    const code = sql.replaceAll(/'[^']*'|--[^\n]*/g, '');
    const used = new Set([...code.matchAll(/:([a-z_]+)/g)].map(([, name]) => name));
    expect(used).toEqual(declared);
  }
});
