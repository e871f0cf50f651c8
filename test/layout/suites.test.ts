/** Lists of files in vitest.config.ts: those that begin first, and those of which CI runs a part of the cases. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const config = readFileSync(`${root}vitest.config.ts`, 'utf8');
const files = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

function listed(name: string): string[] {
  const [, list = ''] = new RegExp(`const ${name} = \\[(.*?)\\];`, 's').exec(config) ?? [];
  return [...list.matchAll(/'([^']+)'/g)].map(([, file]) => file as string);
}

it('each that begins first exists', () => {
  expect(listed('LONG').length).toBeGreaterThan(0);
  expect(listed('LONG').filter((name) => !files.includes(name))).toEqual([]);
});

it('test:release runs every case of a table that is sampled', () => {
  const sampling = files.filter((name) =>
    /from '[./]+\/sampled\.js'/.test(readFileSync(`${root}test/${name}`, 'utf8')),
  );
  expect(listed('SAMPLED').toSorted()).toEqual(sampling.map((name) => `test/${name}`).toSorted());
});
