/** docs/alternatives.md: what it says of others has a page and a date, and every source is used. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const text = readFileSync(new URL('../../docs/alternatives.md', import.meta.url), 'utf8');
const rows = text.split('\n').filter((line) => line.startsWith('| **'));
const sources = [...text.matchAll(/^(\d+)\. (.*)$/gm)].map(([, number, words]) => [Number(number), words] as const);
const cited = (words: string): number[] => [...words.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number));

test('every cell about a tool names a source', () => {
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows) {
    const cells = row
      .split(' | ')
      .slice(1)
      .map((cell) => cell.replace(/ ?\|$/, '').trim());
    for (const cell of cells.filter((words) => words !== '')) expect(cited(cell).length, cell).toBeGreaterThan(0);
  }
});

test('every source is a page with a date, and is named in a row', () => {
  const named = new Set(rows.flatMap(cited));
  expect(sources.map(([number]) => number)).toEqual([...named].sort((a, b) => a - b));
  for (const [, words] of sources) {
    expect(words).toMatch(/https:\/\/\S+|\]\(\w+\.md\)/);
    expect(words).toMatch(/\(\d{1,2} (November|December) 2026\)\.$/);
  }
});

test('no line says of Security Hub that it recommends no policy', () => {
  const [hub = ''] = rows.filter((row) => row.includes('AWS Security Hub'));
  expect(hub).toContain('GenerateRecommendedPolicyV2');
  expect(text).toContain('1 October 2025');
});
