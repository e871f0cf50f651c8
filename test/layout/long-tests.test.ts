/** The files of tests that vitest.config.ts begins first are there. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('each exists', () => {
  const config = readFileSync(new URL('../../vitest.config.ts', import.meta.url), 'utf8');
  const [, list = ''] = /const LONG = \[(.*?)\];/s.exec(config) ?? [];
  const names = [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name as string);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !existsSync(new URL(`../${name}`, import.meta.url)))).toEqual([]);
});
