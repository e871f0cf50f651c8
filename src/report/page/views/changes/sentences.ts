/** What changed for each principal, as a sentence. */
import type { Opened } from '../../opened.js';
import { count, counted } from '../../words.js';

export interface Told {
  /** Empty: of a whole account. */
  readonly arn: string;
  readonly accountId: string;
  readonly rows: readonly number[];
  readonly words: string;
}

/** Services that are named in one part of a sentence; of more it says how many. */
const NAMED = 3;

const KINDS: readonly (readonly [string, (what: string) => string])[] = [
  ['NEWLY_GRANTED', (what) => `was granted ${what}`],
  ['FIRST_USED', (what) => `first used ${what}`],
  ['NO_LONGER_GRANTED', (what) => `may no longer use ${what}`],
  ['AGED_OUT', (what) => `no longer uses ${what}: the last use is older than IAM looks back`],
];

/** Those of whom something is known first, in the order of the answer. */
export function sentencesOf(sheet: Opened, rows: readonly number[]): Told[] {
  const subjects = new Map<string, number[]>();
  for (const row of rows) {
    const key = `${sheet.text('account_id', row)} ${sheet.text('principal_arn', row)}`;
    const known = subjects.get(key);
    if (known) known.push(row);
    else subjects.set(key, [row]);
  }
  const told = [...subjects.values()].map((own): Told => {
    const [first = 0] = own;
    return {
      arn: sheet.text('principal_arn', first),
      accountId: sheet.text('account_id', first),
      rows: own,
      words: sentence(sheet, own),
    };
  });
  const isUnknown = ({ rows: [first = 0] }: Told): number => Number(sheet.get('change', first) === 'UNKNOWN');
  return told.toSorted((a, b) => isUnknown(a) - isUnknown(b));
}

function sentence(sheet: Opened, rows: readonly number[]): string {
  const parts = KINDS.flatMap(([kind, words]) => {
    const own = rows.filter((row) => sheet.get('change', row) === kind);
    return own.length === 0 ? [] : [words(whatOf(sheet, own))];
  });
  const unknown = rows.some((row) => sheet.get('change', row) === 'UNKNOWN');
  return [...parts, ...(unknown ? ['not known: it was not measured in both snapshots'] : [])].join('; ');
}

/** Services, and how many actions of others: the actions of a service that is named itself go without saying. */
function whatOf(sheet: Opened, rows: readonly number[]): string {
  const whole = new Set<string>();
  const actions = new Map<string, number>();
  for (const row of rows) {
    const service = sheet.text('service_namespace', row);
    if (sheet.get('action_name', row) === null) whole.add(service);
    else actions.set(service, (actions.get(service) ?? 0) + 1);
  }
  const parts = [...actions]
    .filter(([service]) => !whole.has(service))
    .map(([service, number]) => `${counted(number, 'action')} of ${service}`);
  return listed([...whole, ...parts]);
}

function listed(parts: readonly string[]): string {
  if (parts.length > NAMED) return `${parts.slice(0, NAMED).join(', ')} and ${count(parts.length - NAMED)} more`;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
