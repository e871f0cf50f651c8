/** Smaller policies, as `access-lake propose` writes them: for a user or role, a policy or a permission set. */
import { escapeLinesForTerminal } from '../../../model/escape.js';
import { command, copyButton } from '../copy.js';
import { type Child, h, outside } from '../dom.js';
import { type Page, quoted } from '../page.js';
import { type Opened, openSheet, rowsOf } from '../sheets.js';
import { counted } from '../words.js';

/** Of everything that a user or role holds: each document once, whoever else holds it. */
export async function proposalsOfPrincipal(page: Page, arn: string): Promise<HTMLElement> {
  const [documents, holders] = await Promise.all([openSheet('proposals'), openSheet('proposal_holders')]);
  const own = holders.rowsBy('principal_arn').get(arn) ?? [];
  const rows = own.map((row) => holders.number('document', row) as number);
  return section(page, documents, rows, `--principal ${quoted(arn)}`);
}

export async function proposalsOfPolicy(page: Page, arn: string): Promise<HTMLElement> {
  const documents = await openSheet('proposals');
  return section(page, documents, documents.rowsBy('arn').get(arn) ?? [], `--policy ${quoted(arn)}`);
}

export async function proposalsOfSet(page: Page, name: string): Promise<HTMLElement> {
  const documents = await openSheet('proposals');
  const isSet = (row: number): boolean =>
    documents.get('kind', row) === 'permission_set' && documents.get('name', row) === name;
  return section(page, documents, rowsOf(documents).filter(isSet), `--permission-set ${quoted(name)}`);
}

function section(page: Page, documents: Opened, rows: readonly number[], only: string): HTMLElement {
  const { place, date, left } = page.summary;
  const made = `access-lake propose ${place} --snapshot-date ${date} ${only} --out ./proposals`;
  const isWhole = (left.proposals ?? 0) === 0 && documents.rows > 0;
  const none = isWhole
    ? 'Nothing may go from what it holds, by the evidence that there is. With the reasons: '
    : 'This file holds no proposal for it. Make it: ';
  const words = rows.length === 0 ? none : 'With proof, scripts to apply it and to roll it back: ';
  return h(
    'section',
    { class: 'proposals' },
    h('h3', {}, 'Smaller policies'),
    ...rows.map((row) => document(documents, row, rows.length === 1)),
    h('p', {}, words, command(made)),
  );
}

const KINDS: Readonly<Record<string, string>> = {
  managed_policy: 'customer managed policy',
  inline_policy: 'inline policy',
  permission_set: 'permission set',
  aws_managed_policy: 'policy of AWS, to be replaced by a copy',
};

function document(documents: Opened, row: number, isOpen: boolean): HTMLElement {
  const blockers = documents.text('blockers', row).split('\n').filter(Boolean);
  const after = documents.text('after', row);
  const services = documents.text('services_removed', row);
  const holders = documents.number('holders', row) ?? 0;
  const goes = counted(documents.number('actions_removed', row), 'action goes', 'actions go');
  return h(
    'details',
    { class: 'proposal', open: isOpen },
    h('summary', {}, outside(documents.text('name', row)), `, ${kindOf(documents, row)}: ${goes}`),
    h(
      'p',
      { class: 'quiet' },
      `Held by ${counted(holders, 'user or role', 'users and roles')}: it changes for all of them.`,
    ),
    ...blockersOf(blockers),
    services !== '' && wholeServices(services),
    after === ''
      ? h('p', {}, 'Nothing of it stays: detach it or delete it.')
      : h(
          'div',
          {},
          copyButton('Copy the new policy', () => after),
          lines(after),
        ),
    h('details', {}, h('summary', {}, 'The change, line by line'), lines(documents.text('change', row))),
  );
}

/** Of an administrator hundreds: folded where they would hide the policy. */
function wholeServices(services: string): HTMLElement {
  const number = services.split(', ').length;
  const words = counted(number, 'whole service goes', 'whole services go');
  return h('details', { open: number <= 12 }, h('summary', {}, words), h('p', {}, outside(services, 'wrap')));
}

function kindOf(documents: Opened, row: number): string {
  const kind = documents.text('kind', row);
  return KINDS[kind] ?? kind;
}

/** The codes of docs/proposals.md in words. */
const BLOCKERS: Readonly<Record<string, string>> = {
  holder_not_measured: 'what a holder uses is not known',
  account_not_measured: 'an account was not measured that may hold the set',
  attachments_missing: 'IAM counts more attachments than the lake knows',
  young_holder: 'a holder is younger than the days',
  owned_elsewhere: 'something else would write the document back',
  reference_old: 'the list of actions is older than the snapshot',
};

/** A blocker is `code: what it is about`. */
function blockerWords(blocker: string): string {
  const [code = '', ...about] = blocker.split(': ');
  return [BLOCKERS[code] ?? code, ...about].join(': ');
}

function blockersOf(blockers: readonly string[]): Child[] {
  if (blockers.length === 0) return [];
  const title = h('p', {}, h('strong', {}, 'Conditional'), ': it may be applied once somebody accepts');
  return [
    title,
    h('ul', { class: 'reasons' }, ...blockers.map((blocker) => h('li', {}, outside(blockerWords(blocker), 'wrap')))),
  ];
}

function lines(text: string): HTMLElement {
  return h('pre', { tabindex: 0, class: 'document' }, escapeLinesForTerminal(text));
}
