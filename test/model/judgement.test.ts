/** docs/judgement.md has every reason and subject as declared. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REASONS } from '../../src/model/judgement/reasons.js';
import { SUBJECTS } from '../../src/model/judgement/subjects.js';

const page = readFileSync(new URL('../../docs/judgement.md', import.meta.url), 'utf8');

/** The cells of each row of the table below a heading, the head and its line left out. */
function tableBelow(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('every reason, in the order in which they are told, with an example and the option that releases it', () => {
  const rows = tableBelow('Reasons');
  expect(rows.map(([code, when]) => [code, when])).toEqual(REASONS.map(({ code, one }) => [`\`${code}\``, one]));
  for (const [at, { releasedBy }] of REASONS.entries()) {
    const [, , example = '', released = ''] = rows[at] ?? [];
    expect(example.length).toBeGreaterThan(10);
    expect(released).toMatch(releasedBy === null ? /^nothing$/ : `--${releasedBy}`);
  }
});

test('every subject, as declared', () => {
  expect(tableBelow('Subjects')).toEqual(
    Object.values(SUBJECTS).map(({ name, holders, formerHolders, scope, exceptions, youngHolders }) => [
      name,
      holders,
      formerHolders ?? 'none',
      scope,
      exceptions,
      youngHolders,
    ]),
  );
});
