/** How questions are listed: six topics, and the names that questions had before. */

/** In the order of the list, with their headings. */
export const TOPICS = {
  unused: 'What nobody uses, and what to do first',
  organization: 'The same over the whole organization',
  use: 'Who uses what',
  policies: 'Policies, administrators and trust',
  time: 'What changed',
  lake: 'What the lake holds, and what is missing',
} as const;

export type Topic = keyof typeof TOPICS;

export function isTopic(text: string): text is Topic {
  return Object.hasOwn(TOPICS, text);
}

/** What to begin with. */
export const FIRST_QUESTIONS: readonly string[] = ['worklist', 'coverage_gaps', 'dormant_principals'];

/** A question under the name that it has now, and the values that make it answer as under the former one. */
export interface Renamed {
  readonly name: string;
  readonly given?: Readonly<Record<string, string>>;
}

/** Names that questions had in earlier versions: asked by one, the question answers. */
export const FORMER_NAMES: Readonly<Record<string, Renamed>> = {
  do_not_decide: { name: 'not_decidable' },
  dormant_administrators: { name: 'administrators', given: { days: '90' } },
  runs: { name: 'snapshots' },
  unlisted_use: { name: 'resource_policy_use' },
};
