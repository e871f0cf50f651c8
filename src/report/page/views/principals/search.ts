/** Words that find a principal: whatever the page prints of it. */
import type { Page } from '../../page.js';
import { type Opened, openSheet } from '../../sheets.js';
import { type Principal, stateOf, tagsOf } from './principals.js';

/** Of each principal the text that a search looks through, in lower case. */
export type Searched = ReadonlyMap<Principal, string>;

const COLUMNS = [
  ...['permission_set_name', 'group_names', 'attached_policy_arns', 'inline_policy_names'],
  ...['permissions_boundary_arn', 'error_code'],
];

let searched: Promise<Searched> | undefined;

/** Made once, when a list is first searched. */
export function searchTexts(page: Page): Promise<Searched> {
  searched ??= makeTexts(page);
  return searched;
}

async function makeTexts({ principals }: Page): Promise<Searched> {
  const [sheet, services] = await Promise.all([openSheet('principals'), openSheet('granted_services')]);
  const held = namespacesOf(services);
  return new Map(principals.map((principal) => [principal, textOf(principal, sheet, held)]));
}

function textOf(principal: Principal, sheet: Opened, held: ReadonlyMap<string, string>): string {
  const { arn, id, row, accountId, accountName, ou, type } = principal;
  const tags = [...tagsOf(principal)].map(([key, value]) => `${key}=${value}`);
  const columns = COLUMNS.map((column) => sheet.text(column, row));
  const own = [arn, id, accountId, accountName, ou, type, stateOf(principal), ...tags, ...columns];
  return `${own.join(' ').toLowerCase()}${held.get(arn) ?? ''}`;
}

function namespacesOf(services: Opened): ReadonlyMap<string, string> {
  const held = new Map<string, string>();
  for (let row = 0; row < services.rows; row += 1) {
    const arn = services.text('principal_arn', row);
    held.set(arn, `${held.get(arn) ?? ''} ${services.text('service_namespace', row)}`);
  }
  return held;
}
