/** One managed policy: its holders, and what its statements allow whole. */
import { type Child, h, link, outside } from '../../dom.js';
import { figured } from '../../figure.js';
import { accountColumn, lastUseColumn, principalColumn, textColumn } from '../../list/columns.js';
import { askedBy, lackNote, sheetList } from '../../list/sheet-list.js';
import { nameOf } from '../../names.js';
import type { Opened } from '../../opened.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { ACCESSED, day, NOT_ACCESSED, NOT_MEASURED } from '../../words.js';
import { proposalsOf } from '../proposals.js';
import { verdict } from '../tasks/verdict.js';
import { isOfAws, ownerOf, SCOPES } from './policies.js';

const STATES: Readonly<Record<string, string>> = {
  ACCESSED,
  NOT_ACCESSED,
  NOT_MEASURED: `⚠ ${NOT_MEASURED}`,
};

export async function policy(page: Page, arn: string): Promise<HTMLElement> {
  const [holders, wide] = await Promise.all([page.sheets.open('policies'), page.sheets.open('policies.kind-wildcard')]);
  const rows = holders.rowsBy('policy_arn').get(arn) ?? [];
  const statements = wide.rowsBy('owner_arn').get(arn) ?? [];
  const subject = { type: 'MANAGED_POLICY', arn } as const;
  const proposals = await proposalsOf(page, subject);
  return h(
    'div',
    {},
    h('h2', {}, 'Policy ', outside(nameOf(arn))),
    await verdict(page, {
      subject,
      lastUse: lastUseOf(holders, rows),
      none: withoutTask(arn, holders, rows),
      proposals,
    }),
    ...wideWords(wide, statements, arn),
    ...lackNote(page, 'policies', ['--policy', arn]),
    proposals?.element ?? null,
    h('h3', {}, 'Holders'),
    holderList(holders, rows, nameOf(arn)),
    h('p', { class: 'quiet' }, outside(arn, 'wrap'), ', ', ownerOf(arn)),
    askedBy(page, 'policies', ['--policy', arn]),
  );
}

function lastUseOf(holders: Opened, rows: readonly number[]): string {
  const times = rows.flatMap((row) => holders.number('last_used_at', row) ?? []);
  return times.length === 0 ? 'none known of its holders' : `${day(Math.max(...times))}, by a holder`;
}

/** A policy that one user or role holds is changed with it, and one of AWS by nobody. */
function withoutTask(arn: string, holders: Opened, rows: readonly number[]): Child[] {
  const [only] = rows;
  if (isOfAws(arn)) return ['AWS owns this policy: the tasks are about the users and roles that hold it.'];
  if (only !== undefined && rows.length === 1) {
    const holder = holders.text('principal_arn', only);
    const who = link(hashOf('principal', holder), outside(nameOf(holder), 'name', holder));
    return ['No separate task: ', who, ' alone holds it.'];
  }
  return [
    'Nothing can be removed from it for all of its holders yet, given what was measured and the evidence so far.',
  ];
}

/** A policy of AWS has its rows once for each account, and a statement one for each action that it allows whole. */
function wideWords(wide: Opened, rows: readonly number[], arn: string): HTMLElement[] {
  const known = rows.filter((row) => wide.number('statement_index', row) !== null);
  if (known.length === 0)
    return rows.length === 0 ? [] : [h('p', {}, 'What it allows is not known: its document cannot be read.')];
  const statements = new Set(known.map((row) => wide.number('statement_index', row))).size;
  const words = known.map((row) => `${SCOPES[wide.text('scope', row)]}: ${wide.text('action', row)}`);
  return [
    h(
      'p',
      {},
      'It allows, in ',
      ...figured('wide_statements', statements, ['statement', 'statements', arn]),
      ': ',
      outside([...new Set(words)].join('; '), 'wrap'),
    ),
  ];
}

function holderList(holders: Opened, rows: readonly number[], name: string): HTMLElement {
  return sheetList({
    caption: 'Who holds it',
    name: `${name}-holders`,
    sheet: holders,
    rows,
    columns: [
      principalColumn(holders),
      accountColumn(holders),
      {
        title: 'Held as',
        cell: (row) => [heldAs(holders, row)],
        sort: (row) => holders.text('held_as', row),
      },
      {
        title: 'State of the principal',
        cell: (row) => STATES[holders.text('state', row)] ?? holders.text('state', row),
        sort: (row) => holders.text('state', row),
      },
      lastUseColumn(holders, 'Last use', { isSecondary: true }),
      textColumn(holders, 'Group', 'group_name', { isSecondary: true }),
    ],
    none: 'Nobody who was listed holds it.',
  });
}

function heldAs(holders: Opened, row: number): string {
  return { ATTACHED: 'attached', GROUP: 'through a group', BOUNDARY: 'boundary' }[holders.text('held_as', row)] ?? '';
}
