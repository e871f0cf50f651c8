/** Smaller policies, as `access-lake propose` writes them: for a user or role, a policy or a permission set. */
import { escapeForTerminal, escapeLinesForTerminal } from '../../../model/escape.js';
import { jsonencodeOf } from '../../../policy/terraform.js';
import { command, copyButton } from '../copy.js';
import { type Child, h, outside } from '../dom.js';
import { type Page, quoted } from '../page.js';
import { type Opened, rowsOf } from '../sheets.js';
import { count, counted, POWER_WORDS } from '../words.js';

/** Of everything that a user or role holds: each document once, whoever else holds it. */
export async function proposalsOfPrincipal(page: Page, arn: string): Promise<HTMLElement> {
  const [documents, holders] = await Promise.all([page.sheets.open('proposals'), page.sheets.open('proposal_holders')]);
  const own = holders.rowsBy('principal_arn').get(arn) ?? [];
  const rows = own.map((row) => holders.number('document', row) as number);
  return section(page, documents, rows, `--principal ${quoted(arn)}`);
}

export async function proposalsOfPolicy(page: Page, arn: string): Promise<HTMLElement> {
  const documents = await page.sheets.open('proposals');
  return section(page, documents, documents.rowsBy('arn').get(arn) ?? [], `--policy ${quoted(arn)}`);
}

export async function proposalsOfSet(page: Page, name: string): Promise<HTMLElement> {
  const documents = await page.sheets.open('proposals');
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
    h('p', { class: 'screen' }, words, command(made)),
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
      holders === 1
        ? 'One user or role holds it, nobody else.'
        : `Held by ${count(holders)} users and roles: it changes for all of them.`,
    ),
    h('p', { class: 'quiet' }, powerWords(documents.text('power', row))),
    ...leftAlone(documents.number('left_alone', row) ?? 0),
    ...blockersOf(blockers),
    services !== '' && wholeServices(services),
    ...(after === '' ? [h('p', {}, 'Nothing of it stays: detach it or delete it.')] : newPolicy(documents, row, after)),
    h('details', {}, h('summary', {}, 'The change, line by line'), lines(documents.text('change', row))),
  );
}

/** `power:actions` of each kind that goes, the greatest first. */
function powerWords(powers: string): string {
  const kinds = powers.split(' ').filter(Boolean);
  const words = kinds.map((kind) => {
    const [power = '', actions = ''] = kind.split(':');
    return `${count(Number(actions))} ${POWER_WORDS[power] ?? power}`;
  });
  return words.length === 0 ? '' : `By what they let do: ${words.join(', ')}.`;
}

/** As JSON and as Terraform: one text, or several where one would be too long for IAM. */
function newPolicy(documents: Opened, row: number, after: string): HTMLElement[] {
  const texts = after.split(/\n(?=\{)/);
  const terraform = texts.map((text) => terraformOf(documents, row, text)).join('\n');
  return [
    copyButton('Copy the new policy', () => after),
    lines(after),
    h(
      'details',
      {},
      h('summary', {}, 'As Terraform'),
      copyButton('Copy for Terraform', () => terraform),
      lines(terraform),
    ),
  ];
}

/** The argument of the resource that holds such a document, with the document as its value. */
function terraformOf(documents: Opened, row: number, text: string): string {
  const kind = documents.text('kind', row);
  const owner = /:(user|role|group)\//.exec(documents.text('owner_arn', row))?.[1] ?? 'role';
  const [resource, argument] = RESOURCES[kind] ?? [`aws_iam_${owner}_policy`, 'policy'];
  const name = escapeForTerminal(documents.text('name', row));
  return `# ${resource}: ${name}\n${argument} = ${jsonencodeOf(text)}\n`;
}

const RESOURCES: Readonly<Record<string, readonly [resource: string, argument: string]>> = {
  managed_policy: ['aws_iam_policy', 'policy'],
  aws_managed_policy: ['aws_iam_policy, in the place of the policy of AWS', 'policy'],
  permission_set: ['aws_ssoadmin_permission_set_inline_policy', 'inline_policy'],
};

/** What such statements allow, nobody reads off an Action list: it stays, used or not. */
function leftAlone(statements: number): HTMLElement[] {
  if (statements === 0) return [];
  const what = counted(statements, 'statement that allows', 'statements that allow');
  const words = `${what} by NotAction or NotResource stays as it is: it may hold more that nobody uses.`;
  return [h('p', {}, h('strong', {}, 'Left alone'), ': ', words)];
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
  young_set: 'every role of the set is younger than the days',
  young_document: 'the policy changed within the days, and no snapshot shows its text before',
  blind_holder: 'a holder works, or may work, in a Region that IAM does not track',
  unlisted_use: 'a holder was used later than any row tells',
  owned_elsewhere: 'something else would write the document back',
  acts_through_cloudformation: 'a holder changes stacks, which act with its rights',
  reference_old: 'a wildcard may have named actions that the list lacks',
};

/** A blocker is `code: what it is about`. */
function blockerWords(blocker: string): string {
  const [code = '', ...about] = blocker.split(': ');
  return [BLOCKERS[code] ?? code, ...about].join(': ');
}

function blockersOf(blockers: readonly string[]): Child[] {
  if (blockers.length === 0) return [];
  const title = h('p', {}, h('strong', {}, 'Conditional'), ': it may be applied once somebody accepts this:');
  return [
    title,
    h('ul', { class: 'reasons' }, ...blockers.map((blocker) => h('li', {}, outside(blockerWords(blocker), 'wrap')))),
  ];
}

/** Longer texts are printed in columns. */
const LONG_LINES = 40;

function lines(text: string): HTMLElement {
  const isLong = text.split('\n').length > LONG_LINES;
  return h('pre', { tabindex: 0, class: isLong ? 'document long' : 'document' }, escapeLinesForTerminal(text));
}
