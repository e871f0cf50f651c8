/** What Trino and DuckDB both take, and answer differently: the SQL of queries/ may not say it. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../../../queries/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sql'));

test('a text without a match is never compared as an empty one: regexp_extract is null on Trino, and empty on DuckDB', () => {
  const compared = files.flatMap((file) => {
    const found = readFileSync(new URL(file, folder), 'utf8').match(/(?<!coalesce\()\bregexp_extract\([^()]*\) = ''/g);
    return (found ?? []).map((sql) => `${file}: ${sql}`);
  });
  expect(files.length).toBeGreaterThan(100);
  expect(compared).toEqual([]);
});
