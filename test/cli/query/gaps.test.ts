import { expect, it } from 'vitest';
import { withGaps } from '../../../src/cli/query/gaps.js';
import type { Cell, QueryResult } from '../../../src/query/engine/engine.js';

const UNMEASURED = ['role/unmeasured', 'NOT_MEASURED', 'NOT_MEASURED'];
const GAP = [null, 'NOT_MEASURED', null];
const HIDDEN = ['role/hidden', 'NOT_MEASURED', 'UNPROVEN'];
const IDLE = ['role/idle', 'NOT_ACCESSED', null];

async function listed(mode: 'list' | 'count' | 'none', columns: readonly string[], rows: readonly (readonly Cell[])[]) {
  async function* pages(): QueryResult['pages'] & AsyncGenerator {
    yield rows;
  }
  const answer = { columns: columns.map((name) => ({ name, type: 'varchar' as const })), pages: pages() };
  const { answer: shown, unlisted } = withGaps(answer, mode, true);
  const left: (readonly Cell[])[] = [];
  for await (const page of shown.pages) left.push(...page);
  return { left, unlisted: unlisted() };
}

it('takes for unmeasured no row that was measured and whose use may be hidden', async () => {
  const columns = ['principal', 'state', 'withheld'];
  const rows = [UNMEASURED, HIDDEN, GAP, IDLE];
  expect(await listed('list', columns, rows)).toEqual({ left: [HIDDEN, IDLE, UNMEASURED, GAP], unlisted: 0 });
  for (const mode of ['count', 'none'] as const) {
    expect(await listed(mode, columns, rows)).toEqual({ left: [HIDDEN, IDLE], unlisted: 2 });
  }
});

it('goes by the state alone where nothing is withheld, and leaves an answer without a state as it is', async () => {
  const rows = [UNMEASURED, HIDDEN, IDLE];
  expect((await listed('none', ['principal', 'state', 'name'], rows)).left).toEqual([IDLE]);
  expect(await listed('none', ['principal', 'use', 'withheld'], rows)).toEqual({ left: rows, unlisted: 0 });
});
