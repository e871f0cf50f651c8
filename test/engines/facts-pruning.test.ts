/**
 * A question of 90 days over a lake of 20 dates reads the facts of its window, and the action rows of its date alone. Those
 * that judge lists of actions are asked by test/release/facts-pruning.test.ts: each takes Trino a minute.
 */
import { expect, test } from 'vitest';
import type { Question } from '../../src/query/question/questions.js';
import { dates, factsLakes, from, newest, OF_DAYS } from './facts-lakes.js';
import { judgesLists } from './variants.js';

const USES = `SELECT account_id, principal_id, service_namespace, action_name, max(last_accessed_at) AS used_at
  FROM known_action_uses WHERE snapshot_date BETWEEN '${from}' AND '${newest}' GROUP BY 1, 2, 3, 4`;
const ROWS = `SELECT account_id, principal_id, service_namespace, action_name, last_accessed_at
  FROM measured_actions WHERE snapshot_date = '${newest}'`;

/** Those that read a view of facts which none before them reads; test/query/reads.json has of every question what it reads. */
function readingMore(questions: readonly Question[]): Question[] {
  const read = new Set<string>();
  return questions.filter(({ sql }) => {
    const views = sql.match(/\bknown_\w+/g) ?? [];
    const more = views.filter((view) => !read.has(view));
    for (const view of more) read.add(view);
    return more.length > 0;
  });
}

const asked = readingMore(OF_DAYS.filter((question) => !judgesLists(question)));
const { bytesOf, readsItsWindow } = factsLakes([USES, ROWS, ...asked.map(({ sql }) => sql)]);

test('the uses of a window cost the facts of its dates, and no action row', async () => {
  const [twenty, window] = [await bytesOf(USES, 'twenty'), await bytesOf(USES, 'window')];
  expect(twenty).toBe(window);
  expect(await bytesOf(USES.replace(from, String(dates[0])), 'twenty')).toBeGreaterThan(twenty * 1.5);
});

test('joined with the rows of a date, each reads its own and no more', async () => {
  const joined = `SELECT count(*) FROM (${ROWS}) f LEFT JOIN (${USES}) u
    ON u.account_id = f.account_id AND u.principal_id = f.principal_id
    AND u.service_namespace = f.service_namespace AND u.action_name = f.action_name
    WHERE f.last_accessed_at IS NULL AND u.used_at IS NULL`;
  const [twenty, window] = [await bytesOf(joined, 'twenty'), await bytesOf(joined, 'window')];
  expect(twenty).toBe(window);
});

test.each(asked)(
  '$name of 90 days reads the facts of its window and the action rows of its date alone',
  readsItsWindow,
);
