/**
 * Laws that answers break today, by the question and by what it forgets: a code of src/model/reasons.ts, or a word that the
 * law explains. This file only shrinks: a line that nothing breaks any more fails, and so does what is not here.
 */

/** By the file that holds it. */
export type Law =
  | 'judged'
  | 'same-item'
  | 'more-runs'
  | 'splitting'
  | 'more-days'
  | 'expire'
  | 'filters'
  | 'known-use'
  | 'left-out'
  | 'new-tracking'
  | 'trends';

export interface Red {
  readonly law: Law;
  readonly question: string;
  readonly codes: readonly string[];
  /** Only more lakes than the usual twelve break it (LAWS_CASES): that these do not proves nothing. */
  readonly isRare?: true;
}

const judged = (question: string, ...codes: readonly string[]): Red => ({ law: 'judged', question, codes });

/** What claims "unused" by uses alone, without evidence of its own. */
const BY_USES_ALONE = ['BLIND', 'YOUNG_PRINCIPAL', 'YOUNG_GRANT', 'LITTLE_EVIDENCE', 'UNPROVEN', 'IDLE_BY_DESIGN'];

export const KNOWN_RED: readonly Red[] = [
  judged('removable_actions', 'IDLE_BY_DESIGN'),
  judged('removable_services', 'IDLE_BY_DESIGN'),
  judged('dormant_principals', 'IDLE_BY_DESIGN'),
  judged('actions_unused_everywhere', 'LEAVES_NO_ROW', 'no reason'),
  judged('services_unused_everywhere', 'UNPROVEN', 'YOUNG_GRANT'),
  judged('policy_services', ...BY_USES_ALONE, 'SERVICE_LINKED', 'BOUNDARY'),
  judged('role_names', 'YOUNG_PRINCIPAL', 'YOUNG_GRANT'),
  judged('propose: SCP drafts', 'BLIND', 'YOUNG_PRINCIPAL', 'YOUNG_GRANT', 'LITTLE_EVIDENCE'),
  { ...judged('permission_set_actions', 'USED', 'YOUNG_PRINCIPAL', 'BLIND'), isRare: true },
  { ...judged('role_names', 'BLIND', 'LITTLE_EVIDENCE', 'UNPROVEN', 'IDLE_BY_DESIGN', 'NEW_THING'), isRare: true },
  { ...judged('policy_services', 'NEW_THING'), isRare: true },
  { ...judged('propose: SCP drafts', 'USED', 'NOT_MEASURED', 'NEW_THING'), isRare: true },
  // removable_actions counts those of removable services, and services of which an action may leave no row are not counted.
  { law: 'same-item', question: 'worklist', codes: ['removable_actions', 'removable_services'] },
  { law: 'filters', question: 'actions_unused_everywhere', codes: ['other row'] },
  { law: 'expire', question: 'expire', codes: ['NEW_THING', 'YOUNG_GRANT'] },
];
