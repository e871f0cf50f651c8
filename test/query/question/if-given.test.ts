/** Every name in the text of a question is declared, and every line that may go says so. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readHeader } from '../../../src/query/question/header.js';
import { namesIn } from '../../../src/query/question/if-given.js';
import {
  type Question,
  questionOf,
  readDerivation,
  readDigestStatement,
  readQuestions,
  readReportStatement,
} from '../../../src/query/question/questions.js';
import { readSql, readSqlFiles } from '../../../src/query/sql/sql-files.js';

const headed = (folder: Parameters<typeof readSqlFiles>[0]) =>
  readSqlFiles(folder).flatMap(({ name, text }) => (text.startsWith('-- question:') ? [name] : []));

const all: Question[] = [
  ...readQuestions(),
  ...headed('derived/').map((name) => readDerivation(name)),
  ...headed('digest/').map((name) => readDigestStatement(name)),
  ...headed('report/').map((name) => readReportStatement(name)),
];

/** Keys of statements that are no questions. */
const KEYS_OF_OTHERS = ['with-both', 'among'];

const MARKED = /-- if given(?=\n|$)/;

/** Lines that name one of these and have no mark. */
function unmarkedOf(sql: string, names: ReadonlySet<string>): string[] {
  const lines = sql.split('\n');
  return lines.filter(
    (line, at) =>
      namesIn(line).some((name) => names.has(name)) && !MARKED.test(line) && !MARKED.test(lines[at - 1]?.trim() ?? ''),
  );
}

describe.each(all)('$name', ({ parameters, implied, sql, leftOut, gap }) => {
  const texts = [sql, ...leftOut.map((each) => each.sql), ...(gap === null ? [] : [gap.sql])];

  test('names what its header declares', () => {
    const declared = [...parameters, ...implied].map(({ name }) => name);
    for (const text of texts)
      expect([...new Set(namesIn(text))].filter((name) => !declared.includes(name))).toEqual([]);
  });

  test('marks each line of what need not be given', () => {
    const optional = parameters.filter((each) => !each.required && each.default === null);
    for (const text of texts) expect(unmarkedOf(text, new Set(optional.map(({ name }) => name)))).toEqual([]);
  });
});

test('docs/queries.md has each key of a header, and examples as they stand', () => {
  const document = readFileSync(new URL('../../../docs/queries.md', import.meta.url), 'utf8');
  const told = [...document.matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|/gm)].flatMap(([, keys]) =>
    String(keys).replaceAll('`', '').split(', '),
  );
  const used = readSqlFiles('').flatMap(({ text }) => [...readHeader(text).header.keys()]);
  expect([...new Set(told)].sort()).toEqual([...new Set([...used, ...KEYS_OF_OTHERS])].sort());
  for (const [folder, name] of [
    ['', 'users_of'],
    ['models/', '17_known_users'],
  ] as const) {
    const [first = ''] = readSql(folder, name).split('\n');
    expect(document).toContain(`${first}\n`);
  }
});

test('a fragment that names what a question does not declare is an error, not a condition less', () => {
  const header = ['question: ?', 'topic: lake', 'grain: a row', 'limits: none'].map((line) => `-- ${line}`).join('\n');
  expect(() => questionOf('q', `${header}\n-- with: administrative\nSELECT 1 FROM administrative`)).toThrow(
    /No value for :\w+ in a line/,
  );
});
