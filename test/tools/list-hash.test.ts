/** The vectors of docs/tables.md, and what they stand for. */
import { expect, test } from 'vitest';
import { LIST_HASH_VECTORS, listHash } from '../../src/tools/list-hash.js';

test.each(LIST_HASH_VECTORS)('the hash of $actions is $hash', ({ actions, hash }) =>
  expect(listHash(actions)).toBe(hash),
);

test('neither the order of the names nor the caller’s list is changed by it', () => {
  const names = Object.freeze(['b', 'a']);
  expect(listHash(names)).toBe(listHash(['a', 'b']));
});

test('names are compared as written: another case, and another border between two names, is another list', () => {
  const lists = [['Get', 'Put'], ['get', 'Put'], ['GetPut'], ['Get', 'Put', 'Put2']];
  expect(new Set(lists.map(listHash)).size).toBe(lists.length);
});

test('a list of 20,000 names has one, too', () => {
  const names = Array.from({ length: 20_000 }, (_, at) => `Action${at}`);
  expect(listHash(names.toReversed())).toBe(listHash(names));
  expect(listHash(names)).toMatch(/^[0-9a-f]{32}$/);
});
