/** How questions are listed: six topics. */

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
export const FIRST_QUESTIONS: readonly string[] = [
  'worklist',
  'coverage_gaps',
  'removable',
  'sets',
  'guardrails',
  'changes',
];
