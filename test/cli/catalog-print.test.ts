/** `catalog --print` needs neither AWS nor a lake: all that a database takes, as SQL. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderOf } from '../../src/model/schema.js';
import { ALL_TABLES } from '../../src/model/tables.js';
import { isSavable } from '../../src/query/catalog/saved-queries.js';
import { savedAs } from '../../src/query/question/forms.js';
import { readQuestions } from '../../src/query/question/questions.js';
import { viewDates } from '../../src/query/sql/lake-dates.js';
import { readViews } from '../../src/query/sql/views.js';
import { type Built, buildCommand, ended, start } from './built.js';

let built: Built;
beforeAll(async () => {
  built = await buildCommand();
});
afterAll(() => built.remove());

test('every table, view and question is printed without credentials', async () => {
  const where = ['--destination', 's3://my-bucket/lake', '--database', 'security'];
  const { code, stdout, stderr } = await ended(start([built.main, 'catalog', ...where, '--print']));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const table of ALL_TABLES) {
    expect(stdout).toContain(`CREATE EXTERNAL TABLE IF NOT EXISTS \`security\`.\`raw_${table.name}\``);
    expect(stdout).toContain(`LOCATION 's3://my-bucket/lake/${folderOf(table)}/'`);
  }
  const dates = viewDates([]);
  for (const { name } of readViews(dates)) expect(stdout).toContain(`CREATE OR REPLACE VIEW ${name} AS`);
  for (const question of readQuestions()) {
    const name = savedAs(question.name);
    expect(stdout.split(`-- save query "${name}"`).length - 1, name).toBe(isSavable(question) ? 1 : 0);
  }
});
