/** What a row of the worklist says besides its sentence. */
import type { Opened } from '../../opened.js';

/** Where the age of the grant is certain, nothing is said of it. */
const AGES: Readonly<Record<string, string>> = {
  BOUNDED: 'when it was attached is not known',
  UNKNOWN: 'when it was granted is not known',
};

export function ageWords(work: Opened, row: number): string | undefined {
  return AGES[work.text('grant_age', row)];
}

/** By `owner_from`. */
export const OWNED_BY: Readonly<Record<string, string>> = {
  principal_tag: 'by its tag',
  file: 'by the file of owners',
  account_tag: 'by the tag of its account',
  account_email: 'by the e-mail address of its account',
};

export interface Owner {
  /** Null: nobody is named. */
  readonly name: string | null;
  /** Where it is from; of what several hold, whom to ask instead. */
  readonly from: string;
}

export function ownerOf(work: Opened, row: number): Owner {
  const name = work.get('owner', row) === null ? null : work.text('owner', row);
  if (name !== null) return { name, from: OWNED_BY[work.text('owner_from', row)] ?? '' };
  const isShared = work.get('principal_arn', row) === null;
  return { name, from: isShared ? 'ask its holders' : 'no tag or e-mail address names one' };
}

/** What a person decided of the task in the file of tasks; undefined: nothing. */
export function decisionOf(work: Opened, row: number): { readonly title: string; readonly words: string } | undefined {
  const [until, because, assignee] = ['snoozed_until', 'snoozed_because', 'assignee'].map((name) =>
    work.text(name, row),
  ) as [string, string, string];
  const by = assignee === '' ? '' : `assigned to ${assignee}`;
  if (until === '') return by === '' ? undefined : { title: 'assigned', words: by };
  return { title: `snoozed until ${until}`, words: [because, by].filter(Boolean).join('; ') };
}

/** In a list. */
export function stateWord(state: string): string {
  return state.toLowerCase().replaceAll('_', ' ');
}

/** What became of a task since the audit of a date; of one that is listed no more, why. */
const STATES: Readonly<Record<string, (from: string) => string>> = {
  OPEN: (from) => `open: the audit of ${from} listed it too`,
  NEW: (from) => `new: the audit of ${from} did not list it`,
  DONE: () => 'done: nothing that it listed is still granted',
  USED: () => 'used since: something that it listed is in use',
  EXCEPTED: () => 'excepted: somebody who holds it is now excepted or idle by design',
  NOT_COMPARED: (from) => `not compared with the audit of ${from}, which lacks something that it needs`,
};

export function stateWords(state: string, from: string): string | undefined {
  return STATES[state]?.(from);
}

/** `account-name (ID)`; empty: of several accounts. */
export function accountOf(work: Opened, row: number): string {
  const [name, id] = [work.text('account_name', row), work.text('account_id', row)];
  return name === '' ? id : `${name} (${id})`;
}
