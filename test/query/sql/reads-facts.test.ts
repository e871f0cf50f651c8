/** What reads grants and uses of principals, by whichever view, refuses a run that lacks them. */
import { expect, it } from 'vitest';
import { readQuestions } from '../../../src/query/question/questions.js';
import { readSqlFiles } from '../../../src/query/sql/sql-files.js';

const FACTS = ['snapshot_principal_grants', 'known_principal_grants', 'known_principal_uses'];
const views = readSqlFiles('views/').map(({ name, text }) => ({ name, words: wordsOf(text) }));

function wordsOf(sql: string): ReadonlySet<string> {
  return new Set(sql.replaceAll(/--.*/g, '').match(/\w+/g));
}

function viewsReadBy(words: ReadonlySet<string>, found = new Set<string>()): Set<string> {
  for (const view of views) {
    if (!words.has(view.name) || found.has(view.name)) continue;
    found.add(view.name);
    viewsReadBy(view.words, found);
  }
  return found;
}

it.each(readQuestions())('$name', ({ sql, readsFacts }) => {
  const read = viewsReadBy(wordsOf(sql));
  expect(readsFacts).toBe(FACTS.some((view) => read.has(view)));
});
