/** What is new since the last audit: the findings of `access-lake digest`, which the overview counts and Changes lists. */
import { type Child, h, link, outside } from '../../dom.js';
import { listLength } from '../../figure.js';
import { csvOfSheet } from '../../list/csv.js';
import { lacking } from '../../list/sheet-list.js';
import { table } from '../../list/table.js';
import { nameOf } from '../../names.js';
import { type Opened, rowsOf } from '../../opened.js';
import { digestOf, type Page } from '../../page.js';
import { hashOf } from '../../route.js';

/** The number of findings of a kind; tasks have names of their own. */
export function numberOf(kind: string): string {
  const own: Readonly<Record<string, string>> = { WORK_NEW: 'tasks_new', WORK_DONE: 'tasks_done' };
  return own[kind] ?? `findings_${kind.toLowerCase()}`;
}

/** Whom or what a finding is about, linked to its view. */
export function aboutWhat(findings: Opened, row: number): Child {
  const [arn, set, policy, account] = [
    ...['principal_arn', 'permission_set_name', 'policy_arn', 'account_id'].map((name) => findings.text(name, row)),
  ] as [string, string, string, string];
  if (arn !== '') return link(hashOf('principal', arn), outside(nameOf(arn), 'name', arn));
  if (policy !== '') return link(hashOf('policy', policy), outside(nameOf(policy), 'name', policy));
  if (set !== '') return link(hashOf('set', set), outside(set, 'name'));
  return link(hashOf('account', account), 'account ', outside(findings.text('account_name', row) || account));
}

/** All of them, by kind. */
export async function findingList(page: Page): Promise<HTMLElement> {
  const findings = await page.sheets.open('findings');
  const left = page.summary.lastAudit?.findingsLeft ?? 0;
  if (findings.rows === 0) return h('p', {}, 'Nothing that an auditor asks for.');
  const columns = [
    {
      title: 'Finding',
      cell: (row: number) => findings.text('title', row),
      sort: (row: number) => findings.text('title', row),
    },
    {
      title: 'Of',
      cell: (row: number) => aboutWhat(findings, row),
      sort: (row: number) => nameOf(findings.text('principal_arn', row)).toLowerCase() || null,
    },
    {
      title: 'Account',
      cell: (row: number) => outside(findings.text('account_name', row) || findings.text('account_id', row)),
      sort: (row: number) => findings.text('account_name', row) || null,
      isSecondary: true,
    },
    { title: 'What', cell: (row: number) => outside(findings.text('sentence', row), 'wrap') },
  ];
  const csv = csvOfSheet('findings', findings, (row: number) => row);
  return h(
    'div',
    {},
    left > 0 && lacking([listLength(left, 'finding'), ' of this list'], digestOf(page.summary)),
    table('What is new since the last audit', columns, rowsOf(findings), { first: 50, csv }),
  );
}
